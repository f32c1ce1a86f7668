package node

import (
	"context"
	"errors"
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

	shared bool // other nodes append to the log too
}

// cachedStreams and cachedBytes bound each generation of the executor's cache, in streams and in bytes of memory as far as
// they can be told.
const (
	cachedStreams = 20_000
	cachedBytes   = 96 << 20
)

// NewExecutor joins the kinds to a log.
func NewExecutor(log domain.EventLog, types *domain.Catalogue, clock Clock, hash Hasher, fails Fails, kinds ...domain.Kind) *Executor {
	x := &Executor{
		log: log, types: types, kinds: map[string]domain.Kind{}, clock: clock, hash: hash, fails: fails,
		cache: newCache(cachedStreams, cachedBytes),
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

// Share says that other nodes append to the log too: a no, or nothing to do, is then believed on a fold only that was
// just read. A yes needs no such care, for the log refuses it where the stream has moved.
func (x *Executor) Share() { x.shared = true }

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

// once decides and records everything once, and gives those that were decided on a state that never came to be.
func (x *Executor) once(ctx context.Context, asked []*Asked) (again []*Asked) {
	folds := x.take(ctx, asked)
	now := x.now()
	for _, a := range asked {
		if f := folds[a.To]; a.Err == nil {
			a.Err = x.decide(a, f, now)
			f.lost = f.lost || x.shared && f.cached && len(a.write) == 0 && !a.Outcome.Repeated
		}
	}
	var writes []domain.Write
	for _, a := range asked {
		if f := folds[a.To]; f != nil && f.lost {
			a.write = nil
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
			f.settle(a, results[0])
			results = results[1:]
		}
		if a.Outcome.Repeated && a.Outcome.Position == 0 { // the first one stands in this same batch
			a.Outcome.Position = f.keys[idOf(a.Meta.Key)].position
		}
		if f != nil && f.lost && (len(a.write) == 0 || overtaken(a.Err)) {
			if a.Outcome = (Outcome{}); !overtaken(a.Err) {
				a.Err = domain.ErrConflict
			}
			again = append(again, a)
		}
	}
	for s, f := range folds { // order-free: a cache
		if !f.lost {
			f.pending = false
			x.cache.put(s, f)
		}
	}
	return again
}

// overtaken tells that another writer was faster, perhaps with the very same command or its key.
func overtaken(err error) bool {
	return errors.Is(err, domain.ErrConflict) || errors.Is(err, domain.ErrIDReused)
}

// take finds the folds of all streams that are asked, before the batch has its time: a stream of a former life may have
// been recorded later than the clock now says.
func (x *Executor) take(ctx context.Context, asked []*Asked) map[domain.StreamID]*fold {
	folds := map[domain.StreamID]*fold{}
	for _, a := range asked {
		a.write, a.Outcome, a.Err = nil, Outcome{}, x.check(a)
		if a.Err != nil || folds[a.To] != nil {
			continue
		}
		f, err := x.fold(ctx, a.To)
		if err != nil {
			a.Err = err
			continue
		}
		folds[a.To] = f
	}
	return folds
}

// fold takes a stream out of the cache, else reads it from the log.
func (x *Executor) fold(ctx context.Context, s domain.StreamID) (*fold, error) {
	if f := x.cache.take(s); f != nil {
		f.cached = true
		return f, nil
	}
	f, err := loadFold(ctx, x.log, x.types, x.kinds[s.Category()], s)
	if err == nil && f.recorded.After(x.last) {
		x.last = f.recorded
	}
	return f, err
}

// known tells whether a command with this key has led to events in a stream.
func (x *Executor) known(ctx context.Context, s domain.StreamID, key string) (bool, error) {
	f, err := x.fold(ctx, s)
	if err != nil {
		return false, err
	}
	x.cache.put(s, f)
	_, ok := f.keys[idOf(key)]
	return ok, nil
}

// now never goes back, whatever the clock does.
func (x *Executor) now() time.Time {
	if now := x.clock.Now().UTC(); now.After(x.last) {
		x.last = now
	}
	return x.last
}
