package inventory

import (
	"fmt"
	"time"
)

// State of an inventory stream.
type State struct {
	Added           bool // it exists
	ValidTo         time.Time
	Capacity        int
	Unlimited       bool
	Held, Committed int // units; a hold past its time counts until it is released
	asOf            time.Time
	holds           holds
}

// Free is how many units nobody has, negative when the capacity was corrected below what is given.
func (s State) Free() int { return s.Capacity - s.Held - s.Committed }

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case AlternativeAdded:
		s.Added, s.ValidTo = true, e.ValidTo
		return s
	case CapacitySet:
		s.Capacity, s.Unlimited, s.asOf = e.N, e.Unlimited, e.AsOf
		return s
	case UnitsHeld:
		s.Held += e.N
		s.holds = s.holds.with(hold{offer: e.OfferID, n: e.N, until: e.Until})
		return s
	case UnitsCommitted:
		s.Held -= e.N
		s.Committed += e.N
		s.holds = s.holds.with(hold{offer: e.OfferID, n: e.N, taken: true})
		return s
	case UnitsReleased:
		if h, ok := s.holds.get(e.OfferID); ok && h.taken {
			s.Committed -= e.N
		} else {
			s.Held -= e.N
		}
		s.holds = s.holds.without(e.OfferID)
		return s
	case CapacityCorrected:
		s.Capacity, s.Unlimited = e.To, false
		return s
	}
	panic(fmt.Sprintf("inventory: no fold for %T", e))
}
