package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// CorrectOffers has a correction drafted to those whose offers are taken back, as soon as it is known that there is less
// than was promised: they must not learn it at the gate.
type CorrectOffers struct {
	rules
	eligible  map[string]string  // alternative -> incident
	incidents map[string]*owning // with what speaks for them
}

// owning is what a correction must know of an incident.
type owning struct {
	brand string
	cell  string    // that is active for it
	next  time.Time // promised to everybody affected
}

// NewCorrectOffers gives the policy with an empty fold.
func NewCorrectOffers() *CorrectOffers {
	return &CorrectOffers{eligible: map[string]string{}, incidents: map[string]*owning{}}
}

// Name is part of the key of its requests.
func (p *CorrectOffers) Name() string { return "correct_offers" }

// Wants lists what it reads.
func (p *CorrectOffers) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.Closed{}, inventory.AlternativeAdded{}, inventory.CapacityCorrected{},
		crisis.Activated{}, crisis.IncidentAbsorbed{}, crisis.StoodDown{}, statement.Published{},
	}
}

// Apply folds one record.
func (p *CorrectOffers) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Reported:
		p.incidents[id] = &owning{brand: e.Brand}
	case incident.Closed:
		delete(p.incidents, id)
	case inventory.AlternativeAdded:
		p.eligible[id] = e.Eligibility
	case crisis.Activated:
		for _, incidentID := range e.IncidentIDs {
			p.join(incidentID, id)
		}
	case crisis.IncidentAbsorbed:
		p.join(e.IncidentID, id)
	case crisis.StoodDown:
		for _, i := range p.incidents { // order-free: each by itself
			if i.cell == id {
				i.cell = ""
			}
		}
	case statement.Published:
		for _, incidentID := range e.IncidentIDs {
			if i := p.incidents[incidentID]; i != nil && textStream(incidentID) == r.Stream {
				i.next = e.NextUpdateAt
			}
		}
	}
}

func (p *CorrectOffers) join(incidentID, crisisID string) {
	if i := p.incidents[incidentID]; i != nil {
		i.cell = crisisID
	}
}

// React drafts when units are promised that do not exist.
func (p *CorrectOffers) React(r domain.Recorded) []domain.Request {
	e, ok := r.Event.(inventory.CapacityCorrected)
	id := p.eligible[r.Stream.Name()]
	i := p.incidents[id]
	if !ok || e.Overcommitted == 0 || i == nil {
		return nil
	}
	now := r.Meta.RecordedAt
	next := i.next // they hear again when everybody does
	if !next.After(now.Add(p.Promise.DraftBefore)) {
		next = roundUp(now.Add(p.Promise.FirstAfter), p.Promise.RoundTo)
	}
	return []domain.Request{{
		To: statement.Stream(statement.IDFor(id, statement.ToRevoked)), Cause: r.ID.String(), Step: statement.Correction,
		Command: compose(p.Playbook, draft{
			kind: statement.Correction, brand: i.brand, crisisID: i.cell, incidentID: id, audience: statement.ToRevoked, push: true,
			nextUpdateAt: next, author: "policy/" + p.Name(), at: now,
			evidence: []domain.Evidence{evidence(r.Type, r.Stream.Name(), r)},
		}),
	}}
}

// Due has nothing to say.
func (p *CorrectOffers) Due(time.Time) []domain.Request { return nil }

// Next is never.
func (p *CorrectOffers) Next() (time.Time, bool) { return time.Time{}, false }

var _ domain.Policy = (*CorrectOffers)(nil)
