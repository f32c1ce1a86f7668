package policy

import (
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// KeepPromise makes a promise of every next update that a cell publishes, has an update drafted before it is due, and
// records whether it was kept. An update without news keeps a promise too.
type KeepPromise struct {
	rules
	statements map[string]*promised
	crises     map[string]*promiser
}

// promised is the newest word of one statement.
type promised struct {
	brand, crisisID, incidentID string
	published                   int // version
	drafted                     int // newest version there is
	kind                        string
	facts                       []statement.Fact
	next                        time.Time // promised by the published version
	cause                       string    // id of the publication
	promiseID                   string    // made and open
	at                          time.Time // of the open promise
	answered                    string    // the open promise that a publication has kept: only the record of it is missing
	askedFor                    string    // the open promise for which a draft was asked
}

type promiser struct {
	active bool
	over   bool // all-clear published or stood down: nothing more is promised
}

// NewKeepPromise gives the policy with an empty fold.
func NewKeepPromise() *KeepPromise {
	return &KeepPromise{statements: map[string]*promised{}, crises: map[string]*promiser{}}
}

// Name is part of the key of its requests.
func (p *KeepPromise) Name() string { return "keep_promise" }

// Wants lists what it reads.
func (p *KeepPromise) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, statement.Drafted{}, statement.Published{}, crisis.Activated{}, crisis.StoodDown{},
		crisis.PromiseMade{}, crisis.PromiseKept{}, crisis.PromiseBroken{}, crisis.PromiseRenewed{},
	}
}

// Apply folds one record.
func (p *KeepPromise) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case statement.Drafted:
		s := p.statement(id)
		s.drafted = e.Version
		if len(e.Facts) > 0 { // a recovery states none of its own: what was true last is still the news
			s.facts = e.Facts
		}
		if len(e.IncidentIDs) > 0 {
			s.incidentID = e.IncidentIDs[0]
		}
	case statement.Published:
		s := p.statement(id)
		s.brand, s.crisisID, s.published, s.kind, s.next, s.cause = e.Brand, e.CrisisID, e.Version, e.Kind, e.NextUpdateAt, r.ID.String()
		s.answered = s.promiseID
		if e.Kind == statement.AllClear {
			p.crisis(e.CrisisID).over = true
		}
	case crisis.Activated:
		p.crisis(id).active = true
	case crisis.StoodDown:
		p.forget(id)
	case crisis.PromiseMade:
		s := p.statement(e.StatementID)
		s.promiseID, s.at = e.PromiseID, e.At
	case crisis.PromiseKept:
		p.close(e.PromiseID)
	case crisis.PromiseBroken:
		p.close(e.PromiseID)
	case crisis.PromiseRenewed:
		for _, s := range p.statements { // order-free: at most one matches
			if s.promiseID == e.PromiseID {
				s.at = e.To
			}
		}
	}
}

func (p *KeepPromise) statement(id string) *promised {
	if p.statements[id] == nil {
		p.statements[id] = &promised{}
	}
	return p.statements[id]
}

func (p *KeepPromise) crisis(id string) *promiser {
	if p.crises[id] == nil {
		p.crises[id] = &promiser{}
	}
	return p.crises[id]
}

func (p *KeepPromise) close(promiseID string) {
	for _, s := range p.statements { // order-free: at most one matches
		if s.promiseID == promiseID {
			s.promiseID = ""
		}
	}
}

// forget drops what belongs to a cell that has gone home.
func (p *KeepPromise) forget(crisisID string) {
	delete(p.crises, crisisID)
	for id, s := range p.statements { // order-free: every match is deleted
		if s.crisisID == crisisID {
			delete(p.statements, id)
		}
	}
}

// React keeps the old promise and makes the new one, when something is published; makes those that waited for the cell,
// when it is activated.
func (p *KeepPromise) React(r domain.Recorded) (asked []domain.Request) {
	id := r.Stream.Name()
	switch r.Event.(type) {
	case statement.Published:
		s := p.statements[id]
		if s.promiseID != "" {
			asked = append(asked, domain.Request{
				To: crisis.Stream(s.crisisID), Cause: r.ID.String(), Step: "keep/" + s.promiseID,
				Command: crisis.KeepPromise{PromiseID: s.promiseID, At: r.Meta.RecordedAt},
			})
		}
		return append(asked, p.promise(r.ID.String(), id, s)...)
	case crisis.Activated:
		for _, statementID := range sorted(p.statements) {
			if s := p.statements[statementID]; s.crisisID == id && s.next.After(r.Meta.RecordedAt) {
				asked = append(asked, p.promise(r.ID.String(), statementID, s)...)
			}
		}
	}
	return asked
}

func (p *KeepPromise) promise(cause, id string, s *promised) []domain.Request {
	c := p.crises[s.crisisID]
	if s.next.IsZero() || s.crisisID == "" || c == nil || !c.active || c.over {
		return nil
	}
	return []domain.Request{{
		To: crisis.Stream(s.crisisID), Cause: cause, Step: "make/" + id + "/" + strconv.Itoa(s.published),
		Command: crisis.MakePromise{PromiseMade: crisis.PromiseMade{
			PromiseID: domain.DeriveID("promise", id, strconv.Itoa(s.published)), Audience: id, At: s.next, Zone: p.Zone,
			StatementID: id, StatementVersion: s.published,
		}},
	}}
}

// draftAt is when an update is drafted for an open promise; zero when one is under way or nothing is promised.
func (p *KeepPromise) draftAt(s *promised) time.Time {
	c := p.crises[s.crisisID]
	if s.promiseID == "" || s.promiseID == s.answered || s.promiseID == s.askedFor || s.drafted > s.published || c == nil || c.over {
		return time.Time{}
	}
	return s.at.Add(-p.Promise.DraftBefore)
}

// breakAt is when an open promise is broken; zero when nothing is promised.
func (p *KeepPromise) breakAt(s *promised) time.Time {
	if s.promiseID == "" || s.promiseID == s.answered {
		return time.Time{}
	}
	return s.at.Add(p.Promise.Tolerance + time.Second)
}

// Due drafts what is needed to keep a promise, and records the broken ones.
func (p *KeepPromise) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.statements) {
		s := p.statements[id]
		if at := p.breakAt(s); !at.IsZero() && !at.After(now) {
			asked = append(asked, domain.Request{
				To: crisis.Stream(s.crisisID), Cause: s.cause, Step: "broken/" + s.promiseID,
				Command: crisis.BreakPromise{PromiseID: s.promiseID, Now: at},
			})
			continue
		}
		if at := p.draftAt(s); !at.IsZero() && !at.After(now) {
			s.askedFor = s.promiseID
			asked = append(asked, domain.Request{
				To: statement.Stream(id), Cause: s.cause, Step: "no_news/" + s.promiseID, NotAfter: s.at,
				Command: compose(p.Playbook, draft{
					kind: statement.Update, brand: s.brand, crisisID: s.crisisID, incidentID: s.incidentID, facts: s.facts,
					nextUpdateAt: roundUp(s.at.Add(p.Promise.Cadence), p.Promise.RoundTo), author: "policy/" + p.Name(), at: at,
				}),
			})
		}
	}
	return asked
}

// Next is the next instant at which something is to be drafted or broken.
func (p *KeepPromise) Next() (next time.Time, ok bool) {
	for _, s := range p.statements { // order-free: a minimum
		next, ok = earliest(next, ok, p.draftAt(s))
		next, ok = earliest(next, ok, p.breakAt(s))
	}
	return next, ok
}

var _ domain.Policy = (*KeepPromise)(nil)
