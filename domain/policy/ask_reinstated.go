package policy

import (
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// AskReinstated has those asked whose flight is to run after all: their seats are put to them as an alternative, and who
// says nothing stays with what he has chosen. Nobody is moved.
type AskReinstated struct {
	rules
	brands map[string]string // incident -> brand
}

// NewAskReinstated gives the policy with an empty fold.
func NewAskReinstated() *AskReinstated { return &AskReinstated{brands: map[string]string{}} }

// Name is part of the key of its requests.
func (p *AskReinstated) Name() string { return "ask_reinstated" }

// Wants lists what it reads.
func (p *AskReinstated) Wants() []domain.Event {
	return []domain.Event{playbook.Adopted{}, incident.Reported{}, incident.ScopeChanged{}, incident.Closed{}}
}

// Apply folds one record.
func (p *AskReinstated) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Reported:
		p.brands[r.Stream.Name()] = e.Brand
	case incident.Closed:
		delete(p.brands, r.Stream.Name())
	}
}

// React puts up the seats and drafts the question, if the playbook has words for it.
func (p *AskReinstated) React(r domain.Recorded) (asked []domain.Request) {
	e, ok := r.Event.(incident.ScopeChanged)
	if !ok || !slices.ContainsFunc(p.Texts, func(t playbook.Text) bool { return t.Kind == statement.Reinstated }) {
		return nil
	}
	id, cause, now := r.Stream.Name(), r.ID.String(), r.Meta.RecordedAt
	for _, f := range e.Added.Flights {
		if f.Status != incident.Reinstated {
			continue
		}
		asked = append(asked, domain.Request{
			To: inventory.Stream(inventory.IDFor(id, incident.PoolOf(f))), Cause: cause, Step: "seats/" + f.Key(),
			Command: inventory.Add{
				AlternativeAdded: inventory.AlternativeAdded{
					Kind: "rebook", Unit: "seat", ValidFrom: now, ValidTo: f.Std, Eligibility: incident.PoolOf(f), Source: fromPlaybook, Rank: 1,
				},
				Capacity: inventory.CapacitySet{Unlimited: true, AsOf: now, Source: fromPlaybook}, // they were never given to others
			},
		})
	}
	if len(asked) == 0 {
		return nil
	}
	return append(asked, domain.Request{
		To: statement.Stream(statement.IDFor(id, statement.ToReinstated)), Cause: cause, Step: statement.Reinstated,
		Command: compose(p.Playbook, draft{
			kind: statement.Reinstated, brand: p.brands[id], incidentID: id, audience: statement.ToReinstated, push: true,
			author: "policy/" + p.Name(), at: now, evidence: []domain.Evidence{evidence(r.Type, id, r)},
		}),
	})
}

// Due has nothing to say.
func (p *AskReinstated) Due(time.Time) []domain.Request { return nil }

// Next is never.
func (p *AskReinstated) Next() (time.Time, bool) { return time.Time{}, false }

var _ domain.Policy = (*AskReinstated)(nil)
