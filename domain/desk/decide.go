package desk

import (
	"fmt"

	"tocsin/domain"
)

// Decider of a desk stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve, Lasting: true}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("desk", Types)

// Timeout is the reason of a release because the lease ran out.
const Timeout = "timeout"

func decide(c Command, s State) ([]Event, error) {
	if cl, ok := c.(Claim); ok {
		return claim(cl, s)
	}
	if !s.Exists {
		return nil, domain.Refuse(domain.NotFound, "nobody has claimed this customer")
	}
	switch c := c.(type) {
	case Claim: // decided above
	case Transfer:
		return transfer(c, s)
	case Release:
		return release(c, s)
	}
	panic(fmt.Sprintf("desk: no rule for %T", c))
}

// claim by the owner is a heartbeat: it becomes an event only when half of the lease is used up.
func claim(c Claim, s State) ([]Event, error) {
	running := s.Owner != "" && s.LeaseUntil.After(c.Now)
	switch {
	case c.Owner == "":
		return nil, domain.Refuse(domain.Invalid, "owner is required")
	case !c.LeaseUntil.After(c.Now):
		return nil, domain.Refuse(domain.Invalid, "lease_until must be later than now")
	case running && c.Owner != s.Owner:
		return nil, domain.Refuse(domain.Conflict, "another agent owns this customer")
	case running && s.LeaseUntil.Sub(c.Now) >= c.LeaseUntil.Sub(c.Now)/2:
		return nil, nil
	}
	return []Event{Claimed{Owner: c.Owner, LeaseUntil: c.LeaseUntil}}, nil
}

func transfer(c Transfer, s State) ([]Event, error) {
	switch {
	case c.To == "" || c.From == "" || c.To == c.From:
		return nil, domain.Refuse(domain.Invalid, "a transfer goes from one agent to another")
	case c.Reason == "":
		return nil, domain.Refuse(domain.Invalid, "a transfer has a reason")
	case c.LeaseUntil.IsZero():
		return nil, domain.Refuse(domain.Invalid, "lease_until is required")
	case s.Owner == c.To && s.From == c.From:
		return nil, nil
	case s.Owner != c.From:
		return nil, domain.Refuse(domain.Forbidden, "only the owner hands over")
	}
	return []Event{Claimed{Owner: c.To, LeaseUntil: c.LeaseUntil, From: c.From, Reason: c.Reason}}, nil
}

func release(c Release, s State) ([]Event, error) {
	switch {
	case c.Reason == "":
		return nil, domain.Refuse(domain.Invalid, "a release has a reason")
	case s.Owner == "":
		return nil, nil
	case s.Owner != c.Owner:
		return nil, domain.Refuse(domain.Conflict, "another agent owns this customer")
	case c.Reason == Timeout && s.LeaseUntil.After(c.Now):
		return nil, domain.Refuse(domain.Conflict, "the lease still runs")
	}
	return []Event{Released{Owner: s.Owner, Reason: c.Reason}}, nil
}
