package audience

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/playbook"
)

// frozen is the saved form of the fold; JSON sorts the keys of maps, so the same state gives the same bytes.
type frozen struct {
	Rules      playbook.Playbook          `json:"rules"`
	Flights    map[string]Flight          `json:"flights"`
	Incidents  map[string]frozenIncident  `json:"incidents"`
	Statements map[string]*Statement      `json:"statements"`
	Outreaches map[string]*Outreach       `json:"outreaches"`
	Batches    map[domain.StreamID]*Batch `json:"batches"`
	Offers     map[string]partyOf         `json:"offers"`
	Closed     []string                   `json:"closed,omitempty"`
}

type frozenIncident struct {
	Incident
	Parties  map[string][]int `json:"parties"`
	JoinedAt time.Time        `json:"joined_at,omitzero"`
	JoinedBy string           `json:"joined_by,omitempty"`
	ClosedAt time.Time        `json:"closed_at,omitzero"`
}

// Snapshot gives the canonical bytes of the fold.
func (a *Audience) Snapshot() []byte {
	f := frozen{
		Rules: a.rules, Flights: a.flights, Incidents: map[string]frozenIncident{}, Statements: a.statements,
		Outreaches: a.outreaches, Batches: a.batches, Closed: a.closed, Offers: a.offers,
	}
	for id, i := range a.incidents { // order-free: fills a map
		f.Incidents[id] = frozenIncident{
			Incident: *i, Parties: i.parties, JoinedAt: i.joinedAt, JoinedBy: i.joinedBy, ClosedAt: i.closedAt,
		}
	}
	b, err := json.Marshal(f)
	if err != nil {
		panic(fmt.Sprintf("audience: snapshot: %v", err)) // plain types always marshal
	}
	return b
}

// Restore is the inverse of Snapshot.
func (a *Audience) Restore(b []byte) error {
	var f frozen
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("restore audience: %w", err)
	}
	fresh := New()
	fresh.rules = f.Rules
	maps.Copy(fresh.flights, f.Flights)
	maps.Copy(fresh.statements, f.Statements)
	maps.Copy(fresh.outreaches, f.Outreaches)
	maps.Copy(fresh.batches, f.Batches)
	maps.Copy(fresh.offers, f.Offers)
	for _, id := range slices.Sorted(maps.Keys(f.Incidents)) {
		saved := f.Incidents[id]
		i := saved.Incident
		i.index, i.parties = map[string]int{}, saved.Parties
		i.joinedAt, i.joinedBy, i.closedAt = saved.JoinedAt, saved.JoinedBy, saved.ClosedAt
		for at, p := range i.People {
			i.index[p.Subject] = at
		}
		fresh.incidents[id] = &i
		if len(i.SomeAt) > 0 {
			fresh.someWait[i.ID] = &i
		}
		if !i.joinedAt.IsZero() {
			fresh.waiting[i.ID] = &i
		}
	}
	fresh.closed = f.Closed
	*a = *fresh
	return nil
}
