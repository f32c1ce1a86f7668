package node

import (
	"context"
	"iter"
	"sync"

	"tocsin/domain"
)

// Tail is a log whose last records are kept decoded in memory, so that many pumps reading behind the same head cost one
// read and one decoding. Events are shared by all readers: nobody writes into them. It is right only when every append
// of the process goes through it; another process's appends are seen at the next append or Refresh.
type Tail struct {
	domain.EventLog
	types *domain.Catalogue
	size  int // most records in memory
	room  int // most bytes of their stored data

	mu    sync.Mutex
	ring  []domain.Recorded // everything behind before, up to head; only ever appended to or replaced
	bytes int               // of stored data in the ring
	head  domain.Position   // of what was read
	cut   domain.Position   // what lies up to here is not in memory
	stale bool
}

// tailRecords and tailBytes bound what is in memory, in records and in bytes of their stored data; decoded they take up
// to six times as much. When either is full the older half is dropped.
const (
	tailRecords = 32_768
	tailBytes   = 16 << 20
)

var _ domain.EventLog = (*Tail)(nil)

// NewTail wraps a log.
func NewTail(log domain.EventLog, types *domain.Catalogue) *Tail {
	return &Tail{EventLog: log, types: types, size: tailRecords, room: tailBytes, stale: true}
}

// Append passes on, and remembers what was recorded.
func (t *Tail) Append(ctx context.Context, s domain.StreamID, at domain.Revision, ps ...domain.Proposed) (domain.Position, error) {
	position, err := t.EventLog.Append(ctx, s, at, ps...)
	t.remember([]domain.Write{{Stream: s, At: at, Events: ps}}, []domain.WriteResult{{Position: position, Err: err}})
	return position, err
}

// AppendMany passes on, and remembers what was recorded.
func (t *Tail) AppendMany(ctx context.Context, ws []domain.Write) []domain.WriteResult {
	results := t.EventLog.AppendMany(ctx, ws)
	t.remember(ws, results)
	return results
}

// Refresh makes the next reading look for what others have appended.
func (t *Tail) Refresh() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stale = true
}

// ReadAll reads from memory what is there, from the log what is not.
func (t *Tail) ReadAll(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		for after := after; ; { // whoever ranges over it again begins anew
			records, whole, err := t.behind(ctx, after)
			switch {
			case err != nil:
				yield(domain.Recorded{}, err)
				return
			case !whole:
				t.EventLog.ReadAll(ctx, after)(yield)
				return
			case len(records) == 0:
				return
			}
			for i := range records {
				if err := ctx.Err(); err != nil {
					yield(domain.Recorded{}, err)
					return
				}
				if !yield(records[i], nil) {
					return
				}
				after = records[i].Position
			}
		}
	}
}

// behind gives what lies behind a position; whole is false when memory does not reach back so far.
func (t *Tail) behind(ctx context.Context, after domain.Position) (records []domain.Recorded, whole bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, true, err
	}
	if after < t.cut {
		return nil, false, nil
	}
	if t.stale {
		err = t.refresh(ctx)
	}
	if after < t.cut {
		return nil, false, nil
	}
	if records = t.ring[t.place(after):]; len(records) > 0 {
		err = nil // what could be read comes first, and the error then
	}
	return records, true, err
}

// place finds the first record behind a position; positions in the ring are contiguous, so it is a subtraction unless
// an engine leaves gaps.
func (t *Tail) place(after domain.Position) int {
	if len(t.ring) == 0 || after < t.ring[0].Position {
		return 0
	}
	i := int(min(after-t.ring[0].Position, domain.Position(len(t.ring)-1)))
	for i > 0 && t.ring[i].Position > after {
		i--
	}
	return i + 1
}

// refresh reads what is new.
func (t *Tail) refresh(ctx context.Context) error {
	for r, err := range t.EventLog.ReadAll(ctx, t.head) {
		if err != nil {
			return err
		}
		t.keep(r)
	}
	t.stale = false
	return nil
}

// keep puts a record behind the last one. What cannot be decoded stays as it is: who wants it gets the error in its place.
func (t *Tail) keep(r domain.Recorded) {
	if e, err := t.types.Decode(r); err == nil {
		r.Event = e
	}
	t.forget()
	t.ring = append(t.ring, r)
	t.bytes += len(r.Data)
	t.head = r.Position
}

// forget drops the older half of what is in memory when it is full. Readers keep the ring that they were given.
func (t *Tail) forget() {
	if len(t.ring) < t.size && (t.bytes < t.room || len(t.ring) < 2) {
		return
	}
	half := len(t.ring) / 2
	for _, r := range t.ring[:half] {
		t.bytes -= len(r.Data)
	}
	t.cut = t.ring[half-1].Position
	t.ring = append(make([]domain.Recorded, 0, 2*(len(t.ring)-half)), t.ring[half:]...)
}
