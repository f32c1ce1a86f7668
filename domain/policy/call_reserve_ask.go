package policy

import (
	"strings"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/crisis"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
)

// React asks the next members, counts a yes, frees a surplus one, and ends a call-out with its crisis.
func (p *CallReserve) React(r domain.Recorded) []domain.Request {
	switch e := r.Event.(type) {
	case callout.Raised, callout.Accepted, callout.Declined, callout.TimedOut, callout.MemberReleased:
		return p.more(r, p.callouts[r.Stream.Name()])
	case reserve.AvailabilitySet:
		return p.recover(r, e)
	case reserve.Booked:
		return p.booked(r, e)
	case crisis.MonitoringEntered, crisis.StoodDown:
		return p.release(r, r.Stream.Name())
	case reaction.Refused:
		if e.Policy == p.Name() {
			return p.refused(r, e)
		}
	}
	return nil
}

// more asks further members; when nobody is left and nobody's answer is awaited, the call-out is short.
func (p *CallReserve) more(r domain.Recorded, c *call) []domain.Request {
	if c == nil || c.full() || c.short || c.ended {
		return nil
	}
	if asked := p.start(r, c); asked != nil {
		return asked
	}
	for _, a := range c.asked { // order-free: any
		if a.stance == pending || a.stance == waiting || a.stance == seen {
			return nil
		}
	}
	c.short = true
	to, cause := callout.Stream(c.id), r.ID.String()
	return []domain.Request{
		{To: to, Cause: cause, Step: "short", Command: callout.DeclareShort{}},
		{To: to, Cause: cause, Step: "manager", Command: callout.Escalate{To: "manager"}},
	}
}

// start asks for the next wave, if there is anybody to ask. The answers of a whole wave may come at once, so what is
// under way is remembered: nobody is called by two waves.
func (p *CallReserve) start(r domain.Recorded, c *call) []domain.Request {
	calls := p.choose(c)
	if len(calls) == 0 {
		return nil
	}
	w := wave{cause: r.ID.String()}
	for _, called := range calls {
		a := c.answer(called.Member)
		a.stance, a.need = pending, called.Need
		w.members = append(w.members, called.Member)
		p.members[called.Member].calls++
	}
	c.waves = append(c.waves, w)
	return []domain.Request{{
		To: callout.Stream(c.id), Cause: w.cause, Step: "wave", NotAfter: c.raised.EndBy,
		Command: callout.StartWave{Calls: calls, Now: r.Meta.RecordedAt},
	}}
}

// recover asks somebody who comes on call while a call-out is short.
func (p *CallReserve) recover(r domain.Recorded, e reserve.AvailabilitySet) (asked []domain.Request) {
	if !e.OnCall {
		return nil
	}
	for _, id := range sorted(p.callouts) {
		if c := p.callouts[id]; c.short && !c.full() && !c.ended {
			asked = append(asked, p.start(r, c)...)
		}
	}
	return asked
}

// booked: a member's yes takes him first; then it counts. One who says yes to a call-out that is over is set free.
func (p *CallReserve) booked(r domain.Recorded, e reserve.Booked) []domain.Request {
	id := r.Stream.Name()
	c := p.callouts[e.CalloutID]
	switch {
	case c == nil:
		return nil
	case c.ended:
		return free(r, c.id, id)
	}
	return []domain.Request{{
		To: callout.Stream(e.CalloutID), Cause: r.ID.String(), Step: accept + id,
		Command: callout.Accept{
			Member: id, EtaS: p.members[id].travelS, Evidence: []domain.Evidence{evidence("reserve.booked", id, r)},
		},
	}}
}

const accept = "accept/"

// refused: a yes that came when the need was full sets its member free; when a wave could not start, or somebody who has
// seen the call says nothing, others are asked.
func (p *CallReserve) refused(r domain.Recorded, e reaction.Refused) []domain.Request {
	id := domain.StreamID(e.To).Name()
	if m, ok := strings.CutPrefix(e.Step, accept); ok {
		if e.Code == string(domain.NoChange) {
			return nil // it counts already
		}
		return free(r, id, m)
	}
	return p.more(r, p.callouts[id])
}

// free thanks a surplus member and undoes the booking.
func free(r domain.Recorded, calloutID, member string) []domain.Request {
	return []domain.Request{
		{
			To: callout.Stream(calloutID), Cause: r.ID.String(), Step: "surplus/" + member,
			Command: callout.ReleaseMember{Member: member, Reason: "surplus"},
		},
		{
			To: reserve.Stream(member), Cause: r.ID.String(), Step: "unbook/" + member,
			Command: reserve.Unbook{Unbooked: reserve.Unbooked{CalloutID: calloutID, Reason: "surplus"}},
		},
	}
}

// release ends the call-outs of a crisis that is over.
func (p *CallReserve) release(r domain.Recorded, crisisID string) (asked []domain.Request) {
	for _, id := range sorted(p.callouts) {
		if c := p.callouts[id]; c.raised.CrisisID == crisisID && !c.ended {
			asked = append(asked, p.end(c, r.ID.String())...)
		}
	}
	return asked
}

// end releases everybody who came.
func (p *CallReserve) end(c *call, cause string) (asked []domain.Request) {
	c.ended = true
	for _, id := range sorted(c.asked) {
		if c.asked[id].stance != accepted {
			continue
		}
		asked = append(asked,
			domain.Request{
				To: callout.Stream(c.id), Cause: cause, Step: "done/" + id,
				Command: callout.ReleaseMember{Member: id, Reason: "done"},
			},
			domain.Request{
				To: reserve.Stream(id), Cause: cause, Step: "home/" + id,
				Command: reserve.Unbook{Unbooked: reserve.Unbooked{CalloutID: c.id, Reason: "released"}},
			})
	}
	return asked
}

// silentAt is when a member who has not answered, or has only seen the call, counts as silent; zero for the others.
func (c *call) silentAt(a *answer) time.Time {
	if c.ended || c.full() || a.stance != waiting && a.stance != seen {
		return time.Time{}
	}
	return a.at.Add(c.ackWithin())
}

// Due notes who stayed silent, and ends call-outs whose time is over.
func (p *CallReserve) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.callouts) {
		c := p.callouts[id]
		for _, m := range sorted(c.asked) {
			a := c.asked[m]
			at := c.silentAt(a)
			if at.IsZero() || at.After(now) {
				continue
			}
			step := "silent/"
			if a.stance == seen {
				step = hesitant
			}
			asked = append(asked, domain.Request{
				To: callout.Stream(id), Cause: a.cause, Step: step + m, Command: callout.TimeOut{Member: m, Now: at},
			})
		}
		if !c.ended && !c.raised.EndBy.After(now) {
			asked = append(asked, p.end(c, c.cause)...)
		}
	}
	return asked
}

// Next is the next instant at which somebody counts as silent or a call-out is over.
func (p *CallReserve) Next() (next time.Time, ok bool) {
	for _, c := range p.callouts { // order-free: a minimum
		if c.ended {
			continue
		}
		next, ok = earliest(next, ok, c.raised.EndBy)
		for _, a := range c.asked { // order-free: a minimum
			next, ok = earliest(next, ok, c.silentAt(a))
		}
	}
	return next, ok
}
