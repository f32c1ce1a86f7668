package policy

import (
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/statement"
)

// FirstWord has the first statement drafted as soon as the impact is known, and a new one when a fact of the text has
// become false, when it is not over after all, when a cell takes over the voice, or when nobody let the text go before
// the time that it promises.
type FirstWord struct {
	rules
	incidents map[string]*telling
	unsaid    map[string]bool   // incidents whose newest version is ours, is not published and promises a time
	holders   map[string]string // brand -> cell that claimed it
}

// telling is what is said of one incident.
type telling struct {
	brand      string
	lifeSafety bool
	over       bool // resolved
	origin     string
	flights    map[string]bool // that do not run, by key
	affected   int
	eta        time.Time
	drafted    bool      // some version exists, or was asked for
	kind       string    // of the newest version
	said       string    // the expected end that the newest version states, "" for none
	voice      string    // cell that the newest version names, "" for none
	next       time.Time // that the newest version promises
	cause      string    // id of its drafting
	cell       string    // that is active for the incident
	alone      bool      // its own cell has gone home
}

// NewFirstWord gives the policy with an empty fold.
func NewFirstWord() *FirstWord {
	return &FirstWord{incidents: map[string]*telling{}, unsaid: map[string]bool{}, holders: map[string]string{}}
}

// Name is part of the key of its requests.
func (p *FirstWord) Name() string { return "first_word" }

// Wants lists what it reads.
func (p *FirstWord) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.ScopeChanged{}, incident.ImpactEstimated{}, incident.EtaSet{},
		incident.Resolved{}, incident.Reopened{}, incident.Closed{}, statement.Drafted{}, statement.Published{},
		crisis.Activated{}, crisis.IncidentAbsorbed{}, crisis.StoodDown{}, crisis.ScopeClaimed{}, crisis.ScopeReleased{},
		reaction.Refused{},
	}
}

// Apply folds one record.
func (p *FirstWord) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Event:
		p.applyIncident(r, e)
	case statement.Drafted:
		p.applyDraft(r, e)
	case statement.Published:
		for _, incidentID := range e.IncidentIDs {
			if textStream(incidentID) == r.Stream {
				delete(p.unsaid, incidentID)
			}
		}
	case crisis.Activated:
		for _, incidentID := range e.IncidentIDs {
			p.join(incidentID, id)
		}
	case crisis.IncidentAbsorbed:
		p.join(e.IncidentID, id)
	case crisis.StoodDown:
		for incidentID, t := range p.incidents { // order-free: each by itself
			if t.cell == id {
				t.cell, t.alone = "", crisis.IDFor(incidentID) == id
			}
		}
	case crisis.ScopeClaimed:
		p.holders[id] = e.CrisisID
	case crisis.ScopeReleased:
		delete(p.holders, id)
	case reaction.Refused:
		for incidentID := range p.unsaid { // order-free: at most one matches
			if e.Policy == p.Name() && e.Step == stale && e.To == string(textStream(incidentID)) {
				delete(p.unsaid, incidentID) // a person must see to it
			}
		}
	}
}

// stale is the step that drafts again what can no longer be published.
const stale = "stale"

func (p *FirstWord) join(incidentID, crisisID string) {
	if t := p.incidents[incidentID]; t != nil {
		t.cell = crisisID
	}
}

func (p *FirstWord) applyIncident(r domain.Recorded, e incident.Event) {
	id := r.Stream.Name()
	t := p.incidents[id]
	if reported, ok := e.(incident.Reported); ok && t == nil {
		t = &telling{brand: reported.Brand, lifeSafety: reported.LifeSafety, flights: map[string]bool{}}
		t.stop(reported.Scope.Flights)
		if len(reported.Scope.Flights) > 0 {
			t.origin = reported.Scope.Flights[0].Origin
		}
		p.incidents[id] = t
	}
	if t == nil {
		return
	}
	switch e := e.(type) {
	case incident.ScopeChanged:
		t.stop(e.Added.Flights)
		for _, f := range e.Removed.Flights {
			delete(t.flights, f.Key())
		}
		t.lifeSafety = t.lifeSafety || e.LifeSafety
	case incident.ImpactEstimated:
		t.affected = e.Affected
	case incident.EtaSet:
		t.eta = e.EtaAt
	case incident.Resolved:
		t.over = true
	case incident.Reopened:
		t.over = false
	case incident.Closed:
		delete(p.incidents, id)
		delete(p.unsaid, id)
	case incident.Reported, incident.AffectedListed, incident.Suspected:
	}
}

// stop counts flights as such that do not run, but for those that are to run after all.
func (t *telling) stop(flights []incident.Flight) {
	for _, f := range flights {
		if t.flights[f.Key()] = true; f.Status == incident.Reinstated {
			delete(t.flights, f.Key())
		}
	}
}

func (p *FirstWord) applyDraft(r domain.Recorded, e statement.Drafted) {
	for _, id := range e.IncidentIDs {
		t := p.incidents[id]
		if t == nil || e.Audience != affectedAudience {
			continue
		}
		t.drafted, t.kind, t.said, t.voice = true, e.Kind, stated(e.Facts, "until"), e.CrisisID
		t.next, t.cause = e.NextUpdateAt, r.ID.String()
		if delete(p.unsaid, id); e.Author == p.author() && !t.next.IsZero() {
			p.unsaid[id] = true
		}
	}
}

func (p *FirstWord) author() string { return "policy/" + p.Name() }

