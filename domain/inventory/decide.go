package inventory

import (
	"fmt"

	"tocsin/domain"
)

// Decider of an inventory stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("inventory", Types)

// Expired is the reason of a release because nobody took the units in time.
const Expired = "expired"

func decide(c Command, s State) ([]Event, error) {
	if a, ok := c.(Add); ok {
		return add(a, s)
	}
	if !s.Added {
		return nil, domain.Refuse(domain.NotFound, "no such alternative")
	}
	switch c := c.(type) {
	case Add: // decided above
	case SetCapacity:
		return setCapacity(c, s)
	case CorrectCapacity:
		return correctCapacity(c, s)
	case Hold:
		return holdUnits(c, s)
	case Commit:
		return commit(c, s)
	case Release:
		return release(c, s)
	}
	panic(fmt.Sprintf("inventory: no rule for %T", c))
}

func add(c Add, s State) ([]Event, error) {
	switch {
	case s.Added:
		return nil, nil
	case c.AlternativeAdded.Kind == "" || c.AlternativeAdded.Unit == "":
		return nil, domain.Refuse(domain.Invalid, "kind and unit are required")
	case !c.AlternativeAdded.ValidTo.IsZero() && c.AlternativeAdded.ValidTo.Before(c.AlternativeAdded.ValidFrom):
		return nil, domain.Refuse(domain.Invalid, "valid_to is before valid_from")
	case c.Capacity.N < 0:
		return nil, domain.Refuse(domain.Invalid, "a capacity is not negative")
	}
	return []Event{c.AlternativeAdded, c.Capacity}, nil
}

// setCapacity takes the newest word about how many there are; an older one that comes late changes nothing.
func setCapacity(c SetCapacity, s State) ([]Event, error) {
	switch {
	case c.CapacitySet.N < 0:
		return nil, domain.Refuse(domain.Invalid, "a capacity is not negative")
	case c.CapacitySet.N == s.Capacity && c.CapacitySet.Unlimited == s.Unlimited, c.CapacitySet.AsOf.Before(s.asOf):
		return nil, nil
	case !c.CapacitySet.Unlimited && c.CapacitySet.N < s.Held+s.Committed:
		return nil, domain.Refuse(domain.Conflict, "%d units are held or taken: fewer is a correction", s.Held+s.Committed)
	}
	return []Event{c.CapacitySet}, nil
}

func correctCapacity(c CorrectCapacity, s State) ([]Event, error) {
	switch {
	case c.To < 0:
		return nil, domain.Refuse(domain.Invalid, "a capacity is not negative")
	case c.To == s.Capacity && !s.Unlimited:
		return nil, nil
	}
	return []Event{CapacityCorrected{
		From: s.Capacity, To: c.To, Overcommitted: max(0, s.Held+s.Committed-c.To), Source: c.Source,
	}}, nil
}

// holdUnits gives units that are free; when they do not suffice it takes back holds that are past their time, oldest
// first and no more than needed.
func holdUnits(c Hold, s State) ([]Event, error) {
	switch {
	case c.OfferID == "" || c.N < 1:
		return nil, domain.Refuse(domain.Invalid, "an offer and at least one unit are required")
	case !c.Until.After(c.Now):
		return nil, domain.Refuse(domain.Invalid, "until must be later than now")
	case !s.ValidTo.IsZero() && c.Now.After(s.ValidTo):
		return nil, domain.Refuse(domain.TooLate, "the alternative is not valid any more")
	}
	var events []Event
	free := func(h hold) {
		events = append(events, UnitsReleased{OfferID: h.offer, N: h.n, Reason: Expired})
		s = evolve(s, events[len(events)-1])
	}
	if own, ok := s.holds.get(c.OfferID); ok {
		switch {
		case own.due(c.Now):
			free(own) // this offer is made anew
		case own.n == c.N:
			return nil, nil
		default:
			return nil, domain.Refuse(domain.Conflict, "the offer holds another number of units")
		}
	}
	for !s.Unlimited && s.Free() < c.N {
		h, ok := s.holds.next()
		if !ok || !h.due(c.Now) || s.Free()+s.Held < c.N {
			return nil, domain.Refuse(domain.Exhausted, "not enough units left")
		}
		free(h)
	}
	return append(events, UnitsHeld{OfferID: c.OfferID, N: c.N, Until: c.Until}), nil
}

func commit(c Commit, s State) ([]Event, error) {
	h, ok := s.holds.get(c.OfferID)
	switch {
	case !ok:
		return nil, domain.Refuse(domain.Conflict, "nothing is held for the offer")
	case h.taken:
		return nil, nil
	case h.until.Before(c.Now):
		return nil, domain.Refuse(domain.Conflict, "the hold is past its time")
	}
	return []Event{UnitsCommitted{OfferID: c.OfferID, N: h.n}}, nil
}

func release(c Release, s State) ([]Event, error) {
	h, ok := s.holds.get(c.OfferID)
	switch {
	case c.Reason == "":
		return nil, domain.Refuse(domain.Invalid, "a release has a reason")
	case !ok:
		return nil, nil
	}
	return []Event{UnitsReleased{OfferID: c.OfferID, N: h.n, Reason: c.Reason}}, nil
}
