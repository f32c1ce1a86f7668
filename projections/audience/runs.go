package audience

import (
	"cmp"
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
		o.Started, o.Pending = e.Wave, e.Batches
		o.Waiting += e.Count
		a.reactions = append(a.reactions, trigger{kind: fillWave, outreach: id, wave: e.Wave, at: r.Meta.RecordedAt})
		a.proceed(r, o)
	case outreach.Paused:
		o.Paused = true
	case outreach.Resumed:
		o.Paused, o.Asked = false, o.Started // what was asked meanwhile was refused
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
	o.People = make([][]int, len(o.Plan.Waves))
	for at := range i.People {
		p := &i.People[at]
		if !p.due(o.Plan) {
			continue
		}
		if w := waveOf(p.Person, o.Plan.Waves, r.Meta.RecordedAt); w >= 0 {
			p.Assigned, p.State = o.Plan.StatementVersion, Covered
			o.People[w] = append(o.People[w], at)
		}
	}
	for _, wave := range o.People {
		slices.SortStableFunc(wave, func(x, y int) int {
			return cmp.Or(i.People[x].DepartsAt.Compare(i.People[y].DepartsAt), cmp.Compare(i.People[x].Party, i.People[y].Party))
		})
	}
	i.joinedAt, i.joinedBy = time.Time{}, ""
	delete(a.waiting, i.ID)
	a.reactions = append(a.reactions, trigger{kind: freezeRun, outreach: o.ID, at: r.Meta.RecordedAt})
}

// due tells whether a run is for this person.
func (p *Told) due(plan outreach.Planned) bool {
	switch {
	case p.State == Uncovered, p.State == Retired:
		return true
	case plan.AudienceQuery == queryAffected:
		return p.Assigned < plan.StatementVersion
	default:
		return false
	}
}

// waveOf gives the place of the first wave whose rule holds, -1 if none does.
func waveOf(p incident.Person, waves []outreach.Wave, now time.Time) int {
	for w, wave := range waves {
		switch wave.Rule {
		case "vulnerable":
			if p.Priority == incident.PriorityVulnerable {
				return w
			}
		case "departs_within":
			if !p.DepartsAt.IsZero() && p.DepartsAt.Sub(now).Hours() < wave.Hours {
				return w
			}
		case "top":
			if p.Priority == incident.PriorityTop {
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
	i := a.incidents[o.Plan.IncidentID]
	for w, wave := range o.People {
		for _, at := range wave {
			if w >= o.Started && i != nil && o.Offers != nil {
				a.again(r, o, i, i.People[at].Party)
				continue
			}
			if w >= o.Started && i != nil && i.People[at].State == Covered && i.People[at].Assigned == o.Plan.StatementVersion {
				i.People[at].State = Retired
				a.wait(i, r)
			}
		}
	}
	for _, b := range a.sortedBatches() {
		if b.Outreach == o.ID && b.open() {
			a.reactions = append(a.reactions, trigger{kind: suppressBatch, batch: b.Stream, reason: o.Why, at: r.Meta.RecordedAt})
		}
	}
	a.tidy(o)
}

// tidy forgets the batches of an aborted run that have nothing left to wait for.
func (a *Audience) tidy(o *Outreach) {
	for stream, b := range a.batches { // order-free: every match is deleted
		if b.Outreach == o.ID && !b.open() {
			delete(a.batches, stream)
		}
	}
}

// end forgets what a finished run no longer needs.
func (a *Audience) end(o *Outreach) {
	o.Ended, o.People = true, nil
	for stream, b := range a.batches { // order-free: every match is deleted
		if b.Outreach == o.ID {
			delete(a.batches, stream)
		}
	}
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

func (a *Audience) sortedBatches() []*Batch {
	list := make([]*Batch, 0, len(a.batches))
	for _, id := range slices.Sorted(maps.Keys(a.batches)) {
		list = append(list, a.batches[id])
	}
	return list
}
