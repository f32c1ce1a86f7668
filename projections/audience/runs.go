package audience

import (
	"iter"
	"maps"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
)

func (a *Audience) applyOutreach(r domain.Recorded, e outreach.Event) {
	id := r.Stream.Name()
	if plan, ok := e.(outreach.Planned); ok {
		a.plan(r, id, plan)
		return
	}
	o := a.outreaches[id]
	if o == nil {
		return
	}
	switch e := e.(type) {
	case outreach.AudienceFrozen:
		if e.Count == 0 { // nobody is left to be told: there is nothing to approve
			o.Ended = true
			a.reactions = append(a.reactions, trigger{kind: completeRun, outreach: id, at: r.Meta.RecordedAt})
		}
	case outreach.SendApproved:
		o.Allowed = true
		a.proceed(r, o)
	case outreach.WaveStarted:
		o.Started, o.Pending, o.Filled = e.Wave, e.Batches, 0
		o.Waiting += e.Count
		a.fill(r, o)
		a.proceed(r, o)
	case outreach.Paused:
		o.Paused = true
	case outreach.Resumed:
		o.Paused, o.Asked = false, o.Started // what was asked meanwhile was refused
		a.fill(r, o)
		a.proceed(r, o)
	case outreach.Aborted:
		a.abort(r, o, e.Reason)
	case outreach.Completed:
		a.end(o)
	case outreach.Planned:
	}
}

func (a *Audience) plan(r domain.Recorded, id string, plan outreach.Planned) {
	o := &Outreach{ID: id, Plan: plan, ByState: map[string]int{}}
	a.outreaches[id] = o
	s := a.statements[plan.StatementID]
	if s == nil {
		return
	}
	s.NextRun[plan.StatementVersion]++
	if s.Current == plan.StatementVersion {
		a.freeze(r, o)
	}
}

// freeze fixes who is told by a run: everybody the version is new to, or only those whom nothing has reached.
func (a *Audience) freeze(r domain.Recorded, o *Outreach) {
	i := a.incident(o.Plan.IncidentID)
	if statement.ToSome(o.Plan.AudienceQuery) {
		a.freezeSome(r, o, i)
		return
	}
	o.Frozen = true
	o.People = a.cover(i, o.Plan, r.Meta.RecordedAt)
	for _, wave := range o.People {
		i.crowd.byDeparture(wave)
	}
	i.joinedAt, i.joinedBy = time.Time{}, ""
	delete(a.waiting, i.ID)
	a.reactions = append(a.reactions, trigger{kind: freezeRun, outreach: o.ID, at: r.Meta.RecordedAt})
}

// cover gives those a run is for, by wave, and notes that it covers them.
func (a *Audience) cover(i *Incident, plan outreach.Planned, now time.Time) []places {
	counts := make([]int, len(plan.Waves))
	for w := range i.crowd.due(plan, now) {
		counts[w]++
	}
	waves := make([]places, len(plan.Waves))
	for w, count := range counts {
		if count > 0 {
			waves[w] = make(places, 0, count)
		}
	}
	for w, place := range i.crowd.due(plan, now) {
		p := i.crowd.at(place)
		p.assigned, p.state = numbered(plan.StatementVersion), Covered
		waves[w] = append(waves[w], place)
	}
	return waves
}

// due gives wave and place of everybody a run is for, in the order of listing.
func (c *crowd) due(plan outreach.Planned, now time.Time) iter.Seq2[int, uint32] {
	return func(yield func(int, uint32) bool) {
		for place := range uint32(c.n) {
			p := c.at(place)
			if !p.due(plan) {
				continue
			}
			if w := c.waveOf(p, plan.Waves, now); w >= 0 && !yield(w, place) {
				return
			}
		}
	}
}

// due tells whether a run is for this person.
func (p *packed) due(plan outreach.Planned) bool {
	switch {
	case p.state == Uncovered, p.state == Retired:
		return true
	case plan.AudienceQuery == queryAffected:
		return p.assigned < numbered(plan.StatementVersion)
	default:
		return false
	}
}

// waveOf gives the place of the first wave whose rule holds, -1 if none does.
func (c *crowd) waveOf(p *packed, waves []outreach.Wave, now time.Time) int {
	priority, departs := c.kinds[p.kind].Priority, c.times.at(p.departs)
	for w, wave := range waves {
		switch wave.Rule {
		case "vulnerable":
			if priority == incident.PriorityVulnerable {
				return w
			}
		case "departs_within":
			if !departs.IsZero() && departs.Sub(now).Hours() < wave.Hours {
				return w
			}
		case "top":
			if priority == incident.PriorityTop {
				return w
			}
		case "rest":
			return w
		}
	}
	return -1
}

// abort ends a run; the open notices of its batches must not go out, and people it never asked for wait for a newer one.
func (a *Audience) abort(r domain.Recorded, o *Outreach, why string) {
	o.Ended, o.Why = true, delivery.ByAbort
	if why == superseded {
		o.Why = delivery.BySupersession
	}
	if i := a.incidents[o.Plan.IncidentID]; i != nil {
		for w, wave := range o.People {
			a.takeBack(r, o, i, wave[o.askedFor(w):])
		}
	}
	o.People = nil // nobody will be asked for any more
	for _, b := range o.openBatches() {
		a.reactions = append(a.reactions, trigger{kind: suppressBatch, batch: b.Stream, reason: o.Why, at: r.Meta.RecordedAt})
	}
	a.tidy(o)
}

// takeBack lets people whom an aborted run never asked for wait for a newer one.
func (a *Audience) takeBack(r domain.Recorded, o *Outreach, i *Incident, people places) {
	for _, place := range people {
		p := i.crowd.at(place)
		switch {
		case o.Offers != nil:
			a.again(r, o, i, i.crowd.partyOf(p, i.crowd.subject(p)))
		case p.state == Covered && p.assigned == numbered(o.Plan.StatementVersion):
			p.state = Retired
			a.wait(i, r)
		}
	}
}

// tidy forgets the batches of an aborted run that have nothing left to wait for.
func (a *Audience) tidy(o *Outreach) {
	for n := len(o.batches) - 1; n >= 0; n-- { // what takes the place of one that goes was looked at before
		if b := o.batches[n]; b.open == 0 {
			a.dropBatch(b)
		}
	}
}

// end forgets what a finished run no longer needs.
func (a *Audience) end(o *Outreach) {
	o.Ended, o.People = true, nil
	for _, b := range o.batches {
		delete(a.batches, b.Stream)
	}
	o.batches = nil
}

// proceed says what comes when the started waves have nothing left that waits: the next wave, or the end of the run.
func (a *Audience) proceed(r domain.Recorded, o *Outreach) {
	switch {
	case o.Ended || !o.Allowed || o.Pending > 0 || o.Waiting > 0:
	case o.Asked > o.Started:
	case o.Started < len(o.Plan.Waves) && o.Paused: // it would be refused
	case o.Started < len(o.Plan.Waves):
		o.Asked = o.Started + 1
		a.reactions = append(a.reactions, trigger{kind: startWave, outreach: o.ID, wave: o.Started + 1, at: r.Meta.RecordedAt})
	case o.Open == 0:
		o.Asked = o.Started + 1
		a.reactions = append(a.reactions, trigger{kind: completeRun, outreach: o.ID, at: r.Meta.RecordedAt})
	}
}

func (a *Audience) sorted() []*Outreach {
	list := make([]*Outreach, 0, len(a.outreaches))
	for _, id := range slices.Sorted(maps.Keys(a.outreaches)) {
		list = append(list, a.outreaches[id])
	}
	return list
}