// React drafts.
func (p *FirstWord) React(r domain.Recorded) (asked []domain.Request) {
	switch e := r.Event.(type) {
	case incident.Reported, incident.ScopeChanged, incident.ImpactEstimated:
		return p.first(r)
	case incident.EtaSet:
		return p.changed(r)
	case incident.Reopened:
		return p.reopened(r)
	case crisis.Activated:
		for _, id := range e.IncidentIDs {
			asked = append(asked, p.takeOver(r, id)...)
		}
	case crisis.IncidentAbsorbed:
		return p.takeOver(r, e.IncidentID)
	}
	return asked
}

// first drafts the first word: holding when it is big enough for a cell, else instructions with final facts.
func (p *FirstWord) first(r domain.Recorded) []domain.Request {
	id := r.Stream.Name()
	t := p.incidents[id]
	if t == nil || t.drafted || t.over || !t.lifeSafety && (t.affected == 0 || t.affected < p.Trigger.TellAffectedAtLeast) {
		return nil
	}
	d := p.draft(id, t, r.Meta.RecordedAt, r.Type, evidence(r.Type, id, r))
	d.kind = statement.Instruction
	if t.lifeSafety || len(p.Trigger.CrisisAffectedAtLeast) > 0 && t.affected >= p.Trigger.CrisisAffectedAtLeast[0] {
		d.kind = statement.Holding
		p.promise(&d, id, t)
	}
	t.drafted = true // a second estimate before the draft is on record asks for nothing
	return []domain.Request{p.ask(r.ID.String(), "first", d)}
}

// changed drafts an update when the end that the text states is no longer the one that is expected.
func (p *FirstWord) changed(r domain.Recorded) []domain.Request {
	id := r.Stream.Name()
	t := p.incidents[id]
	if t == nil || !t.drafted || t.kind == statement.Instruction || t.said == "" || t.said == p.clock(t.eta) {
		return nil
	}
	return []domain.Request{p.ask(r.ID.String(), "changed", p.update(r, id, t))}
}

// reopened drafts an update when the newest text says that it is over.
func (p *FirstWord) reopened(r domain.Recorded) []domain.Request {
	id := r.Stream.Name()
	t := p.incidents[id]
	if t == nil || t.kind != statement.Recovery && t.kind != statement.AllClear {
		return nil
	}
	return []domain.Request{p.ask(r.ID.String(), "reopened", p.update(r, id, t))}
}

// takeOver drafts an update when the newest text does not name the cell that speaks for its incident from now on: final
// instructions, or the text of a cell that never came to be.
func (p *FirstWord) takeOver(r domain.Recorded, id string) []domain.Request {
	t := p.incidents[id]
	if t == nil || !t.drafted || t.over || t.voice == t.cell {
		return nil
	}
	return []domain.Request{p.ask(r.ID.String(), "take_over/"+id, p.update(r, id, t))}
}

func (p *FirstWord) update(r domain.Recorded, id string, t *telling) draft {
	d := p.draft(id, t, r.Meta.RecordedAt, r.Type, evidence(r.Type, r.Stream.Name(), r))
	d.kind = statement.Update
	p.promise(&d, id, t)
	return d
}

func (p *FirstWord) draft(id string, t *telling, at time.Time, source string, found ...domain.Evidence) draft {
	fact := func(key, value string) statement.Fact {
		return statement.Fact{Key: key, Value: value, AsOf: at, Source: source}
	}
	facts := []statement.Fact{fact("affected", strconv.Itoa(t.affected))}
	if len(t.flights) > 0 {
		facts = append(facts, fact("flights", strconv.Itoa(len(t.flights))), fact("origin", t.origin))
	}
	if !t.eta.IsZero() {
		facts = append(facts, fact("until", p.clock(t.eta)))
	}
	return draft{brand: t.brand, incidentID: id, push: true, facts: facts, author: p.author(), at: at, evidence: found}
}

// promise puts a text into the mouth of a cell: the active one, else the one that has the brand, else the one that the
// incident will be proposed for, if that has not gone home yet. It says when it speaks next.
func (p *FirstWord) promise(d *draft, id string, t *telling) {
	d.crisisID = t.cell
	if d.crisisID == "" {
		d.crisisID = p.holders[t.brand]
	}
	if d.crisisID == "" && !t.alone {
		d.crisisID = crisis.IDFor(id)
	}
	d.nextUpdateAt = roundUp(d.at.Add(p.Promise.FirstAfter), p.Promise.RoundTo)
}

func (p *FirstWord) ask(cause, step string, d draft) domain.Request {
	return domain.Request{
		To: textStream(d.incidentID), Cause: cause, Step: step,
		Command: compose(p.Playbook, d),
	}
}

// staleAt is when a text that nobody let go cannot be published any more, because it promises a time that has passed.
func (p *FirstWord) staleAt(id string) time.Time {
	if t := p.incidents[id]; t != nil && !t.over {
		return t.next
	}
	return time.Time{}
}

// Due drafts again what has become stale.
func (p *FirstWord) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.unsaid) {
		at := p.staleAt(id)
		if at.IsZero() || at.After(now) {
			continue
		}
		t := p.incidents[id]
		d := p.draft(id, t, at, "statement.drafted")
		d.kind = t.kind
		p.promise(&d, id, t)
		asked = append(asked, p.ask(t.cause, stale, d))
	}
	return asked
}

// Next is when the first unpublished text becomes stale.
func (p *FirstWord) Next() (next time.Time, ok bool) {
	for id := range p.unsaid { // order-free: a minimum
		next, ok = earliest(next, ok, p.staleAt(id))
	}
	return next, ok
}

var _ domain.Policy = (*FirstWord)(nil)
