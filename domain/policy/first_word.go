package policy

import (
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// FirstWord has the first statement drafted as soon as the impact is known, and a new one when a fact of the text has
// become false or a cell takes over the voice.
type FirstWord struct {
	rules
	incidents map[string]*telling
	crises    map[string]crisis.Proposed
	active    map[string]string // brand -> crisis
}

// telling is what is said of one incident.
type telling struct {
	brand      string
	lifeSafety bool
	origin     string
	flights    int
	affected   int
	eta        time.Time
	drafted    bool   // some version exists
	kind       string // of the newest version
	said       string // the expected end that the newest version states, "" for none
	crisisID   string // of an active cell
}

// NewFirstWord gives the policy with an empty fold.
func NewFirstWord() *FirstWord {
	return &FirstWord{incidents: map[string]*telling{}, crises: map[string]crisis.Proposed{}, active: map[string]string{}}
}

// Name is part of the key of its requests.
func (p *FirstWord) Name() string { return "first_word" }

// Wants lists what it reads.
func (p *FirstWord) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.ScopeChanged{}, incident.ImpactEstimated{}, incident.EtaSet{},
		incident.Closed{}, statement.Drafted{}, crisis.Proposed{}, crisis.Activated{}, crisis.StoodDown{},
	}
}

// Apply folds one record.
func (p *FirstWord) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Event:
		p.applyIncident(r, e)
	case statement.Drafted:
		for _, id := range e.IncidentIDs {
			if t := p.incidents[id]; t != nil && e.Audience == affectedAudience {
				t.drafted, t.kind, t.said = true, e.Kind, stated(e.Facts, "until")
			}
		}
	case crisis.Proposed:
		p.crises[r.Stream.Name()] = e
	case crisis.Activated:
		p.active[p.crises[r.Stream.Name()].Brand] = r.Stream.Name()
	case crisis.StoodDown:
		delete(p.active, p.crises[r.Stream.Name()].Brand)
		delete(p.crises, r.Stream.Name())
	}
}

func (p *FirstWord) applyIncident(r domain.Recorded, e incident.Event) {
	id := r.Stream.Name()
	t := p.incidents[id]
	if reported, ok := e.(incident.Reported); ok && t == nil {
		t = &telling{brand: reported.Brand, lifeSafety: reported.LifeSafety, flights: len(reported.Scope.Flights)}
		if t.flights > 0 {
			t.origin = reported.Scope.Flights[0].Origin
		}
		p.incidents[id] = t
	}
	if t == nil {
		return
	}
	switch e := e.(type) {
	case incident.ScopeChanged:
		t.flights += len(e.Added.Flights) - len(e.Removed.Flights)
	case incident.ImpactEstimated:
		t.affected = e.Affected
	case incident.EtaSet:
		t.eta = e.EtaAt
	case incident.Closed:
		delete(p.incidents, id)
	case incident.Reported, incident.AffectedListed, incident.Resolved, incident.Reopened, incident.Suspected:
	}
}

// React drafts.
func (p *FirstWord) React(r domain.Recorded) []domain.Request {
	switch r.Event.(type) {
	case incident.Reported, incident.ImpactEstimated:
		return p.first(r)
	case incident.EtaSet:
		return p.changed(r)
	case crisis.Activated:
		return p.takeOver(r)
	}
	return nil
}

// first drafts the first word: holding when it is big enough for a cell, else instructions with final facts.
func (p *FirstWord) first(r domain.Recorded) []domain.Request {
	t := p.incidents[r.Stream.Name()]
	if t == nil || t.drafted || !t.lifeSafety && (t.affected == 0 || t.affected < p.Trigger.TellAffectedAtLeast) {
		return nil
	}
	d := p.draft(r, r.Stream.Name(), t)
	d.kind = statement.Instruction
	if t.lifeSafety || len(p.Trigger.CrisisAffectedAtLeast) > 0 && t.affected >= p.Trigger.CrisisAffectedAtLeast[0] {
		d.kind, d.crisisID = statement.Holding, p.cell(r.Stream.Name(), t)
		d.nextUpdateAt = roundUp(r.Meta.RecordedAt.Add(p.Promise.FirstAfter), p.Promise.RoundTo)
	}
	t.drafted, t.kind, t.said = true, d.kind, stated(d.facts, "until") // a second estimate in the same batch drafts nothing
	return p.ask(r, "first", d)
}

// changed drafts an update when the end that the text states is no longer the one that is expected.
func (p *FirstWord) changed(r domain.Recorded) []domain.Request {
	t := p.incidents[r.Stream.Name()]
	if t == nil || !t.drafted || t.kind == statement.Instruction || t.said == "" || t.said == p.clock(t.eta) {
		return nil
	}
	return p.ask(r, "changed", p.update(r, r.Stream.Name(), t))
}

// takeOver drafts the first update of a cell whose incident had final instructions only: from now on the cell speaks.
func (p *FirstWord) takeOver(r domain.Recorded) []domain.Request {
	id := p.crises[r.Stream.Name()].IncidentID
	t := p.incidents[id]
	if t == nil || !t.drafted || t.kind != statement.Instruction {
		return nil
	}
	return p.ask(r, "take_over", p.update(r, id, t))
}

func (p *FirstWord) update(r domain.Recorded, id string, t *telling) draft {
	d := p.draft(r, id, t)
	d.kind, d.push = statement.Update, true
	d.crisisID = p.cell(id, t)
	d.nextUpdateAt = roundUp(r.Meta.RecordedAt.Add(p.Promise.FirstAfter), p.Promise.RoundTo)
	return d
}

// cell is the crisis that speaks for an incident: the active one of its brand, else the one that it will lead to.
func (p *FirstWord) cell(incidentID string, t *telling) string {
	if id, ok := p.active[t.brand]; ok {
		return id
	}
	return crisis.IDFor(incidentID)
}

func (p *FirstWord) draft(r domain.Recorded, id string, t *telling) draft {
	facts := []statement.Fact{affectedFact(t.affected, r)}
	if t.flights > 0 {
		facts = append(facts,
			statement.Fact{Key: "flights", Value: strconv.Itoa(t.flights), AsOf: r.Meta.RecordedAt, Source: r.Type})
	}
	if !t.eta.IsZero() {
		facts = append(facts, statement.Fact{Key: "until", Value: p.clock(t.eta), AsOf: r.Meta.RecordedAt, Source: r.Type})
	}
	return draft{
		brand: t.brand, incidentID: id, push: true, facts: facts, author: "policy/" + p.Name(), at: r.Meta.RecordedAt,
		evidence: []domain.Evidence{evidence(r.Type, id, r)},
	}
}

func (p *FirstWord) ask(r domain.Recorded, step string, d draft) []domain.Request {
	return []domain.Request{{
		To: statement.Stream(statement.IDFor(d.incidentID, affectedAudience)), Cause: r.ID.String(), Step: step,
		Command: compose(p.Playbook, d),
	}}
}

// clock says an instant as people of the zone read it.
func (p *rules) clock(t time.Time) string {
	return t.UTC().Add(time.Duration(p.OffsetAt(t)) * time.Second).Format("15:04")
}

// stated gives the value of a fact, empty if a text does not state it.
func stated(facts []statement.Fact, key string) string {
	for _, f := range facts {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}

// Due has nothing to say.
func (p *FirstWord) Due(time.Time) []domain.Request { return nil }

// Next is never.
func (p *FirstWord) Next() (time.Time, bool) { return time.Time{}, false }

var _ domain.Policy = (*FirstWord)(nil)
