package policy

import (
	"fmt"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// React has the recovery told when an incident of a cell is over, takes a cell out of monitoring when one was not
// or a further one came, and sees to it that the all-clear is the last word.
func (p *WindDown) React(r domain.Recorded) (asked []domain.Request) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case incident.Resolved:
		for _, c := range p.of(id) {
			asked = append(asked, p.recover(r, c, id)...)
		}
	case incident.Reopened:
		for _, c := range p.of(id) {
			asked = append(asked, p.relapse(r, c, "an incident was reopened")...)
		}
	case crisis.IncidentAbsorbed:
		if c, d := p.crises[id], p.incidents[e.IncidentID]; c != nil && d != nil && d.resolved == 0 {
			return p.relapse(r, c, "a further incident came")
		}
	case statement.Published:
		if c := p.crises[e.CrisisID]; c != nil && e.Kind != statement.AllClear && !c.monitoring.IsZero() {
			return p.clear(c, r.ID.String(), r.Meta.RecordedAt)
		}
	}
	return asked
}

func (p *WindDown) relapse(r domain.Recorded, c *winding, reason string) []domain.Request {
	if c.monitoring.IsZero() {
		return nil
	}
	return []domain.Request{{
		To: crisis.Stream(c.id), Cause: r.ID.String(), Step: "relapse", Command: crisis.Relapse{Reason: reason},
	}}
}

// recover drafts the recovery statement for the audience of an incident that is over, though others of the cell may not
// be. When all have been stable for long enough already they get the all-clear at once.
func (p *WindDown) recover(r domain.Recorded, c *winding, id string) []domain.Request {
	book, now := p.under(c.id), r.Meta.RecordedAt
	since, _, over := p.stable(c)
	if !c.active || over && !since.Add(book.StandDown.StableFor).After(now) {
		return nil
	}
	return p.tell(c, r.ID.String(), statement.Recovery, p.nextWord(book, p.incidents[id].stable, now), now, func(d *disruption) bool {
		needs := d == p.incidents[id] && !d.recovered
		d.recovered = d.recovered || needs
		return needs
	})
}

// nextWord is when people hear again after the recovery statement: the next word is the all-clear, once it is approved.
// When that is long ahead they hear at the usual cadence.
func (p *WindDown) nextWord(book playbook.Playbook, stable, now time.Time) time.Time {
	if book.StandDown.StableFor > 2*book.Promise.Cadence {
		return roundUp(now.Add(book.Promise.Cadence), book.Promise.RoundTo)
	}
	return roundUp(later(stable.Add(book.StandDown.StableFor), now).Add(book.Promise.FirstAfter), book.Promise.RoundTo)
}

// clear drafts the all-clear for the audience of each incident that does not have it.
func (p *WindDown) clear(c *winding, cause string, at time.Time) []domain.Request {
	return p.tell(c, cause, statement.AllClear, time.Time{}, at, func(d *disruption) bool { return d.cleared == 0 })
}

// tell drafts a text for the audiences that need it, of those that have been told anything.
func (p *WindDown) tell(c *winding, cause, kind string, next, at time.Time, needs func(*disruption) bool) (asked []domain.Request) {
	p.known(c, func(id string, d *disruption) {
		if d.statement == "" || !needs(d) {
			return
		}
		asked = append(asked, domain.Request{
			To: statement.Stream(d.statement), Cause: cause, Step: kind + "/" + id,
			Command: compose(p.Playbook, draft{
				kind: kind, brand: c.brand, crisisID: c.id, incidentID: id, push: true, nextUpdateAt: next, author: "policy/" + p.Name(),
				at: at, evidence: []domain.Evidence{{Fact: "incident.resolved", Value: id, Position: d.resolved}},
			}),
		})
	})
	return asked
}

// due is one step of a cell whose time has come, or will come.
type due struct {
	at          time.Time
	cause, step string
	ask         func() []domain.Request
}

// steps lists what a cell waits for. One that was refused is left until something new leads to another.
func (p *WindDown) steps(c *winding) (list []due) {
	add := func(d due) {
		if !d.at.IsZero() && !c.barred[d.cause+"/"+d.step] {
			list = append(list, d)
		}
	}
	if at, last := p.monitorAt(c); !at.IsZero() {
		d := due{at: at, cause: last.cause, step: fmt.Sprintf("monitor/%d", c.relapses)}
		d.ask = func() []domain.Request {
			watch := max(p.under(c.id).StandDown.MonitoringFor, time.Second)
			return append([]domain.Request{{
				To: crisis.Stream(c.id), Cause: d.cause, Step: d.step, Command: crisis.EnterMonitoring{Until: at.Add(watch), Now: at},
			}}, p.clear(c, d.cause, at)...)
		}
		add(d)
	}
	if at, criteria := p.endAt(c); !at.IsZero() {
		var newest domain.Position
		for _, k := range criteria {
			newest = max(newest, k.Position)
		}
		d := due{at: at, cause: c.watching, step: fmt.Sprintf("stand_down/%d", newest)}
		d.ask = func() []domain.Request {
			return []domain.Request{{
				To: crisis.Stream(c.id), Cause: d.cause, Step: d.step, Command: crisis.StandDown{Criteria: criteria},
			}}
		}
		add(d)
	}
	return list
}

// Due enters monitoring with the all-clear drafted, and stands down.
func (p *WindDown) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.crises) {
		for _, d := range p.steps(p.crises[id]) {
			if !d.at.After(now) {
				asked = append(asked, d.ask()...)
			}
		}
	}
	return asked
}

// Next is the next instant at which a cell may go a step on.
func (p *WindDown) Next() (next time.Time, ok bool) {
	for _, c := range p.crises { // order-free: a minimum
		for _, d := range p.steps(c) {
			next, ok = earliest(next, ok, d.at)
		}
	}
	return next, ok
}
