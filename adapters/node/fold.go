package node

import (
	"context"
	"fmt"

	"tocsin/domain"
)

// fold is what the executor knows of one stream: its state, where it stands, and the command keys it holds.
type fold struct {
	kind        domain.Kind
	state       any
	revision    domain.Revision
	position    domain.Position
	keys        map[string]done
	correlation string // of the stream's first event
	drill       bool
	lost        bool // an append on it failed: it must be read again
}

// done is what a command key led to.
type done struct {
	hash     string
	position domain.Position
	revision domain.Revision
	events   int
}

// loadFold reads a stream from the log. A key is recognised there and not by the engine: an event store takes the same
// event id at the next revision as a new event.
func loadFold(ctx context.Context, log domain.EventLog, types *domain.Catalogue, kind domain.Kind, s domain.StreamID) (*fold, error) {
	f := &fold{kind: kind, state: kind.Zero, keys: map[string]done{}}
	for r, err := range types.Decoded(log.Read(ctx, s, 0)) {
		if err != nil {
			return nil, fmt.Errorf("fold %s: %w", s, err)
		}
		f.apply(r)
	}
	return f, nil
}

func (f *fold) apply(r domain.Recorded) {
	f.state = f.kind.Evolve(f.state, r.Event)
	f.revision, f.position = r.Revision, r.Position
	if r.Revision == 1 {
		f.correlation, f.drill = r.Meta.CorrelationID, r.Meta.Drill
	}
	d := f.keys[r.Meta.Key]
	f.keys[r.Meta.Key] = done{hash: r.Meta.Hash, position: r.Position, revision: r.Revision, events: d.events + 1}
}

// cache keeps the folds that were used last: two generations, each of at most size streams.
type cache struct {
	size     int
	new, old map[domain.StreamID]*fold
}

func newCache(size int) *cache {
	return &cache{size: size, new: map[domain.StreamID]*fold{}, old: map[domain.StreamID]*fold{}}
}

// take removes a fold, so that one that is lost is never given again.
func (c *cache) take(s domain.StreamID) *fold {
	for _, generation := range []map[domain.StreamID]*fold{c.new, c.old} {
		if f := generation[s]; f != nil {
			delete(generation, s)
			return f
		}
	}
	return nil
}

func (c *cache) put(s domain.StreamID, f *fold) {
	if len(c.new) >= c.size {
		c.new, c.old = map[domain.StreamID]*fold{}, c.new
	}
	c.new[s] = f
}
