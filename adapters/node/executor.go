package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin/domain"
)

// Asked is one command under way: a request, the envelope of its events, and then its answer. Meta needs Key and Actor;
// the rest is filled in.
type Asked struct {
	domain.Request
	Meta    domain.Meta
	Outcome Outcome
	Err     error          // a *domain.Refusal, or a fault: then ask again with the same key
	write   []domain.Write // one, or none
}

// Outcome is what a command led to.
type Outcome struct {
	Position domain.Position // of its last event
	Revision domain.Revision // of its stream afterwards
	Events   int             // 0: there was nothing to do
	Repeated bool            // the key was known: the answer is that of the first time
}

// Hasher makes a keyed hash of a command, so that a repeated key with other content is noticed without its content
// being readable from the log.
type Hasher func([]byte) string

// Executor runs commands: it decides a batch on cached state and records it with one AppendMany.
type Executor struct {
	log   domain.EventLog
	types *domain.Catalogue
	kinds map[string]domain.Kind
	clock Clock
	hash  Hasher
	fails Fails
	cache *cache
	last  time.Time // recorded_at never goes back
}

// cachedStreams bounds each generation of the executor's cache.
const cachedStreams = 20_000

// NewExecutor joins the kinds to a log.
func NewExecutor(log domain.EventLog, types *domain.Catalogue, clock Clock, hash Hasher, fails Fails, kinds ...domain.Kind) *Executor {
	x := &Executor{
		log: log, types: types, kinds: map[string]domain.Kind{}, clock: clock, hash: hash, fails: fails,
		cache: newCache(cachedStreams),
	}
	if fails == nil {
		x.fails = noFails{}
	}
	for _, k := range kinds {
		if _, twice := x.kinds[k.Category]; twice {
			panic("node: stream category declared twice: " + k.Category)
		}
		x.kinds[k.Category] = k
	}
	return x
}

// Do runs one command.
func (x *Executor) Do(ctx context.Context, request domain.Request, meta domain.Meta) (Outcome, error) {
	a := &Asked{Request: request, Meta: meta}
	x.Batch(ctx, []*Asked{a})
	return a.Outcome, a.Err
}

// maxTries bounds how often a command is decided again because another writer was faster.
const maxTries = 4

// Batch decides in order, each request on what those before it left pending, and records them with ONE AppendMany. Each
// is answered in place.
func (x *Executor) Batch(ctx context.Context, asked []*Asked) {
	for try := 0; try < maxTries && len(asked) > 0; try++ {
		asked = x.once(ctx, asked)
	}
}

func (x *Executor) once(ctx context.Context, asked []*Asked) (again []*Asked) {
	now := x.now()
	folds := map[domain.StreamID]*fold{}
	var writes []domain.Write
	for _, a := range asked {
		a.write, a.Err, a.Outcome = nil, nil, Outcome{}
		if x.prepare(ctx, a, folds); a.Err == nil {
			a.Err = x.decide(a, folds[a.To], now)
		}
		writes = append(writes, a.write...)
	}
	var results []domain.WriteResult
	if len(writes) > 0 {
		x.fails.At(BeforeAppend)
		results = x.log.AppendMany(ctx, writes)
		x.fails.At(AfterAppend)
	}
	for _, a := range asked {
		f := folds[a.To]
		if len(a.write) > 0 {
			a.Outcome.Position, a.Err, results = results[0].Position, results[0].Err, results[1:]
			if a.Err != nil {
				f.lost = true
			} else {
				f.position = a.Outcome.Position
				f.keys[a.Meta.Key] = done{
					hash: a.Meta.Hash, position: a.Outcome.Position, revision: a.Outcome.Revision, events: a.Outcome.Events,
				}
			}
		}
		if a.Outcome.Repeated && a.Outcome.Position == 0 {
			a.Outcome.Position = f.position // the first one stands in this same batch
		}
		if f != nil && f.lost && (len(a.write) == 0 || errors.Is(a.Err, domain.ErrConflict)) {
			a.Err, again = domain.ErrConflict, append(again, a) // decided on a state that never came to be
		}
	}
	for s, f := range folds { // order-free: a cache
		if !f.lost {
			x.cache.put(s, f)
		}
	}
	return again
}

