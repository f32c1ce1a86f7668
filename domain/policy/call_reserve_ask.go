package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/crisis"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
)

// React asks the next members, books a yes, frees a surplus one, and ends a call-out with its crisis.
func (p *CallReserve) React(r domain.Recorded) []domain.Request {
	switch e := r.Event.(type) {
	case callout.Raised:
		return p.more(r, p.callouts[r.Stream.Name()])
	case callout.Declined, callout.TimedOut:
		return p.more(r, p.callouts[r.Stream.Name()])
	case reserve.Booked:
		return p.booked(r, e)
	case crisis.MonitoringEntered, crisis.StoodDown:
		return p.release(r, r.Stream.Name())
	case reaction.Refused:
		return p.refused(r, e)
	}
	return nil
}

// more asks further members; when nobody is left and nobody's answer is awaited, the call-out is short.
func (p *CallReserve) more(r domain.Recorded, c *call) []domain.Request {
	if c == nil || c.filled || c.short || c.ended {
		return nil
	}
	to, cause := callout.Stream(c.id), r.ID.String()
	if calls := p.wave(c); len(calls) > 0 {
		return []domain.Request{{
			To: to, Cause: cause, Step: "wave", NotAfter: c.raised.EndBy,
			Command: callout.StartWave{Calls: calls, Now: r.Meta.RecordedAt},
		}}
	}
	for _, a := range c.asked { // order-free: any
		if a.open || a.seen && !a.accepted {
			return nil
		}
	}
	return []domain.Request{
		{To: to, Cause: cause, Step: "short", Command: callout.DeclareShort{}},
		{To: to, Cause: cause, Step: "manager", Command: callout.Escalate{To: "manager"}},
	}
}

// booked: a member's yes takes him first; then it counts.
func (p *CallReserve) booked(r domain.Recorded, e reserve.Booked) []domain.Request {
	c := p.callouts[e.CalloutID]
	if c == nil {
		return nil
	}
	member := r.Stream.Name()
	return []domain.Request{{
		To: callout.Stream(c.id), Cause: r.ID.String(), Step: "accept/" + member,
		Command: callout.Accept{Member: member, EtaS: p.travel(member), Evidence: []domain.Evidence{evidence("reserve.booked", member, r)}},
	}}
}

// travel is how long a member needs to be there, by the roster.
func (p *CallReserve) travel(id string) float64 {
	for _, m := range p.Roster {
		if m.ID == id {
			return m.TravelS
		}
	}
	return 0
}

// refused: a yes that came when the need was full sets its member free; a wave that could not start is tried anew.
func (p *CallReserve) refused(r domain.Recorded, e reaction.Refused) []domain.Request {
	if e.Policy != p.Name() {
		return nil
	}
	id := domain.StreamID(e.To).Name()
	c := p.callouts[id]
	const accept = "accept/"
	if c == nil || len(e.Step) <= len(accept) || e.Step[:len(accept)] != accept {
		return nil
	}
	return p.free(r, c, e.Step[len(accept):])
}

// free thanks a surplus member and undoes the booking.
func (p *CallReserve) free(r domain.Recorded, c *call, member string) []domain.Request {
	return []domain.Request{
		{
			To: callout.Stream(c.id), Cause: r.ID.String(), Step: "surplus/" + member,
			Command: callout.ReleaseMember{Member: member, Reason: "surplus"},
		},
		{
			To: reserve.Stream(member), Cause: r.ID.String(), Step: "unbook/" + member,
			Command: reserve.Unbook{Unbooked: reserve.Unbooked{CalloutID: c.id, Reason: "surplus"}},
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
		if !c.asked[id].accepted {
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

// silentAt is when a member who has not answered counts as silent; zero for the others.
func (p *CallReserve) silentAt(c *call, a *answer) time.Time {
	if !a.open || c.ended {
		return time.Time{}
	}
	return a.at.Add(time.Duration(c.raised.AckWithinS * float64(time.Second)))
}

// Due notes who stayed silent, and ends call-outs whose time is over.
func (p *CallReserve) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.callouts) {
		c := p.callouts[id]
		for _, member := range sorted(c.asked) {
			a := c.asked[member]
			if at := p.silentAt(c, a); !at.IsZero() && !at.After(now) {
				asked = append(asked, domain.Request{
					To: callout.Stream(id), Cause: a.cause, Step: "silent/" + member, Command: callout.TimeOut{Member: member, Now: at},
				})
			}
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
			next, ok = earliest(next, ok, p.silentAt(c, a))
		}
	}
	return next, ok
}
