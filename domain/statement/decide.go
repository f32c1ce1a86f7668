package statement

import (
	"fmt"

	"tocsin/domain"
)

// Decider of a statement stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("statement", Types)

func decide(c Command, s State) ([]Event, error) {
	switch c := c.(type) {
	case Draft:
		return draft(c, s)
	case SetVariant:
		return of(c.Version, c, s, setVariant)
	case Submit:
		return of(c.Version, c, s, submit)
	case Approve:
		return of(c.Version, c, s, approve)
	case Refuse:
		return of(c.Version, c, s, refuse)
	case Publish:
		return of(c.Version, c, s, publish)
	}
	panic(fmt.Sprintf("statement: no rule for %T", c))
}

// of asks a rule of the newest version; an older one can only have been, and is not, what will be said next.
func of[C any](version int, c C, s State, rule func(C, State) ([]Event, error)) ([]Event, error) {
	switch newest := s.Newest.Drafted.Version; {
	case newest == 0 || version > newest:
		return nil, domain.Refuse(domain.NotFound, "there is no such version")
	case version < 1:
		return nil, domain.Refuse(domain.Invalid, "version counts from 1")
	case version < newest:
		return nil, domain.Refuse(domain.Conflict, "a newer version has replaced this one")
	}
	return rule(c, s)
}
