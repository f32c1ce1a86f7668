package audience

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/playbook"
)

// frozen is the saved form of the fold but its people; JSON sorts the keys of maps, so the same state gives the same
// bytes. The people stand behind it, by incident and packed: millions of them would be slow as JSON.
type frozen struct {
	Rules      playbook.Playbook          `json:"rules"`
	Flights    map[string]Flight          `json:"flights"`
	Incidents  map[string]frozenIncident  `json:"incidents"`
	Statements map[string]*Statement      `json:"statements"`
	Outreaches map[string]*Outreach       `json:"outreaches"`
	Batches    map[domain.StreamID]*Batch `json:"batches"`
	Offers     map[string]partyOf         `json:"offers"`
	Reasons    []string                   `json:"reasons,omitempty"`
	Closed     []string                   `json:"closed,omitempty"`
}

type frozenIncident struct {
	Incident
	Crowd    frozenCrowd `json:"crowd"`
	JoinedAt time.Time   `json:"joined_at,omitzero"`
	JoinedBy string      `json:"joined_by,omitempty"`
	ClosedAt time.Time   `json:"closed_at,omitzero"`
}

var errBytes = errors.New("restore audience: the bytes are no snapshot")

// Snapshot gives the canonical bytes of the fold.
func (a *Audience) Snapshot() []byte {
	f := frozen{
		Rules: a.rules, Flights: a.flights, Incidents: map[string]frozenIncident{}, Statements: a.statements,
		Outreaches: a.outreaches, Batches: a.batches, Closed: a.closed, Offers: a.offers, Reasons: a.reasons,
	}
	ids := slices.Sorted(maps.Keys(a.incidents))
	people := 0
	for _, id := range ids {
		i := a.incidents[id]
		people += i.crowd.n
		f.Incidents[id] = frozenIncident{
			Incident: *i, Crowd: i.crowd.frozen(), JoinedAt: i.joinedAt, JoinedBy: i.joinedBy, ClosedAt: i.closedAt,
		}
	}
	head, err := json.Marshal(f)
	if err != nil {
		panic(fmt.Sprintf("audience: snapshot: %v", err)) // plain types always marshal
	}
	b := make([]byte, 0, binary.MaxVarintLen64+len(head)+people*packedPerson)
	b = append(binary.AppendUvarint(b, uint64(len(head))), head...)
	for _, id := range ids {
		b = a.incidents[id].crowd.pack(b)
	}
	return b
}

// Restore is the inverse of Snapshot.
func (a *Audience) Restore(b []byte) error {
	length, n := binary.Uvarint(b)
	if n <= 0 || length > uint64(len(b)-n) {
		return errBytes
	}
	var f frozen
	if err := json.Unmarshal(b[n:n+int(length)], &f); err != nil {
		return fmt.Errorf("restore audience: %w", err)
	}
	b = b[n+int(length):]
	fresh := New()
	fresh.rules, fresh.closed, fresh.reasons, fresh.ahead = f.Rules, f.Closed, f.Reasons, a.ahead
	maps.Copy(fresh.flights, f.Flights)
	maps.Copy(fresh.statements, f.Statements)
	for _, s := range fresh.statements { // order-free: each for itself
		for _, v := range s.Versions { // order-free: each for itself
			v.prepare()
		}
	}
	maps.Copy(fresh.outreaches, f.Outreaches)
	maps.Copy(fresh.offers, f.Offers)
	for _, id := range slices.Sorted(maps.Keys(f.Incidents)) {
		var ok bool
		if b, ok = fresh.thaw(f.Incidents[id], b); !ok {
			return errBytes
		}
	}
	if len(b) > 0 {
		return errBytes
	}
	fresh.restoreBatches(f.Batches)
	*a = *fresh
	return nil
}

// thaw restores an incident, its people from the head of the bytes; the rest of them is given back.
func (a *Audience) thaw(saved frozenIncident, b []byte) (rest []byte, ok bool) {
	i := saved.Incident
	i.joinedAt, i.joinedBy, i.closedAt = saved.JoinedAt, saved.JoinedBy, saved.ClosedAt
	if i.crowd, b, ok = saved.Crowd.thaw(b); !ok {
		return nil, false
	}
	a.incidents[i.ID] = &i
	if len(i.SomeAt) > 0 {
		a.someWait[i.ID] = &i
	}
	if !i.joinedAt.IsZero() {
		a.waiting[i.ID] = &i
	}
	return b, true
}

func (a *Audience) restoreBatches(saved map[domain.StreamID]*Batch) {
	for _, stream := range slices.Sorted(maps.Keys(saved)) {
		b := saved[stream]
		for _, state := range b.States {
			if state < itemSent {
				b.open++
			}
		}
		a.keepBatch(b)
	}
}
