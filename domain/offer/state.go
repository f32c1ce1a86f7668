package offer

import (
	"fmt"
	"time"
)

// Phase is where an offer stands.
type Phase uint8

// Phases of an offer.
const (
	Unknown    Phase = iota // no such offer
	Open                    // made, not answered
	Chosen                  // accepted, the host has not spoken
	Refused                 // declined
	Lapsed                  // expired
	Booked                  // confirmed by the host
	Failed                  // the host said no, or nothing
	TakenBack               // revoked
	Superseded              // replaced by another offer
)

// State of an offer stream.
type State struct {
	Phase       Phase
	Options     []string
	Option      string // chosen
	ExpiresAt   time.Time
	HostRef     string
	Replacement string
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Made:
		return State{Phase: Open, Options: e.Options, ExpiresAt: e.ExpiresAt}
	case Accepted:
		s.Phase, s.Option = Chosen, e.Option
		return s
	case Declined:
		s.Phase = Refused
		return s
	case Expired:
		s.Phase = Lapsed
		return s
	case Confirmed:
		s.Phase, s.HostRef = Booked, e.HostRef
		return s
	case ConfirmationFailed:
		s.Phase = Failed
		return s
	case Revoked:
		s.Phase = TakenBack
		return s
	case Replaced:
		s.Phase, s.Replacement = Superseded, e.ReplacementOfferID
		return s
	}
	panic(fmt.Sprintf("offer: no fold for %T", e))
}
