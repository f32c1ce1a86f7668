package node

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"tocsin/domain"
)

// fold is what the executor knows of one stream: its state, where it stands, and the command keys it holds.
type fold struct {
	kind        domain.Kind
	state       any
	revision    domain.Revision
	position    domain.Position
	keys        map[keyID]done
	bytes       int       // of the stored data that went into it
	weight      int       // what the cache has counted for it
	recorded    time.Time // the latest of its records, when it was read
	correlation string    // of the stream's first event
	drill       bool      // of the stream's first event
	pending     bool      // events of the batch under way are in it, whose positions are not known yet
	cached      bool      // not read for this batch
	lost        bool      // an append on it failed: it must be read again
}

// keyID stands for a key or a hash. A stream that runs for years holds very many of them, and they must all be kept, so
// they are kept short and without pointers.
type keyID [16]byte

func idOf(text string) (id keyID) {
	sum := sha256.Sum256([]byte(text))
	copy(id[:], sum[:])
	return id
}

// done is what a command key led to.
type done struct {
	hash     keyID
	position domain.Position
	revision domain.Revision
	events   int
}

// loadFold reads a stream from the log. A key is recognised there and not by the engine: an event store takes the same
// event id at the next revision as a new event.
func loadFold(ctx context.Context, log domain.EventLog, types *domain.Catalogue, kind domain.Kind, s domain.StreamID) (*fold, error) {
	f := &fold{kind: kind, state: kind.Zero, keys: map[keyID]done{}}
	for r, err := range types.Decoded(log.Read(ctx, s, 0)) {
		if err != nil {
			return nil, fmt.Errorf("fold %s: %w", s, err)
		}
		f.apply(r)
	}
	return f, nil
}

// weigh says about how many bytes of memory the fold takes: what its state says, else what was stored of it.
func (f *fold) weigh() int {
	if state, knows := f.state.(interface{ Weight() int }); knows {
		return state.Weight()
	}
	return f.bytes
}

func (f *fold) apply(r domain.Recorded) {
	f.state = f.kind.Evolve(f.state, r.Event)
	f.revision, f.position = r.Revision, r.Position
	if r.Revision == 1 {
		f.correlation, f.drill = r.Meta.CorrelationID, r.Meta.Drill
	}
	if r.Meta.RecordedAt.After(f.recorded) {
		f.recorded = r.Meta.RecordedAt
	}
	f.bytes += len(r.Data)
	key := idOf(r.Meta.Key)
	f.keys[key] = done{hash: idOf(r.Meta.Hash), position: r.Position, revision: r.Revision, events: f.keys[key].events + 1}
}

// inherit completes an envelope: what a command was not told it takes from the stream, unless the stream outlives
// episodes. An event of an exercise's stream belongs to the exercise, whatever caused it.
func (f *fold) inherit(m domain.Meta) domain.Meta {
	if f.revision == 0 || f.kind.Lasting {
		return m
	}
	if m.CorrelationID == "" {
		m.CorrelationID = f.correlation
	}
	m.Drill = m.Drill || f.drill
	return m
}

// carryOn folds what was decided, before it is recorded.
func (f *fold) carryOn(events []domain.Event, m domain.Meta) {
	if f.revision == 0 {
		f.correlation, f.drill = m.CorrelationID, m.Drill
	}
	for _, e := range events {
		f.state = f.kind.Evolve(f.state, e)
	}
	f.revision += domain.Revision(len(events))
	f.pending = true
	f.keys[idOf(m.Key)] = done{hash: idOf(m.Hash), revision: f.revision, events: len(events)} // the position follows
}

// settle takes the log's answer to the write of a command.
func (f *fold) settle(a *Asked, result domain.WriteResult) {
	if a.Err = result.Err; a.Err != nil {
		a.Outcome, f.lost = Outcome{}, true
		return
	}
	a.Outcome.Position, f.position = result.Position, result.Position
	key := idOf(a.Meta.Key)
	d := f.keys[key]
	d.position = result.Position
	f.keys[key] = d
}

// cache keeps the folds that were used last: two generations, each of about so many streams and bytes at most.
type cache struct {
	size, room int
	bytes      int // of the new generation
	new, old   map[domain.StreamID]*fold
}

func newCache(size, room int) *cache {
	return &cache{size: size, room: room, new: map[domain.StreamID]*fold{}, old: map[domain.StreamID]*fold{}}
}

// take removes a fold, so that one that is lost is never given again.
func (c *cache) take(s domain.StreamID) *fold {
	if f := c.new[s]; f != nil {
		delete(c.new, s)
		c.bytes -= f.weight
		return f
	}
	f := c.old[s]
	delete(c.old, s)
	return f
}

func (c *cache) put(s domain.StreamID, f *fold) {
	if len(c.new) >= c.size || c.bytes >= c.room {
		c.new, c.old, c.bytes = map[domain.StreamID]*fold{}, c.new, 0
	}
	if before := c.new[s]; before != nil {
		c.bytes -= before.weight
	}
	c.new[s], f.weight = f, f.weigh()
	c.bytes += f.weight
}
