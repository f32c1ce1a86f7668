package node

import (
	"context"
	"iter"

	"tocsin/domain"
)

// Tail is a log whose last records are kept decoded in memory, so that many pumps reading behind the same head cost one
// read and one decoding. It is right only when every append of the process goes through it; another process's appends
// are seen at the next append or Refresh.
type Tail struct {
	domain.EventLog
	types *domain.Catalogue
	ring  []domain.Recorded // contiguous, ends at the head that was read
	head  domain.Position
	stale bool
}

// tailRecords bounds the records in memory; when it is full the older half is dropped.
const tailRecords = 32_768

// NewTail wraps a log.
func NewTail(log domain.EventLog, types *domain.Catalogue) *Tail {
	return &Tail{EventLog: log, types: types, stale: true}
}

// Append passes on.
func (t *Tail) Append(ctx context.Context, s domain.StreamID, at domain.Revision, ps ...domain.Proposed) (domain.Position, error) {
	t.stale = true
	return t.EventLog.Append(ctx, s, at, ps...)
}

// AppendMany passes on.
func (t *Tail) AppendMany(ctx context.Context, ws []domain.Write) []domain.WriteResult {
	t.stale = true
	return t.EventLog.AppendMany(ctx, ws)
}

// ReadAll reads from memory what is there, from the log what is not.
func (t *Tail) ReadAll(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		if t.stale {
			if err := t.refresh(ctx); err != nil {
				yield(domain.Recorded{}, err)
				return
			}
		}
		if len(t.ring) == 0 || after < t.ring[0].Position-1 {
			for r, err := range t.EventLog.ReadAll(ctx, after) {
				if !yield(r, err) || err != nil {
					return
				}
			}
			return
		}
		for i := t.place(after); i < len(t.ring); i = t.place(after) {
			after = t.ring[i].Position
			if !yield(t.ring[i], nil) {
				return
			}
		}
	}
}

// place finds the first record behind a position; positions in the ring are contiguous, so it is a subtraction unless
// an engine leaves gaps.
func (t *Tail) place(after domain.Position) int {
	if len(t.ring) == 0 || after < t.ring[0].Position {
		return 0
	}
	i := min(int(after-t.ring[0].Position), len(t.ring)-1)
	for i > 0 && t.ring[i].Position > after {
		i--
	}
	return i + 1
}

func (t *Tail) refresh(ctx context.Context) error {
	for r, err := range t.types.Decoded(t.EventLog.ReadAll(ctx, t.head)) {
		if err != nil {
			return err
		}
		if len(t.ring) >= tailRecords {
			t.ring = append(make([]domain.Recorded, 0, tailRecords), t.ring[len(t.ring)/2:]...)
		}
		t.ring = append(t.ring, r)
		t.head = r.Position
	}
	t.stale = false
	return nil
}
