package outreach

import (
	"fmt"
	"slices"
	"time"
)

// Phase is where a run stands. Being paused is apart from it: a run can be paused in any live phase.
type Phase uint8

// Phases of a run.
const (
	Unknown Phase = iota // no such run
	Planning
	Frozen   // the audience is fixed, the send is not approved
	Approved // waves may start
	Stopped  // aborted
	Done     // completed
)

// State of an outreach stream.
type State struct {
	Phase     Phase
	Paused    bool
	Started   []int // people of the waves that have started, in order
	Count     int   // people of the frozen audience
	Waves     []int // people per wave of the frozen audience
	Snapshot  string
	PlannedBy string
	PartsPerS float64
	NotAfter  time.Time
	planned   int // waves of the plan
}

// Sending tells whether notices may go out now.
func (s State) Sending() bool { return s.Phase == Approved && !s.Paused }

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Planned:
		return State{
			Phase: Planning, PlannedBy: e.PlannedBy, PartsPerS: e.PartsPerS, NotAfter: e.NotAfter, planned: len(e.Waves),
		}
	case AudienceFrozen:
		s.Phase, s.Count, s.Waves, s.Snapshot = Frozen, e.Count, e.Waves, e.SnapshotHash
		return s
	case SendApproved:
		s.Phase = Approved
		return s
	case WaveStarted:
		s.Started = append(slices.Clip(s.Started), e.Count) // clipped: the state before keeps its own
		return s
	case Paused:
		s.Paused = true
		return s
	case Resumed:
		s.Paused, s.PartsPerS = false, e.PartsPerS
		return s
	case Aborted:
		s.Phase = Stopped
		return s
	case Completed:
		s.Phase = Done
		return s
	}
	panic(fmt.Sprintf("outreach: no fold for %T", e))
}
