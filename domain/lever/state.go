package lever

import (
	"fmt"
	"time"

	"tocsin/domain"
)

// levers is how many there are.
const levers = 5

// ProposalStands is how long a lever that was proposed is not proposed again.
const ProposalStands = 2 * time.Hour

// State is what the rules ask of the levers of a brand.
type State struct {
	proposed [levers + 1]time.Time // by number, when
	pulled   [levers + 1]Pulled    // by number; the zero value: not in force
}

// Stream names the stream of a brand.
func Stream(brand string) domain.StreamID { return domain.StreamID("lever-" + brand) }

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Proposed:
		s.proposed[e.Lever] = e.At
		return s
	case Pulled:
		s.proposed[e.Lever], s.pulled[e.Lever] = time.Time{}, e
		return s
	case Released:
		s.proposed[e.Lever], s.pulled[e.Lever] = time.Time{}, Pulled{}
		return s
	case ReplyTimeAnnounced, DutyShed, DutyReturned:
		return s
	}
	panic(fmt.Sprintf("lever: no fold for %T", e))
}
