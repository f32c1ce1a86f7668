package node

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"tocsin/domain"
)

// Behind is a log that answers an append at once and writes it behind the caller's back, in order, on a goroutine of its
// own. It is for what can be played again, such as a demonstration, on a log that was empty and belongs to this process
// alone: a killed process loses the last appends, never their order and never a part of one. Whoever reads waits until
// what he reads is written. Close it before the log below.
type Behind struct {
	log domain.EventLog

	mu      sync.Mutex // held over an append, so that the order of the queue is that of the positions
	streams map[domain.StreamID]domain.Revision
	head    domain.Position
	queue   chan job
	ended   chan struct{}

	failure sync.Mutex
	failed  error // of a write: there will be no further one
}

// job is one append on its way to the log, or somebody who waits for those before it.
type job struct {
	writes  []domain.Write
	want    []domain.WriteResult
	reached chan struct{}
}

// appendsBehind bounds how many appends may be under way.
const appendsBehind = 256

var _ domain.EventLog = (*Behind)(nil)

// NewBehind wraps a log, which must be empty.
func NewBehind(ctx context.Context, log domain.EventLog) (*Behind, error) {
	for _, err := range log.ReadAll(ctx, 0) {
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("write behind: the log is not empty")
	}
	b := &Behind{log: log, streams: map[domain.StreamID]domain.Revision{}, queue: make(chan job, appendsBehind), ended: make(chan struct{})}
	go b.run()
	return b, nil
}

// Append is AppendMany of one write.
func (b *Behind) Append(ctx context.Context, s domain.StreamID, at domain.Revision, ps ...domain.Proposed) (domain.Position, error) {
	results := b.AppendMany(ctx, []domain.Write{{Stream: s, At: at, Events: ps}})
	return results[0].Position, results[0].Err
}

// AppendMany answers at once where every write follows on its stream; what does not is left to the log to judge.
func (b *Behind) AppendMany(ctx context.Context, ws []domain.Write) []domain.WriteResult {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.fault(ctx); err != nil {
		results := make([]domain.WriteResult, len(ws))
		for n := range results {
			results[n].Err = err
		}
		return results
	}
	if !b.follow(ws) {
		return b.delegate(ctx, ws)
	}
	j := job{writes: make([]domain.Write, len(ws)), want: make([]domain.WriteResult, len(ws))}
	for n, w := range ws {
		j.writes[n] = owned(w)
		if len(w.Events) > 0 {
			b.head += domain.Position(len(w.Events))
			b.streams[w.Stream] = w.At + domain.Revision(len(w.Events))
			j.want[n].Position = b.head
		}
	}
	b.queue <- j
	return append([]domain.WriteResult(nil), j.want...)
}

// fault is why nothing can be appended, nil if all is well.
func (b *Behind) fault(ctx context.Context) error {
	b.failure.Lock()
	defer b.failure.Unlock()
	if b.failed != nil {
		return b.failed
	}
	return ctx.Err()
}

// follow tells whether the log is certain to take these writes: each is well formed and at the end of its stream, and no
// event stands in two places.
func (b *Behind) follow(ws []domain.Write) bool {
	ends, ids := map[domain.StreamID]domain.Revision{}, map[domain.EventID]bool{}
	for _, w := range ws {
		end, moved := ends[w.Stream]
		if !moved {
			end = b.streams[w.Stream]
		}
		if len(w.Events) > 0 && (w.At != end || w.Check() != nil) {
			return false
		}
		for _, p := range w.Events {
			if ids[p.ID] {
				return false
			}
			ids[p.ID] = true
		}
		ends[w.Stream] = end + domain.Revision(len(w.Events))
	}
	return true
}

// delegate lets the log answer, once it has all that came before.
func (b *Behind) delegate(ctx context.Context, ws []domain.Write) []domain.WriteResult {
	b.reach()
	results := b.log.AppendMany(ctx, ws)
	for n, w := range ws {
		if results[n].Err == nil && results[n].Position > b.head { // else it was refused, or known
			b.head = results[n].Position
			b.streams[w.Stream] = w.At + domain.Revision(len(w.Events))
		}
	}
	return results
}

// owned copies the bytes of a write: the caller may use his again.
func owned(w domain.Write) domain.Write {
	w.Events = append([]domain.Proposed(nil), w.Events...)
	for i := range w.Events {
		w.Events[i].Data = append([]byte(nil), w.Events[i].Data...)
	}
	return w
}

func (b *Behind) run() {
	defer close(b.ended)
	for j := range b.queue {
		if j.reached != nil {
			close(j.reached)
			continue
		}
		if b.fault(context.Background()) != nil {
			continue
		}
		for n, result := range b.log.AppendMany(context.Background(), j.writes) {
			if result.Err != nil {
				b.fail(fmt.Errorf("write behind: %s at %d: %w", j.writes[n].Stream, j.writes[n].At, result.Err))
				break
			}
			if result.Position != j.want[n].Position {
				b.fail(fmt.Errorf("write behind: %s at %d: at position %d, %d was answered", j.writes[n].Stream, j.writes[n].At, result.Position, j.want[n].Position))
				break
			}
		}
	}
}

func (b *Behind) fail(err error) {
	b.failure.Lock()
	defer b.failure.Unlock()
	b.failed = err
}

// reach waits until everything queued is written; the caller holds the lock.
func (b *Behind) reach() {
	reached := make(chan struct{})
	b.queue <- job{reached: reached}
	<-reached
}

// written waits until what lies behind a place can be read; there is false when nothing does. End gives the last place.
func (b *Behind) written(ctx context.Context, behind uint64, end func() uint64) (there bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := ctx.Err(); err != nil || behind >= end() {
		return false, err
	}
	b.reach()
	return true, b.fault(ctx)
}

// Read reads a stream; one that does not exist costs nothing.
func (b *Behind) Read(ctx context.Context, s domain.StreamID, after domain.Revision) iter.Seq2[domain.Recorded, error] {
	return b.reading(ctx, uint64(after), func() uint64 { return uint64(b.streams[s]) }, func(after uint64) iter.Seq2[domain.Recorded, error] {
		return b.log.Read(ctx, s, domain.Revision(after))
	}, func(r domain.Recorded) uint64 { return uint64(r.Revision) })
}

// ReadAll reads the whole log behind a position.
func (b *Behind) ReadAll(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return b.reading(ctx, uint64(after), func() uint64 { return uint64(b.head) }, func(after uint64) iter.Seq2[domain.Recorded, error] {
		return b.log.ReadAll(ctx, domain.Position(after))
	}, func(r domain.Recorded) uint64 { return uint64(r.Position) })
}

// reading reads on until nothing is left, for something may be appended while it is at it.
func (b *Behind) reading(
	ctx context.Context, after uint64, end func() uint64,
	read func(after uint64) iter.Seq2[domain.Recorded, error], place func(domain.Recorded) uint64,
) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		for after := after; ; { // whoever ranges over it again begins anew
			there, err := b.written(ctx, after, end)
			if err != nil {
				yield(domain.Recorded{}, err)
				return
			}
			if !there {
				return
			}
			for r, err := range read(after) {
				if !yield(r, err) || err != nil {
					return
				}
				after = place(r)
			}
		}
	}
}

// Follow follows what is written.
func (b *Behind) Follow(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return b.log.Follow(ctx, after)
}

// Close waits until everything is written. Nothing may be appended any more.
func (b *Behind) Close() error {
	close(b.queue)
	<-b.ended
	return b.failed
}
