package reserve

import (
	"fmt"
	"slices"

	"tocsin/domain"
)

// Decider of a reserve stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve, Lasting: true}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("reserve", Types)

func decide(c Command, s State) ([]Event, error) {
	if r, ok := c.(Register); ok {
		return register(r, s)
	}
	if !s.Known {
		return nil, domain.Refuse(domain.NotFound, "there is no such reserve member")
	}
	switch c := c.(type) {
	case Register: // decided above
	case SetAvailability:
		return setAvailability(c, s)
	case Book:
		return book(c, s)
	case Unbook:
		return unbook(c, s)
	case CheckIn:
		return checkIn(c, s)
	case CheckOut:
		return checkOut(c, s)
	}
	panic(fmt.Sprintf("reserve: no rule for %T", c))
}

func register(c Register, s State) ([]Event, error) {
	k := c.Registered.Contract
	switch {
	case slices.ContainsFunc(c.Registered.Langs, func(l Lang) bool { return l.Lang == "" }):
		return nil, domain.Refuse(domain.Invalid, "a language needs its tag")
	case slices.ContainsFunc(c.Registered.Skills, func(k Skill) bool { return k.ID == "" }):
		return nil, domain.Refuse(domain.Invalid, "a skill needs its id")
	case c.Registered.TravelS < 0 || k.MaxDayS < 0 || k.MaxWeekS < 0 || k.RestS < 0:
		return nil, domain.Refuse(domain.Invalid, "travel and the bounds of the contract must not be negative")
	case s.Known && same(c.Registered, s.Member):
		return nil, nil
	}
	return []Event{c.Registered}, nil
}

func same(a, b Registered) bool {
	return slices.Equal(a.Langs, b.Langs) && slices.EqualFunc(a.Skills, b.Skills, func(x, y Skill) bool {
		return x.ID == y.ID && x.TrainedUntil.Equal(y.TrainedUntil)
	}) && a.Site == b.Site && a.Remote == b.Remote && a.TravelS == b.TravelS && a.Contract == b.Contract
}

func setAvailability(c SetAvailability, s State) ([]Event, error) {
	if c.AvailabilitySet.OnCall == s.Available.OnCall && c.AvailabilitySet.Until.Equal(s.Available.Until) {
		return nil, nil
	}
	return []Event{c.AvailabilitySet}, nil
}

func book(c Book, s State) ([]Event, error) {
	until := s.Available.Until
	switch {
	case c.Booked.CalloutID == "":
		return nil, domain.Refuse(domain.Invalid, "callout_id is required")
	case c.Booked.From.IsZero() || !c.Booked.Until.After(c.Booked.From):
		return nil, domain.Refuse(domain.Invalid, "until must be after from")
	case s.Booking.CalloutID == c.Booked.CalloutID:
		return nil, nil
	case s.Booking.CalloutID != "":
		return nil, domain.Refuse(domain.Conflict, "the member is booked for another call-out")
	case !s.Available.OnCall || !until.IsZero() && !c.Booked.From.Before(until):
		return nil, domain.Refuse(domain.Conflict, "the member is not on call")
	}
	if err := allowed(c, s); err != nil {
		return nil, err
	}
	return []Event{c.Booked}, nil
}

// allowed looks at rest and hours; a bound of zero is none.
func allowed(c Book, s State) error {
	bound, hours := s.Member.Contract, c.Booked.Until.Sub(c.Booked.From).Seconds()
	inWeek := hours
	for _, turn := range s.Turns {
		if c.Booked.From.Sub(turn.At).Seconds() < bound.RestS {
			return domain.Refuse(domain.Forbidden, "the member is inside the minimum rest")
		}
		if c.Booked.Until.Sub(turn.At) < week {
			inWeek += turn.WorkedS
		}
	}
	switch {
	case bound.MaxDayS > 0 && hours > bound.MaxDayS:
		return domain.Refuse(domain.Forbidden, "the booking is longer than the contract allows in a day")
	case bound.MaxWeekS > 0 && inWeek > bound.MaxWeekS:
		return domain.Refuse(domain.Forbidden, "the booking is longer than the contract allows in a week")
	}
	return nil
}

func unbook(c Unbook, s State) ([]Event, error) {
	switch {
	case !slices.Contains([]string{"surplus", "released", "no_show"}, c.Unbooked.Reason):
		return nil, domain.Refuse(domain.Invalid, "reason must be surplus, released or no_show")
	case s.Booking.CalloutID == "":
		return nil, nil
	case s.Booking.CalloutID != c.Unbooked.CalloutID:
		return nil, domain.Refuse(domain.Conflict, "the member is booked for another call-out")
	case s.AtWork: // or the rest that the turn earns would be lost
		return nil, domain.Refuse(domain.Conflict, "the member is at work and checks out")
	}
	return []Event{c.Unbooked}, nil
}

func checkIn(c CheckIn, s State) ([]Event, error) {
	switch {
	case s.Booking.CalloutID == "" || s.Booking.CalloutID != c.CalloutID:
		return nil, domain.Refuse(domain.Conflict, "the member is not booked for this call-out")
	case s.AtWork:
		return nil, nil
	}
	return []Event{CheckedIn{CalloutID: c.CalloutID}}, nil
}

func checkOut(c CheckOut, s State) ([]Event, error) {
	last := len(s.Turns) - 1
	switch {
	case c.At.IsZero():
		return nil, domain.Refuse(domain.Invalid, "at is required")
	case c.WorkedS < 0:
		return nil, domain.Refuse(domain.Invalid, "worked_s must not be negative")
	case !s.AtWork && last >= 0 && s.Turns[last].At.Equal(c.At):
		return nil, nil
	case !s.AtWork:
		return nil, domain.Refuse(domain.Conflict, "the member is not at work")
	}
	return []Event{CheckedOut{WorkedS: c.WorkedS, At: c.At}}, nil
}
