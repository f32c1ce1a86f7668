package lever

import (
	"fmt"

	"tocsin/domain"
)

// Decider of a lever stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve, Lasting: true}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("lever", Types)

func decide(c Command, s State) ([]Event, error) {
	switch c := c.(type) {
	case Propose:
		return propose(c, s)
	case Pull:
		return pull(c, s)
	case Release:
		return release(c, s)
	}
	panic(fmt.Sprintf("lever: no rule for %T", c))
}

func propose(c Propose, s State) ([]Event, error) {
	e := c.Proposed
	if err := check(e.Lever, e.Brand, e.Params); err != nil {
		return nil, err
	}
	switch {
	case e.At.IsZero():
		return nil, domain.Refuse(domain.Invalid, "at is required")
	case e.At.Before(s.proposed[e.Lever].Add(ProposalStands)) || s.pulled[e.Lever].Lever != 0:
		return nil, nil
	}
	return []Event{e}, nil
}

// check wants of each lever what it is pulled by.
func check(number int, brand string, p Params) error {
	var missing string
	switch number {
	case ReplyTime:
		missing = unless(p.ReplyTimeS > 0, "reply_time_s")
	case Reserve:
		missing = unless(p.People > 0, "people")
	case Experts:
		missing = unless(p.People > 0, "people")
	case Duties:
		missing = unless(p.People > 0 && p.Duty != "", "duty and people")
	case SelfService:
		missing = unless(p.Share > 0 && p.Share <= 1, "a share above 0 and up to 1")
	default:
		return domain.Refuse(domain.Invalid, "lever must be 1 to %d", levers)
	}
	switch {
	case brand == "":
		return domain.Refuse(domain.Invalid, "brand is required")
	case missing != "":
		return domain.Refuse(domain.Invalid, "lever %d needs %s", number, missing)
	}
	return nil
}

func unless(ok bool, missing string) string {
	if ok {
		return ""
	}
	return missing
}

func pull(c Pull, s State) ([]Event, error) {
	e := c.Pulled
	if err := check(e.Lever, e.Brand, e.Params); err != nil {
		return nil, err
	}
	timed := e.Lever == ReplyTime || e.Lever == Duties
	switch {
	case e.Owner == "":
		return nil, domain.Refuse(domain.Invalid, "a lever has an owner")
	case e.At.IsZero():
		return nil, domain.Refuse(domain.Invalid, "at is required")
	case timed && !e.Until.After(e.At):
		return nil, domain.Refuse(domain.Invalid, "lever %d is for a time: until must be later than at", e.Lever)
	case s.pulled[e.Lever].Lever != 0:
		return nil, nil
	}
	if _, surge := domain.Find(c.Evidence, "surge.detected"); e.Lever == ReplyTime && !surge {
		return nil, domain.Refuse(domain.Forbidden, "an exceptional reply time needs a surge that is open")
	}
	switch events := []Event{e}; e.Lever {
	case ReplyTime:
		return append(events, ReplyTimeAnnounced{Channel: e.Params.Channel, ReplyTimeS: e.Params.ReplyTimeS, Until: e.Until}), nil
	case Duties:
		return append(events, DutyShed{Duty: e.Params.Duty, From: e.Owner, To: "desk", Until: e.Until}), nil
	default:
		return events, nil
	}
}

func release(c Release, s State) ([]Event, error) {
	switch {
	case c.Lever < 1 || c.Lever > levers:
		return nil, domain.Refuse(domain.Invalid, "lever must be 1 to %d", levers)
	case c.By == "" || c.Reason == "":
		return nil, domain.Refuse(domain.Invalid, "by and reason are required")
	case s.pulled[c.Lever].Lever == 0:
		return nil, nil
	}
	p := s.pulled[c.Lever]
	released := Released{Lever: c.Lever, Brand: p.Brand, By: c.By, Reason: c.Reason, Measured: c.Measured, At: c.At}
	if c.Lever == Duties {
		return []Event{DutyReturned{Duty: p.Params.Duty}, released}, nil
	}
	return []Event{released}, nil
}
