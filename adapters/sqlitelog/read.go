package sqlitelog

import (
	"context"
	"fmt"
	"iter"
	"time"

	"tocsin/domain"
)

// poll is how often a follower looks without being woken: another process may be the one that writes.
const poll = time.Second

// Read gives one stream after a revision, to its end.
func (l *Log) Read(ctx context.Context, s domain.StreamID, after domain.Revision) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		if err := l.readStream(ctx, s, after, yield); err != nil {
			yield(domain.Recorded{}, fmt.Errorf("read %s: %w", s, err))
		}
	}
}

// readStream yields the events and gives the error that is to be yielded behind them, none when the loop was left.
func (l *Log) readStream(ctx context.Context, s domain.StreamID, after domain.Revision, yield func(domain.Recorded, error) bool) error {
	rest, err := l.find(ctx, s, after)
	for {
		for i := range rest.events {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if !yield(rest.events[i], nil) {
				return nil
			}
		}
		if err != nil {
			return err
		}
		if len(rest.chain) == 0 {
			return ctx.Err()
		}
		err = l.readers.with(ctx, func(r *rows) error {
			return r.snapshot(func() error { return r.events(s, &rest) })
		})
	}
}

// find looks up what a stream holds behind a revision, and reads it if that is not much.
func (l *Log) find(ctx context.Context, s domain.StreamID, after domain.Revision) (rest span, err error) {
	err = l.readers.with(ctx, func(r *rows) error {
		return r.snapshot(func() error {
			h, err := r.headOf(s)
			if err != nil || after >= domain.Revision(h.revision) {
				return err
			}
			rest = span{id: h.id, from: int64(after)}
			if rest.events = r.back(s, h, int64(after)); rest.events == nil {
				rest.chain, err = r.chain(h, int64(after), h.revision)
			}
			return err
		})
	})
	return rest, err
}

// ReadAll gives every stream in order of position, to the head.
func (l *Log) ReadAll(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		if _, err := l.readOn(ctx, after, yield); err != nil {
			yield(domain.Recorded{}, fmt.Errorf("read log: %w", err))
		}
	}
}

// Follow gives what ReadAll gives and then waits for more, until the context ends or the log is closed.
func (l *Log) Follow(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		again := time.NewTicker(poll)
		defer again.Stop()
		for at := after; ; {
			news := l.news.wait() // taken before the look, so that nothing falls between
			on, err := l.readOn(ctx, at, yield)
			if err != nil {
				yield(domain.Recorded{}, fmt.Errorf("follow log: %w", err))
				return
			}
			if at = on; on == left {
				return
			}
			select {
			case <-news:
			case <-again.C:
			case <-l.readers.done:
			case <-ctx.Done():
			}
		}
	}
}

// left is the position of a loop that was left: no log gets there.
const left = ^domain.Position(0)

// readOn yields what lies behind a position, to the head, and gives the position it came to.
func (l *Log) readOn(ctx context.Context, at domain.Position, yield func(domain.Recorded, error) bool) (domain.Position, error) {
	for {
		var last int64
		err := l.readers.with(ctx, func(r *rows) (err error) {
			last, err = l.headNow(r)
			return err
		})
		if err != nil || at >= domain.Position(last) {
			return at, err
		}
		if at, err = l.readRange(ctx, int64(at), last, yield); err != nil || at == left {
			return at, err
		}
	}
}

// headNow is the last committed position: the writer knows it, a log that is only read asks the file.
func (l *Log) headNow(r *rows) (int64, error) {
	if l.writer == nil {
		return r.head()
	}
	return l.head.Load(), nil
}