// prepare finds the fold of the stream and fills in the hash of the command.
func (x *Executor) prepare(ctx context.Context, a *Asked, folds map[domain.StreamID]*fold) {
	kind, ok := x.kinds[a.To.Category()]
	if !ok || a.To.Name() == "" {
		a.Err = domain.Refuse(domain.NotFound, "no stream of that name can exist")
		return
	}
	if a.Meta.Key == "" {
		a.Err = domain.Refuse(domain.Invalid, "a command needs a key")
		return
	}
	if a.Meta.Hash == "" {
		body, err := json.Marshal(a.Command)
		if err != nil {
			a.Err = fmt.Errorf("hash command for %s: %w", a.To, err)
			return
		}
		a.Meta.Hash = x.hash(body)
	}
	if folds[a.To] != nil {
		return
	}
	f := x.cache.take(a.To)
	if f == nil {
		if f, a.Err = loadFold(ctx, x.log, x.types, kind, a.To); a.Err != nil {
			return
		}
	}
	folds[a.To] = f
}

// decide answers from a known key, checks what the sender saw, and asks the rules.
func (x *Executor) decide(a *Asked, f *fold, now time.Time) error {
	if known, ok := f.keys[a.Meta.Key]; ok {
		if known.hash != a.Meta.Hash {
			return domain.Refuse(domain.KeyReused, "this key was used with other content")
		}
		a.Outcome = Outcome{Position: known.position, Revision: known.revision, Events: known.events, Repeated: true}
		return nil
	}
	switch {
	case a.At != nil && *a.At != f.revision, a.Seen != 0 && f.position > a.Seen:
		return &domain.Refusal{Code: domain.Stale, Reason: "the stream has moved since it was seen", Revision: f.revision}
	case !a.NotAfter.IsZero() && now.After(a.NotAfter):
		return domain.Refuse(domain.TooLate, "past the time until which this made sense")
	}
	events, err := f.kind.Decide(a.Command, f.state)
	if err != nil || len(events) == 0 {
		a.Outcome.Position, a.Outcome.Revision = f.position, f.revision
		return err
	}
	return x.propose(a, f, events, now)
}

// propose makes the write of decided events and carries the fold on.
func (x *Executor) propose(a *Asked, f *fold, events []domain.Event, now time.Time) error {
	meta := a.Meta
	meta.RecordedAt = now
	if meta.OccurredAt.IsZero() {
		meta.OccurredAt = now
	}
	if f.revision > 0 {
		meta.CorrelationID, meta.Drill = f.correlation, f.drill || meta.Drill
	}
	w := domain.Write{Stream: a.To, At: f.revision}
	for n, e := range events {
		id := domain.NewEventID(a.To, meta.Key, n)
		if meta.CorrelationID == "" {
			meta.CorrelationID = id.String()
		}
		name, version, data, err := x.types.Encode(e)
		if err != nil {
			return err
		}
		w.Events = append(w.Events, domain.Proposed{ID: id, Type: name, Version: version, Data: data, Meta: meta})
	}
	if f.revision == 0 {
		f.correlation, f.drill = meta.CorrelationID, meta.Drill
	}
	for _, e := range events {
		f.state = f.kind.Evolve(f.state, e)
	}
	f.revision += domain.Revision(len(events))
	f.keys[meta.Key] = done{hash: meta.Hash, revision: f.revision, events: len(events)} // the position follows
	a.write = []domain.Write{w}
	a.Outcome.Revision, a.Outcome.Events = f.revision, len(events)
	return nil
}

// now never goes back, whatever the clock does.
func (x *Executor) now() time.Time {
	if now := x.clock.Now().UTC(); now.After(x.last) {
		x.last = now
	}
	return x.last
}
