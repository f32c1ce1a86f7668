package outbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/playbook"
)

// saved is the saved form of the fold: what cannot be derived from something else, in a fixed order.
type saved struct {
	Rules   playbook.Playbook  `json:"rules"`
	Current map[string]int     `json:"current"`
	Stopped map[string]bool    `json:"stopped"`
	Runs    map[string]float64 `json:"runs"`
	Offers  []string           `json:"offers"`
	Links   map[string]bool    `json:"links"`
	Batches []savedBatch       `json:"batches"` // in order of request
}

type savedBatch struct {
	Stream   domain.StreamID `json:"stream"`
	Revision domain.Revision `json:"revision"`
	Drill    bool            `json:"drill,omitempty"`
	Cause    string          `json:"cause"`
	Place    domain.Position `json:"place"`
	Asked    time.Time       `json:"asked"`
	Moved    time.Time       `json:"moved"`
	State    delivery.State  `json:"state"`
	Notices  []notice        `json:"notices"`
}

// Snapshot gives the canonical bytes of the fold.
func (o *Outbox) Snapshot() []byte {
	f := saved{
		Rules: o.rules, Current: o.current, Stopped: o.stopped, Runs: o.runs, Offers: slices.Sorted(maps.Keys(o.offers)), Links: o.links,
		Batches: make([]savedBatch, 0, len(o.batches)),
	}
	for s, b := range o.batches { // order-free: sorted below
		f.Batches = append(f.Batches, savedBatch{
			Stream: s, Revision: b.Revision, Drill: b.Drill, Cause: b.Cause, Place: b.place, Asked: b.asked, Moved: b.moved,
			State: b.State, Notices: b.notices,
		})
	}
	slices.SortFunc(f.Batches, func(x, y savedBatch) int { return cmp.Compare(x.Place, y.Place) })
	b, err := json.Marshal(f)
	if err != nil {
		panic(fmt.Sprintf("outbox: snapshot: %v", err)) // plain types always marshal
	}
	return b
}

// Restore is the inverse of Snapshot.
func (o *Outbox) Restore(b []byte) error {
	var f saved
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("restore outbox: %w", err)
	}
	fresh := New()
	fresh.rules = f.Rules
	maps.Copy(fresh.current, f.Current)
	maps.Copy(fresh.stopped, f.Stopped)
	maps.Copy(fresh.runs, f.Runs)
	maps.Copy(fresh.links, f.Links)
	for _, id := range f.Offers {
		fresh.offers[id] = true
	}
	for _, s := range f.Batches {
		if len(s.Notices) != s.State.Len() {
			return fmt.Errorf("restore outbox: %s has %d notices and %d items", s.Stream, len(s.Notices), s.State.Len())
		}
		fresh.put(s)
	}
	*o = *fresh
	return nil
}

// put brings one batch back, with all that follows from it.
func (o *Outbox) put(s savedBatch) {
	b := &Batch{
		State: s.State, Revision: s.Revision, Drill: s.Drill, Cause: s.Cause, notices: s.Notices, asked: s.Asked, place: s.Place, moved: s.Moved,
	}
	o.batches[s.Stream] = b
	for i := range b.State.Len() {
		o.count(b, i, +1)
		for _, channel := range b.notices[i].Tried {
			o.references[key(b, i, channel)] = Ref{Stream: s.Stream, I: i}
		}
	}
	if b.open > 0 {
		o.enqueue(s.Stream)
	}
}
