package policy

import (
	"cmp"
	"math"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/crisis"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
)

// CallReserve asks reserve members in waves until exactly the people needed have said yes, books them, thanks and
// frees the surplus, and releases everybody at the end.
type CallReserve struct {
	rules
	members  map[string]*member
	callouts map[string]*call
}

// member is one reserve member as this policy knows him.
type member struct {
	id        string
	langs     []string
	skills    []reserve.Skill
	onCall    bool
	bookedFor string
	restUntil time.Time
	restS     float64
	hours     float64 // booked so far: who was called least goes first
}

// call is one call-out under way.
type call struct {
	id       string
	raised   callout.Raised
	cause    string
	asked    map[string]*answer
	got      []int // accepted, per need
	filled   bool
	short    bool
	released bool
	ended    bool
}

// answer is what a member has said so far.
type answer struct {
	need     int
	calls    int
	at       time.Time
	cause    string // id of the last call
	open     bool   // called, and neither seen nor answered
	seen     bool
	accepted bool
	silent   bool
}

// NewCallReserve gives the policy with an empty fold.
func NewCallReserve() *CallReserve {
	return &CallReserve{members: map[string]*member{}, callouts: map[string]*call{}}
}

// Name is part of the key of its requests.
func (p *CallReserve) Name() string { return "call_reserve" }

// Wants lists what it reads.
func (p *CallReserve) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, reserve.Registered{}, reserve.AvailabilitySet{}, reserve.Booked{}, reserve.Unbooked{},
		reserve.CheckedOut{}, callout.Raised{}, callout.MemberCalled{}, callout.Acknowledged{}, callout.Accepted{},
		callout.Declined{}, callout.TimedOut{}, callout.Filled{}, callout.Unfilled{}, callout.MemberReleased{},
		crisis.MonitoringEntered{}, crisis.StoodDown{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *CallReserve) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case reserve.Event:
		p.applyMember(r, e)
	case callout.Event:
		p.applyCallout(r, e)
	}
}

func (p *CallReserve) applyMember(r domain.Recorded, e reserve.Event) {
	id := r.Stream.Name()
	m := p.members[id]
	if m == nil {
		m = &member{id: id}
		p.members[id] = m
	}
	switch e := e.(type) {
	case reserve.Registered:
		m.langs, m.skills, m.restS = nil, e.Skills, e.Contract.RestS
		for _, l := range e.Langs {
			m.langs = append(m.langs, l.Lang)
		}
	case reserve.AvailabilitySet:
		m.onCall = e.OnCall
	case reserve.Booked:
		m.bookedFor = e.CalloutID
		m.hours += e.Until.Sub(e.From).Hours()
		m.restUntil = e.Until.Add(time.Duration(m.restS * float64(time.Second)))
	case reserve.Unbooked:
		m.bookedFor = ""
		if e.Reason == "surplus" {
			m.restUntil = time.Time{} // he did not work
		}
	case reserve.CheckedOut:
		m.bookedFor, m.restUntil = "", e.At.Add(time.Duration(m.restS*float64(time.Second)))
	case reserve.CheckedIn:
	}
}

func (p *CallReserve) applyCallout(r domain.Recorded, e callout.Event) {
	id := r.Stream.Name()
	if raised, ok := e.(callout.Raised); ok {
		p.callouts[id] = &call{id: id, raised: raised, cause: r.ID.String(), asked: map[string]*answer{}, got: make([]int, len(raised.Need))}
		return
	}
	c := p.callouts[id]
	if c == nil {
		return
	}
	switch e := e.(type) {
	case callout.MemberCalled:
		a := c.answer(e.Member)
		a.need, a.at, a.cause, a.open, a.silent = e.Need, e.At, r.ID.String(), true, false
		a.calls++
	case callout.Acknowledged:
		a := c.answer(e.Member)
		a.open, a.seen = false, true
	case callout.Accepted:
		a := c.answer(e.Member)
		a.open, a.accepted = false, true
		c.got[e.Need]++
	case callout.Declined:
		a := c.answer(e.Member)
		a.open, a.seen = false, false
	case callout.TimedOut:
		a := c.answer(e.Member)
		a.open, a.silent = false, true
	case callout.Filled:
		c.filled = true
	case callout.Unfilled:
		c.short = true
	case callout.MemberReleased:
		c.answer(e.Member).accepted = false
	case callout.Raised, callout.WaveStarted, callout.Escalated:
	}
}

func (c *call) answer(member string) *answer {
	if c.asked[member] == nil {
		c.asked[member] = &answer{}
	}
	return c.asked[member]
}

// missing is how many people a need still lacks.
func (c *call) missing(need int) int { return c.raised.Need[need].Count - c.got[need] }

// expected is how many more will say yes, by the usual rate, of those who were asked for a need and have not answered.
func (c *call) expected(need int, rate float64) float64 {
	n := 0.0
	for _, a := range c.asked { // order-free: a sum of equal terms
		switch {
		case a.need != need || a.accepted:
		case a.open, a.seen:
			n += rate
		}
	}
	return n
}

// wave chooses whom to ask next: as many as the usual rate of yes makes likely to fill what is missing. Everybody is
// asked once before anybody is asked a second time.
func (p *CallReserve) wave(c *call) (calls []callout.Call) {
	chosen := map[string]bool{}
	for need := range c.raised.Need {
		missing := float64(c.missing(need))
		if missing <= 0 {
			continue
		}
		more := int(math.Ceil((missing - c.expected(need, p.Callout.AcceptRate)) / p.Callout.AcceptRate))
		for _, m := range p.eligible(c, need) {
			if more <= 0 {
				break
			}
			if !chosen[m.id] {
				chosen[m.id] = true
				calls = append(calls, callout.Call{Member: m.id, Channel: p.Callout.Channel, Need: need})
				more--
			}
		}
	}
	return calls
}

// eligible lists who may be asked for a need, least called first: trained, speaking the language, on call, not booked,
// rested by the start, and not asked too often already.
func (p *CallReserve) eligible(c *call, need int) (list []*member) {
	for _, id := range sorted(p.members) {
		m := p.members[id]
		a := c.asked[id]
		switch {
		case !m.onCall || m.bookedFor != "" || m.restUntil.After(c.raised.StartBy):
		case !m.can(c.raised.Need[need], c.raised.StartBy):
		case a != nil && (!a.silent || a.calls >= p.Callout.CallsPerWave):
		default:
			list = append(list, m)
		}
	}
	calls := func(m *member) int {
		if a := c.asked[m.id]; a != nil {
			return a.calls
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b *member) int {
		return cmp.Or(cmp.Compare(calls(a), calls(b)), cmp.Compare(a.hours, b.hours), cmp.Compare(a.id, b.id))
	})
	return list
}

// can tells whether a member is trained at that time and speaks the language.
func (m *member) can(need callout.Need, at time.Time) bool {
	trained := slices.ContainsFunc(m.skills, func(s reserve.Skill) bool {
		return s.ID == need.Skill && (s.TrainedUntil.IsZero() || s.TrainedUntil.After(at))
	})
	return trained && slices.Contains(m.langs, need.Lang)
}

var _ domain.Policy = (*CallReserve)(nil)
