package reserve

import (
	"fmt"
	"slices"
	"time"
)

const week = 7 * 24 * time.Hour

// State is what the rules of a reserve member ask. The zero value means "does not exist".
type State struct {
	Known     bool
	Member    Registered
	Available AvailabilitySet
	Booking   Booked // without a call-out: free
	AtWork    bool
	Turns     []CheckedOut // of the last week, oldest first; what the rest and the hours of a week hang on
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Registered:
		s.Known, s.Member = true, e
		return s
	case AvailabilitySet:
		s.Available = e
		return s
	case Booked:
		s.Booking = e
		return s
	case Unbooked:
		s.Booking, s.AtWork = Booked{}, false
		return s
	case CheckedIn:
		s.AtWork = true
		return s
	case CheckedOut:
		s.Booking, s.AtWork = Booked{}, false
		s.Turns = slices.DeleteFunc(slices.Clone(s.Turns), func(t CheckedOut) bool { return e.At.Sub(t.At) > week })
		s.Turns = append(s.Turns, e)
		return s
	}
	panic(fmt.Sprintf("reserve: no fold for %T", e))
}
