// Package projections holds the pictures: pure folds of the log that can be drawn again at any time, and the projector
// that draws them. Each picture is a package of its own below; none of them acts.
package projections

import (
	"context"
	"fmt"
	"sync"

	"tocsin/domain"
)

// Model is a picture that can be drawn again from the log. Apply sees its argument alone and cannot fail: a fact is not
// refused. No model looks at a clock; answers that depend on time take it as an argument.
type Model interface {
	// Wants lists zero values of what it reads; nothing else is decoded for it.
	Wants() []domain.Event
	// Apply folds one record; Event is filled if it is wanted, nil otherwise.
	Apply(domain.Recorded)
	// Snapshot gives canonical bytes: the same state is the same bytes, keys sorted.
	Snapshot() []byte
	// Restore is the inverse of Snapshot.
	Restore([]byte) error
}

// Picture is a Live of whatever model, as the projector sees it.
type Picture interface {
	Name() string
	Position() domain.Position
	Halted() error
	wants() []domain.Event
	step(domain.Recorded)
	snapshot() []byte
}

// Live is one picture kept up to date: one writer, many readers, read your own writes.
type Live[M Model] struct {
	name  string
	mu    sync.RWMutex
	model M
	at    domain.Position
	halt  error         // why it stopped: Apply panicked, which is a bug
	moved chan struct{} // closed when at moves
}

// NewLive names a picture.
func NewLive[M Model](name string, model M) *Live[M] {
	return &Live[M]{name: name, model: model, moved: make(chan struct{})}
}

// Name of the picture.
func (l *Live[M]) Name() string { return l.name }

// Position is the last record that the picture has seen.
func (l *Live[M]) Position() domain.Position {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.at
}

// Halted tells why a picture stands still: its fold panicked at the position behind Position. The others go on.
func (l *Live[M]) Halted() error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.halt
}

// View lets look read the model; look copies what it keeps. It answers the position that was seen.
func (l *Live[M]) View(look func(M)) domain.Position {
	l.mu.RLock()
	defer l.mu.RUnlock()
	look(l.model)
	return l.at
}

// Wait returns when the picture has reached a position, is halted, or the context ends.
func (l *Live[M]) Wait(ctx context.Context, at domain.Position) error {
	for {
		l.mu.RLock()
		there, halt, moved := l.at >= at, l.halt, l.moved
		l.mu.RUnlock()
		switch {
		case there:
			return nil
		case halt != nil:
			return halt
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (l *Live[M]) wants() []domain.Event { return l.model.Wants() }

func (l *Live[M]) snapshot() []byte {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.model.Snapshot()
}

func (l *Live[M]) step(r domain.Recorded) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.halt != nil || r.Position <= l.at {
		return
	}
	defer func() {
		if bug := recover(); bug != nil {
			l.halt = fmt.Errorf("picture %s at position %d: %v", l.name, r.Position, bug)
		}
		close(l.moved)
		l.moved = make(chan struct{})
	}()
	l.model.Apply(r)
	l.at = r.Position
}
