package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/statement"
)

// LastWord has the all-clear drafted for an incident that no cell speaks for, when people were left with a text that
// promises more: nobody took the proposal up, or it came back after the cell had gone home. While a cell speaks, its
// wind-down sees to the last word.
type LastWord struct {
	rules
	incidents map[string]*loose
}

// loose is an incident and what its people were told last.
type loose struct {
	brand    string
	cell     string // that is active for it
	open     bool   // the text promises more
	resolved domain.Evidence
	at       time.Time // on record
	stable   time.Time
	cause    string // id of the resolution; empty while it lasts, and once the last word is drafted or cannot be
}

// NewLastWord gives the policy with an empty fold.
func NewLastWord() *LastWord { return &LastWord{incidents: map[string]*loose{}} }

// Name is part of the key of its requests.
func (p *LastWord) Name() string { return "last_word" }

// Wants lists what it reads.
func (p *LastWord) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.Resolved{}, incident.Reopened{}, incident.Closed{}, crisis.Activated{},
		crisis.IncidentAbsorbed{}, crisis.StoodDown{}, statement.Drafted{}, statement.Published{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *LastWord) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Reported:
		p.incidents[id] = &loose{brand: e.Brand}
	case incident.Resolved:
		if i := p.incidents[id]; i != nil {
			i.resolved, i.at, i.stable, i.cause = evidence("incident.resolved", id, r), r.Meta.RecordedAt, e.StableSince, r.ID.String()
		}
	case incident.Reopened:
		p.done(id)
	case incident.Closed:
		delete(p.incidents, id)
	case crisis.Activated:
		for _, incidentID := range e.IncidentIDs {
			p.join(incidentID, id)
		}
	case crisis.IncidentAbsorbed:
		p.join(e.IncidentID, id)
	case crisis.StoodDown:
		for _, i := range p.incidents { // order-free: each by itself
			if i.cell == id {
				i.cell, i.cause = "", ""
			}
		}
	case statement.Drafted:
		for _, incidentID := range e.IncidentIDs {
			if e.Kind == statement.AllClear && textStream(incidentID) == r.Stream {
				p.done(incidentID)
			}
		}
	case statement.Published:
		for _, incidentID := range e.IncidentIDs {
			if i := p.incidents[incidentID]; i != nil && textStream(incidentID) == r.Stream {
				i.open = e.Kind != statement.AllClear && e.Kind != statement.Instruction
			}
		}
	case reaction.Refused:
		for incidentID, i := range p.incidents { // order-free: at most one matches
			if e.Policy == p.Name() && i.cause == e.Cause {
				p.done(incidentID)
			}
		}
	}
}

func (p *LastWord) join(incidentID, crisisID string) {
	if i := p.incidents[incidentID]; i != nil {
		i.cell = crisisID
	}
}

func (p *LastWord) done(incidentID string) {
	if i := p.incidents[incidentID]; i != nil {
		i.cause = ""
	}
}

// React has nothing to say: first it must have been stable for a while.
func (p *LastWord) React(domain.Recorded) []domain.Request { return nil }

// saidAt is when the last word is drafted; zero when none is owed.
func (p *LastWord) saidAt(i *loose) time.Time {
	if i.cause == "" || i.cell != "" || !i.open {
		return time.Time{}
	}
	return later(i.stable.Add(p.StandDown.StableFor), i.at)
}

// Due drafts the last words that are owed.
func (p *LastWord) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.incidents) {
		i := p.incidents[id]
		if at := p.saidAt(i); !at.IsZero() && !at.After(now) {
			asked = append(asked, domain.Request{
				To: textStream(id), Cause: i.cause, Step: statement.AllClear,
				Command: compose(p.Playbook, draft{
					kind: statement.AllClear, brand: i.brand, incidentID: id, push: true, author: "policy/" + p.Name(), at: at,
					evidence: []domain.Evidence{i.resolved},
				}),
			})
		}
	}
	return asked
}

// Next is when the first of them is owed.
func (p *LastWord) Next() (next time.Time, ok bool) {
	for _, i := range p.incidents { // order-free: a minimum
		next, ok = earliest(next, ok, p.saidAt(i))
	}
	return next, ok
}

var _ domain.Policy = (*LastWord)(nil)
