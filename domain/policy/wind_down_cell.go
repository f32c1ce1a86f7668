package policy

import (
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
)

func (p *WindDown) applyCrisis(r domain.Recorded, e crisis.Event) {
	id := r.Stream.Name()
	if proposed, ok := e.(crisis.Proposed); ok {
		p.prune(r.Meta.RecordedAt)
		p.pin(id)
		p.crises[id] = &winding{
			id: id, brand: proposed.Brand, expires: proposed.ExpiresAt, incidents: []string{proposed.IncidentID},
			promises: map[string]bool{}, promised: r.Position, barred: map[string]bool{},
		}
		return
	}
	c := p.crises[id]
	if c == nil {
		return
	}
	switch e := e.(type) {
	case crisis.Activated:
		c.active = true
	case crisis.IncidentAbsorbed:
		c.incidents = append(c.incidents, e.IncidentID)
	case crisis.PromiseMade:
		c.promises[e.PromiseID], c.promised = true, r.Position
	case crisis.PromiseKept:
		delete(c.promises, e.PromiseID)
		c.promised = r.Position
	case crisis.PromiseBroken:
		delete(c.promises, e.PromiseID)
		c.promised = r.Position
	case crisis.MonitoringEntered:
		c.monitoring, c.watching = e.Until, r.ID.String()
	case crisis.Relapsed:
		c.monitoring, c.relapsed = time.Time{}, r.Meta.RecordedAt
		c.relapses++
	case crisis.StoodDown:
		p.forget(c)
	case crisis.Proposed, crisis.RoleAssigned, crisis.LogEntryMade, crisis.PromiseRenewed, crisis.MemberAlerted,
		crisis.MemberAcknowledged:
	}
}

// forget drops what belonged to a cell that has gone home.
func (p *WindDown) forget(c *winding) {
	delete(p.crises, c.id)
	p.unpin(c.id)
	for _, id := range c.incidents {
		if len(p.of(id)) == 0 {
			delete(p.incidents, id)
		}
	}
	for id, o := range p.callouts { // order-free: every match is deleted
		if o.crisis == c.id {
			delete(p.callouts, id)
		}
	}
}

// prune drops proposals that lapsed without anybody taking them up.
func (p *WindDown) prune(now time.Time) {
	for id, c := range p.crises { // order-free: every match is deleted
		if !c.active && !c.expires.After(now) {
			delete(p.crises, id)
			p.unpin(id)
		}
	}
}

// of lists the cells that an incident belongs to.
func (p *WindDown) of(incidentID string) (cells []*winding) {
	for _, id := range sorted(p.crises) {
		if c := p.crises[id]; slices.Contains(c.incidents, incidentID) {
			cells = append(cells, c)
		}
	}
	return cells
}

// known gives the incidents of a cell, each with its id.
func (p *WindDown) known(c *winding, see func(id string, d *disruption)) {
	for _, id := range c.incidents {
		if d := p.incidents[id]; d != nil {
			see(id, d)
		}
	}
}

// stable tells since when all incidents of a cell are resolved and stable, and which was the last to be resolved; ok is
// false while one is not.
func (p *WindDown) stable(c *winding) (since time.Time, last *disruption, ok bool) {
	ok = true
	p.known(c, func(_ string, d *disruption) {
		since = later(since, d.stable)
		ok = ok && d.resolved > 0
		if last == nil || d.resolved > last.resolved {
			last = d
		}
	})
	return since, last, ok && last != nil
}

// monitorAt is when a cell may begin to monitor: everything resolved and stable long enough, also since it was last
// found not to be over; zero while it may not.
func (p *WindDown) monitorAt(c *winding) (at time.Time, last *disruption) {
	since, last, over := p.stable(c)
	if !c.active || !over || !c.monitoring.IsZero() {
		return time.Time{}, nil
	}
	return later(later(since, c.relapsed).Add(p.under(c.id).StandDown.StableFor), last.resolvedAt), last
}

// endAt is when the stand-down may first be asked for; zero while a criterion is not met.
func (p *WindDown) endAt(c *winding) (at time.Time, criteria []crisis.Criterion) {
	if c.monitoring.IsZero() {
		return time.Time{}, nil
	}
	criteria = p.criteria(c)
	if slices.ContainsFunc(criteria, func(k crisis.Criterion) bool { return !k.Met }) {
		return time.Time{}, nil
	}
	return c.monitoring, criteria
}

// criteria are the conditions of the stand-down, each with the position of the fact it rests on.
func (p *WindDown) criteria(c *winding) []crisis.Criterion {
	_, last, over := p.stable(c)
	cleared, untold := true, 0
	var resolved, all, told domain.Position
	if last != nil {
		resolved = last.resolved
	}
	p.known(c, func(_ string, d *disruption) {
		untold += d.untold.Len()
		told = max(told, d.told)
		all = max(all, d.cleared)
		cleared = cleared && (d.cleared > 0 || d.statement == "")
	})
	here, released := 0, c.promised
	for _, o := range p.callouts { // order-free: a sum and a maximum
		if o.crisis == c.id {
			here += len(o.here)
			released = max(released, o.moved)
		}
	}
	waiting, moved := 0, c.promised
	if w := p.backlog[c.brand]; w != nil {
		waiting, moved = w.n, max(moved, w.moved)
	}
	return []crisis.Criterion{
		{Name: "incidents_resolved_and_stable", Met: over, Position: resolved},
		{Name: "no_open_promise", Met: len(c.promises) == 0, Position: c.promised},
		{Name: "callouts_released", Met: here == 0, Position: released},
		{Name: "all_clear_published", Met: cleared && all > 0, Position: all},
		{Name: "nobody_never_told", Met: untold == 0, Position: told},
		{Name: "backlog_normal", Met: waiting <= normalBacklog(p.under(c.id)), Position: moved},
	}
}
