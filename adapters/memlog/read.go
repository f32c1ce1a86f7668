package memlog

import (
	"context"
	"iter"

	"tocsin/domain"
)

// The slices of a log are only ever appended to, so what a sequence took under the lock stays true without it.

// Read gives one stream after a revision. Data is the log's own: readers do not write into it.
func (l *Log) Read(ctx context.Context, s domain.StreamID, after domain.Revision) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		for at := after; ; {
			l.mu.Lock()
			stream, all, fault := l.streams[s], l.all, l.fault
			l.mu.Unlock()
			if at >= domain.Revision(len(stream)) {
				if err := ctx.Err(); err != nil {
					yield(domain.Recorded{}, err)
				}
				return
			}
			for _, position := range stream[at:] {
				if !give(ctx, fault, &all[position-1], yield) {
					return
				}
			}
			at = domain.Revision(len(stream))
		}
	}
}

// ReadAll gives every stream in order of position. Data is the log's own: readers do not write into it.
func (l *Log) ReadAll(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		if _, more := l.readOn(ctx, after, yield); more {
			if err := ctx.Err(); err != nil {
				yield(domain.Recorded{}, err)
			}
		}
	}
}

// Follow gives what ReadAll gives and then waits for more, until the context ends.
func (l *Log) Follow(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		for at := after; ; {
			next, more := l.readOn(ctx, at, yield)
			if !more {
				return
			}
			at = next
			select {
			case <-l.news(at):
			case <-ctx.Done():
				yield(domain.Recorded{}, ctx.Err())
				return
			}
		}
	}
}

// readOn yields what lies behind a position up to the head, and says where that was and whether to go on.
func (l *Log) readOn(ctx context.Context, at domain.Position, yield func(domain.Recorded, error) bool) (domain.Position, bool) {
	for {
		l.mu.Lock()
		all, fault := l.all, l.fault
		l.mu.Unlock()
		if at >= domain.Position(len(all)) {
			return at, true
		}
		for i := range all[at:] {
			if !give(ctx, fault, &all[int(at)+i], yield) {
				return at, false
			}
		}
		at = domain.Position(len(all))
	}
}

// news is closed when an event lies behind the position.
func (l *Log) news(at domain.Position) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at < domain.Position(len(l.all)) {
		now := make(chan struct{})
		close(now)
		return now
	}
	if l.wake == nil {
		l.wake = make(chan struct{})
	}
	return l.wake
}

// give yields one record, or the error that takes its place, and says whether to go on.
func give(ctx context.Context, fault *fault, r *domain.Recorded, yield func(domain.Recorded, error) bool) bool {
	if err := ctx.Err(); err != nil {
		yield(domain.Recorded{}, err)
		return false
	}
	if fault != nil && fault.at == r.Position {
		yield(domain.Recorded{}, fault.err)
		return false
	}
	return yield(*r, nil)
}
