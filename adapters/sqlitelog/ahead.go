package sqlitelog

import (
	"context"

	"tocsin/domain"
)

// ahead is how many batches of a long reading are on their way at once: as long as the consumer is not the slower
// one, two processors read twice as fast as one.
const ahead = 2

// batch is a range of positions on its way from the file.
type batch struct {
	to     int64 // last position
	events []domain.Recorded
	err    error
	ready  chan struct{}
}

// fetch reads the events behind a position, up to a last one that exists, into a slice that is free again.
func (l *Log) fetch(ctx context.Context, from, to int64, free []domain.Recorded) *batch {
	if free == nil {
		free = make([]domain.Recorded, 0, to-from)
	}
	b := &batch{to: to, events: free[:0], ready: make(chan struct{})}
	read := func() {
		defer close(b.ready)
		b.err = l.readers.with(ctx, func(r *rows) (err error) {
			b.events, err = r.after(from, to, b.events)
			return err
		})
	}
	if to-from < batchRows { // the end of a reading, or a follower that is awake: nothing to overlap with
		read()
	} else {
		go read()
	}
	return b
}

// readRange yields the events behind from, up to to, which exist. It gives the position it came to; left is a loop
// that was left.
func (l *Log) readRange(ctx context.Context, from, to int64, yield func(domain.Recorded, error) bool) (domain.Position, error) {
	ctx, cancel := context.WithCancel(ctx)
	var flying []*batch
	defer func() { // nothing of a reading outlives it
		cancel()
		for _, b := range flying {
			<-b.ready
		}
	}()
	at, next := from, from
	var free []domain.Recorded
	for at < to {
		for ; len(flying) < ahead && next < to; next = min(next+batchRows, to) {
			flying = append(flying, l.fetch(ctx, next, min(next+batchRows, to), free))
			free = nil
		}
		b := flying[0]
		<-b.ready
		for i := range b.events {
			if ctx.Err() != nil {
				return domain.Position(at), ctx.Err()
			}
			if !yield(b.events[i], nil) {
				return left, nil
			}
			at++
		}
		if b.err != nil {
			return domain.Position(at), b.err
		}
		if at < b.to { // events so large that the rest of the range comes by itself
			flying[0] = l.fetch(ctx, at, b.to, b.events)
		} else {
			flying, free = flying[1:], b.events
		}
	}
	return domain.Position(at), nil
}
