package policy

import (
	"cmp"
	"math"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/reserve"
)

// member is one reserve member as this policy knows him.
type member struct {
	id        string
	langs     []string
	skills    []reserve.Skill
	contract  reserve.Contract
	travelS   float64
	onCall    bool
	until     time.Time // on call until then; zero: no end
	booked    reserve.Booked
	restUntil time.Time
	hours     float64 // booked so far: who was called least goes first
	calls     int     // so far
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
		m.langs, m.skills, m.contract, m.travelS = nil, e.Skills, e.Contract, e.TravelS
		for _, l := range e.Langs {
			m.langs = append(m.langs, l.Lang)
		}
	case reserve.AvailabilitySet:
		m.onCall, m.until = e.OnCall, e.Until
	case reserve.Booked:
		m.booked = e
		m.hours += e.Until.Sub(e.From).Hours()
	case reserve.Unbooked:
		m.unbook(r.Meta.RecordedAt)
	case reserve.CheckedOut:
		m.booked, m.restUntil = reserve.Booked{}, e.At.Add(m.rest())
	case reserve.CheckedIn:
	}
}

// unbook frees a member. Rest is owed for the part of the turn that lies behind him, and only that part counts as worked.
func (m *member) unbook(now time.Time) {
	b := m.booked
	m.booked = reserve.Booked{}
	switch {
	case !now.After(b.From):
		m.hours -= b.Until.Sub(b.From).Hours()
	case now.Before(b.Until):
		m.hours -= b.Until.Sub(now).Hours()
		m.restUntil = now.Add(m.rest())
	default:
		m.restUntil = b.Until.Add(m.rest())
	}
}

func (m *member) rest() time.Duration {
	return time.Duration(m.contract.RestS * float64(time.Second))
}

// can tells whether a member may come: trained at that time, speaking the language, on call, not booked, rested, and the
// turn no longer than his contract allows.
func (m *member) can(need callout.Need, from, until time.Time) bool {
	trained := slices.ContainsFunc(m.skills, func(s reserve.Skill) bool {
		return s.ID == need.Skill && (s.TrainedUntil.IsZero() || s.TrainedUntil.After(from))
	})
	day := m.contract.MaxDayS
	return trained && slices.Contains(m.langs, need.Lang) && m.onCall && (m.until.IsZero() || m.until.After(from)) &&
		m.booked.CalloutID == "" && !m.restUntil.After(from) && (day <= 0 || until.Sub(from).Seconds() <= day)
}

// expected is how many more will say yes, by the usual rate, of those who are asked for a need and have not answered.
func (c *call) expected(need int, rate float64) float64 {
	n := 0
	for _, a := range c.asked { // order-free: a count
		if a.need == need && (a.stance == pending || a.stance == waiting || a.stance == seen) {
			n++
		}
	}
	return float64(n) * rate
}

// choose says whom to ask next: as many as the usual rate of yes makes likely to fill what is missing. Everybody is
// asked once before anybody is asked a second time.
func (p *CallReserve) choose(c *call) (calls []callout.Call) {
	rate := p.Callout.AcceptRate
	if !(rate > 0 && rate <= 1) {
		rate = 1
	}
	chosen := map[string]bool{}
	for need := range c.raised.Need {
		missing := float64(c.missing(need))
		if missing <= 0 {
			continue
		}
		more := int(math.Ceil((missing - c.expected(need, rate)) / rate))
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

// eligible lists who may be asked for a need, least called first. A second call is for those who were silent.
func (p *CallReserve) eligible(c *call, need int) (list []*member) {
	most := min(max(p.Callout.CallsPerWave, 1), callout.MaxCalls)
	asked := func(m *member) answer {
		if a := c.asked[m.id]; a != nil {
			return *a
		}
		return answer{}
	}
	for _, id := range sorted(p.members) {
		m := p.members[id]
		a := asked(m)
		if (a.stance == unasked || a.stance == silent) && a.calls < most && m.can(c.raised.Need[need], c.raised.StartBy, c.raised.EndBy) {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b *member) int {
		return cmp.Or(cmp.Compare(asked(a).calls, asked(b).calls), cmp.Compare(a.hours, b.hours), cmp.Compare(a.calls, b.calls), cmp.Compare(a.id, b.id))
	})
	return list
}
