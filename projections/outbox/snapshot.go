package outbox

import (
	"encoding/json"
	"errors"
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
}

// savedBatches follow it, in order of request.
const savedBatches = `,"batches":[`

type savedBatch struct {
	Stream   domain.StreamID `json:"stream"`
	Revision domain.Revision `json:"revision"`
	Drill    bool            `json:"drill,omitempty"`
	Cause    string          `json:"cause"`
	Place    domain.Position `json:"place"`
	Asked    time.Time       `json:"asked"`
	Moved    time.Time       `json:"moved"`
	State    *delivery.State `json:"state,omitempty"` // of an open one, with
	Notices  []notice        `json:"notices,omitempty"`
	Request  *request        `json:"request,omitempty"` // of a closed one, with
	Closed   *closed         `json:"closed,omitempty"`
}

// request is what was requested, without the items.
type request struct {
	delivery.Requested
	Items *struct{} `json:"items,omitempty"`
}

// Snapshot gives the canonical bytes of the fold.
func (o *Outbox) Snapshot() []byte {
	f := saved{
		Rules: o.rules, Current: o.current, Stopped: o.stopped, Runs: o.runs, Offers: slices.Sorted(maps.Keys(o.offers)), Links: o.links,
	}
	list := slices.SortedFunc(maps.Values(o.batches), ByPlace) // order-free: sorted by place
	bytes := bytesOf(f)
	bytes = append(bytes[:len(bytes)-1], savedBatches...)
	for n, b := range list {
		if one := bytesOf(b.saved()); n > 0 {
			bytes = append(append(bytes, ','), one...)
		} else {
			bytes = append(slices.Grow(bytes, len(list)*(len(one)+1)), one...) // most are alike
		}
	}
	return append(bytes, `]}`...)
}

func bytesOf(x any) []byte {
	b, err := json.Marshal(x)
	if err != nil {
		panic(fmt.Sprintf("outbox: snapshot: %v", err)) // plain types always marshal
	}
	return b
}

func (b *Batch) saved() savedBatch {
	s := savedBatch{
		Stream: b.Stream, Revision: b.Revision, Drill: b.Drill, Cause: b.Cause, Place: b.place, Asked: b.asked, Moved: b.moved,
	}
	if b.closed != nil {
		s.Request, s.Closed = &request{Requested: b.request}, b.closed
	} else {
		s.State, s.Notices = &b.State, b.notices
	}
	return s
}

// Restore is the inverse of Snapshot.
func (o *Outbox) Restore(bytes []byte) error {
	var f struct {
		saved
		Batches []savedBatch `json:"batches"`
	}
	if err := json.Unmarshal(bytes, &f); err != nil {
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
		b, err := s.batch()
		if err != nil {
			return fmt.Errorf("restore outbox: %s: %w", s.Stream, err)
		}
		for i := range b.State.Len() {
			fresh.count(b, i, +1)
		}
		fresh.put(b)
		fresh.referAll(b)
	}
	*o = *fresh
	return nil
}

// batch is the inverse of saved, but for what is open.
func (s savedBatch) batch() (*Batch, error) {
	b := &Batch{
		Stream: s.Stream, Revision: s.Revision, Drill: s.Drill, Cause: s.Cause, asked: s.Asked, place: s.Place, moved: s.Moved, closed: s.Closed,
	}
	switch {
	case s.Closed != nil && s.Request != nil && s.Closed.fits():
		b.request = s.Request.Requested
	case s.Closed == nil && s.State != nil && s.State.Len() == len(s.Notices):
		b.State, b.request, b.notices = *s.State, s.State.Batch(), s.Notices
	default:
		return nil, errors.New("what is kept of its items does not fit together")
	}
	return b, nil
}
