package callout

import (
	"fmt"
	"slices"

	"tocsin/domain"
)

// Decider of a call-out stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("callout", Types)

func decide(c Command, s State) ([]Event, error) {
	if r, ok := c.(Raise); ok {
		return raise(r, s)
	}
	if !s.exists() {
		return nil, domain.Refuse(domain.NotFound, "there is no such call-out")
	}
	switch c := c.(type) {
	case Raise: // decided above
	case StartWave:
		return startWave(c, s)
	case Acknowledge:
		return acknowledge(c, s)
	case Accept:
		return accept(c, s)
	case Decline:
		return decline(c, s)
	case TimeOut:
		return timeOut(c, s)
	case DeclareShort:
		return declareShort(s)
	case Escalate:
		return escalate(c, s)
	case ReleaseMember:
		return releaseMember(c, s)
	}
	panic(fmt.Sprintf("callout: no rule for %T", c))
}

func raise(c Raise, s State) ([]Event, error) {
	switch {
	case c.Raised.Brand == "":
		return nil, domain.Refuse(domain.Invalid, "brand is required")
	case len(c.Raised.Need) == 0:
		return nil, domain.Refuse(domain.Invalid, "a call-out needs somebody")
	case slices.ContainsFunc(c.Raised.Need, func(n Need) bool { return n.Skill == "" || n.Lang == "" || n.Count < 1 }):
		return nil, domain.Refuse(domain.Invalid, "a need has a skill, a language and a count of at least 1")
	case c.Raised.StartBy.IsZero() || !c.Raised.EndBy.After(c.Raised.StartBy):
		return nil, domain.Refuse(domain.Invalid, "end_by must be after start_by")
	case c.Raised.AckWithinS <= 0:
		return nil, domain.Refuse(domain.Invalid, "ack_within_s must be more than 0")
	case s.exists() && sameNeed(c.Raised, s.Raised):
		return nil, nil
	case s.exists():
		return nil, domain.Refuse(domain.Conflict, "the call-out was raised for another need")
	}
	return []Event{c.Raised}, nil
}

func sameNeed(a, b Raised) bool {
	return slices.Equal(a.Need, b.Need) && a.StartBy.Equal(b.StartBy) && a.EndBy.Equal(b.EndBy)
}

// MaxCalls is how often one member is called at most.
const MaxCalls = 2

func startWave(c StartWave, s State) ([]Event, error) {
	if err := checkCalls(c, s); err != nil {
		return nil, err
	}
	wave := WaveStarted{Wave: s.Waves + 1}
	var called []Event
	for _, call := range c.Calls {
		m := s.members[call.Member]
		if !m.callable() || s.open(call.Need) < 1 {
			continue
		}
		wave.Members = append(wave.Members, call.Member)
		called = append(called, MemberCalled{
			Member: call.Member, Attempt: m.calls + 1, Channel: call.Channel, At: c.Now, Need: call.Need,
		})
	}
	if len(called) == 0 {
		return nil, nil
	}
	return append([]Event{wave}, called...), nil
}

func checkCalls(c StartWave, s State) error {
	if len(c.Calls) == 0 || c.Now.IsZero() {
		return domain.Refuse(domain.Invalid, "a wave calls somebody, at a time")
	}
	named := map[string]bool{}
	for _, call := range c.Calls {
		switch {
		case call.Member == "":
			return domain.Refuse(domain.Invalid, "a call names a member")
		case named[call.Member]:
			return domain.Refuse(domain.Invalid, "a member is named twice in a wave")
		case call.Need < 0 || call.Need >= len(s.Raised.Need):
			return domain.Refuse(domain.Invalid, "there is no such need")
		}
		named[call.Member] = true
	}
	if len(s.missing()) == 0 {
		return domain.Refuse(domain.Conflict, "the call-out is filled")
	}
	return nil
}

// callable tells whether a member may be called (again): who has answered is left alone.
func (m member) callable() bool {
	return m.calls < MaxCalls && (m.answer == silent || m.answer == acknowledged || m.answer == timedOut)
}

func declareShort(s State) ([]Event, error) {
	missing := s.missing()
	if len(missing) == 0 || s.Short {
		return nil, nil
	}
	return []Event{Unfilled{Missing: missing}}, nil
}

func escalate(c Escalate, s State) ([]Event, error) {
	switch {
	case c.To == "":
		return nil, domain.Refuse(domain.Invalid, "to is required")
	case len(s.missing()) == 0 || slices.Contains(s.Helpers, c.To):
		return nil, nil
	}
	return []Event{Escalated{To: c.To}}, nil
}
