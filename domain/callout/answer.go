package callout

import (
	"slices"
	"time"

	"tocsin/domain"
)

// acknowledge takes note that the call was seen; it fills no slot.
func acknowledge(c Acknowledge, s State) ([]Event, error) {
	m, called := s.members[c.Member]
	switch {
	case !called:
		return nil, notCalled()
	case m.answer != silent && m.answer != timedOut:
		return nil, nil
	}
	return []Event{Acknowledged{Member: c.Member}}, nil
}

// accept lets the first yes win. A late one, after the time to acknowledge, counts as long as the slot is open.
func accept(c Accept, s State) ([]Event, error) {
	m, called := s.members[c.Member]
	switch {
	case !called:
		return nil, notCalled()
	case c.EtaS < 0:
		return nil, domain.Refuse(domain.Invalid, "eta_s must not be negative")
	case m.answer == accepted:
		return nil, nil
	case m.answer == declined || m.answer == released:
		return nil, domain.Refuse(domain.Conflict, "the member has declined or was released")
	case s.open(m.need) < 1:
		return nil, domain.Refuse(domain.Exhausted, "everybody needed has said yes")
	case !booked(c):
		return nil, domain.Refuse(domain.Conflict, "the member is not booked")
	}
	yes := Accepted{Member: c.Member, EtaS: c.EtaS, Need: m.need, Evidence: c.Evidence}
	if len(evolve(s, yes).missing()) == 0 {
		return []Event{yes, Filled{}}, nil
	}
	return []Event{yes}, nil
}

func booked(c Accept) bool {
	return slices.ContainsFunc(c.Evidence, func(e domain.Evidence) bool {
		return e.Fact == "reserve.booked" && e.Value == c.Member
	})
}

func decline(c Decline, s State) ([]Event, error) {
	m, called := s.members[c.Member]
	switch {
	case !called:
		return nil, notCalled()
	case !slices.Contains([]string{"rest", "ill", "family", "other"}, c.Reason):
		return nil, domain.Refuse(domain.Invalid, "reason must be rest, ill, family or other")
	case m.answer == declined || m.answer == released:
		return nil, nil
	case m.answer == accepted:
		return nil, domain.Refuse(domain.Conflict, "the member has said yes and must be released")
	}
	return []Event{Declined{Member: c.Member, Reason: c.Reason}}, nil
}

func timeOut(c TimeOut, s State) ([]Event, error) {
	m, called := s.members[c.Member]
	within := time.Duration(s.Raised.AckWithinS * float64(time.Second))
	switch {
	case !called:
		return nil, notCalled()
	case m.answer != silent:
		return nil, nil
	case c.Now.Before(m.called.Add(within)):
		return nil, domain.Refuse(domain.Conflict, "the member still has time to answer")
	}
	return []Event{TimedOut{Member: c.Member}}, nil
}

func releaseMember(c ReleaseMember, s State) ([]Event, error) {
	m, called := s.members[c.Member]
	switch {
	case !called:
		return nil, notCalled()
	case c.Reason == "":
		return nil, domain.Refuse(domain.Invalid, "reason is required")
	case m.answer == released:
		return nil, nil
	}
	return []Event{MemberReleased{Member: c.Member, Reason: c.Reason}}, nil
}

func notCalled() error { return domain.Refuse(domain.NotFound, "the member was not called") }
