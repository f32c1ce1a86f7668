package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/statement"
)

// React has the recovery told when the last incident of a cell is over, and takes it all back when one was not.
func (p *WindDown) React(r domain.Recorded) (asked []domain.Request) {
	switch r.Event.(type) {
	case incident.Resolved:
		for _, id := range sorted(p.crises) {
			asked = append(asked, p.recover(r, p.crises[id])...)
		}
	case incident.Reopened:
		for _, id := range sorted(p.crises) {
			if c := p.crises[id]; !c.monitoring.IsZero() && c.has(r.Stream.Name()) {
				asked = append(asked, domain.Request{
					To: crisis.Stream(id), Cause: r.ID.String(), Step: "relapse", Command: crisis.Relapse{Reason: "an incident was reopened"},
				})
			}
		}
	}
	return asked
}

func (c *winding) has(incidentID string) bool {
	for _, id := range c.incidents {
		if id == incidentID {
			return true
		}
	}
	return false
}

// recover drafts the recovery statement of each incident's audience.
func (p *WindDown) recover(r domain.Recorded, c *winding) []domain.Request {
	_, _, over := p.stable(c)
	if !c.active || c.recovery || !over || !c.has(r.Stream.Name()) {
		return nil
	}
	c.recovery, c.cause = true, r.ID.String()
	since, _, _ := p.stable(c) // the next word is the all-clear, which comes once it has been stable and was approved
	next := roundUp(later(r.Meta.RecordedAt, since.Add(p.StandDown.StableFor)).Add(p.Promise.FirstAfter), p.Promise.RoundTo)
	return p.tell(c, r.ID.String(), "recovery", statement.Recovery, next, r.Meta.RecordedAt)
}

// tell drafts a text for the audience of every incident of a cell that has been told anything.
func (p *WindDown) tell(c *winding, cause, step, kind string, next, at time.Time) (asked []domain.Request) {
	for _, id := range c.incidents {
		d := p.incidents[id]
		if d == nil || d.statement == "" {
			continue
		}
		asked = append(asked, domain.Request{
			To: statement.Stream(d.statement), Cause: cause, Step: step + "/" + id,
			Command: compose(p.Playbook, draft{
				kind: kind, brand: c.brand, crisisID: c.id, incidentID: id, push: true, nextUpdateAt: next, author: "policy/" + p.Name(),
				at: at, evidence: []domain.Evidence{{Fact: "incident.resolved", Value: id, Position: d.resolved}},
			}),
		})
	}
	return asked
}

// monitorAt is when a cell may begin to monitor: everything resolved and stable long enough; zero while it may not.
func (p *WindDown) monitorAt(c *winding) time.Time {
	since, _, over := p.stable(c)
	if !c.active || !over || !c.recovery || !c.monitoring.IsZero() {
		return time.Time{}
	}
	return since.Add(p.StandDown.StableFor)
}

// endAt is when the stand-down may first be asked for; zero while a criterion is not met.
func (p *WindDown) endAt(c *winding) time.Time {
	if c.monitoring.IsZero() || c.allClear == 0 || c.asked {
		return time.Time{}
	}
	for _, criterion := range p.criteria(c) {
		if !criterion.Met {
			return time.Time{}
		}
	}
	return c.monitoring
}

// Due enters monitoring with the all-clear drafted, and stands down.
func (p *WindDown) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.crises) {
		c := p.crises[id]
		if at := p.monitorAt(c); !at.IsZero() && !at.After(now) {
			asked = append(asked, domain.Request{
				To: crisis.Stream(id), Cause: c.cause, Step: "monitor",
				Command: crisis.EnterMonitoring{Until: at.Add(p.StandDown.MonitoringFor), Now: at},
			})
			asked = append(asked, p.tell(c, c.cause, "all_clear", statement.AllClear, time.Time{}, at)...)
		}
		if at := p.endAt(c); !at.IsZero() && !at.After(now) {
			c.asked = true
			asked = append(asked, domain.Request{
				To: crisis.Stream(id), Cause: c.cause, Step: "stand_down", Command: crisis.StandDown{Criteria: p.criteria(c)},
			})
		}
	}
	return asked
}

// Next is the next instant at which a cell may go a step on.
func (p *WindDown) Next() (next time.Time, ok bool) {
	for _, c := range p.crises { // order-free: a minimum
		next, ok = earliest(next, ok, p.monitorAt(c))
		next, ok = earliest(next, ok, p.endAt(c))
	}
	return next, ok
}

// criteria are the conditions of the stand-down, each with the position of the fact it rests on.
func (p *WindDown) criteria(c *winding) []crisis.Criterion {
	_, resolved, over := p.stable(c)
	untold, told := 0, resolved
	for _, id := range c.incidents {
		if d := p.incidents[id]; d != nil {
			untold += len(d.people)
			told = max(told, d.toldAt)
		}
	}
	here, released := 0, c.promised
	for _, id := range sorted(p.callouts) {
		if o := p.callouts[id]; o.crisis == c.id {
			here += o.here
			released = max(released, o.moved)
		}
	}
	return []crisis.Criterion{
		{Name: "incidents_resolved_and_stable", Met: over && !c.monitoring.IsZero(), Position: max(resolved, 1)},
		{Name: "no_open_promise", Met: len(c.promises) == 0, Position: c.promised},
		{Name: "callouts_released", Met: here == 0, Position: released},
		{Name: "all_clear_published", Met: c.allClear > 0, Position: c.allClear},
		{Name: "nobody_never_told", Met: untold == 0, Position: told},
		{Name: "backlog_normal", Met: p.backlog[c.brand] <= p.normalBacklog(), Position: max(p.moved[c.brand], c.promised)},
	}
}
