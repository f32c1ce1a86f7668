package logtest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"tocsin/domain"
)

func sequenceCases() []testCase {
	return []testCase{
		{"early break, then again from the start", earlyBreak},
		{"append inside a reader's loop", appendInLoop},
		{"cancelled before", cancelledBefore},
		{"cancelled inside", cancelledInside},
		{"a read error is the last thing yielded", readError},
		{"loops inside each other", nested},
	}
}

func earlyBreak(c *checker) {
	c.fill("test", 1200)
	stream := c.all(0)[0].Stream
	for name, seq := range map[string]iter.Seq2[domain.Recorded, error]{
		"ReadAll": c.log.ReadAll(c.Context(), 0),
		"Read":    c.log.Read(c.Context(), stream, 0),
	} {
		for range 20 { // an engine that leaks a connection per break runs out of them
			for range seq {
				break
			}
		}
		first, again := c.collect(seq), c.collect(seq)
		if len(first) == 0 || !slices.Equal(ids(first), ids(again)) {
			c.Errorf("%s ranged over twice gave %d events, then %d", name, len(first), len(again))
		}
	}
	c.append("test-new", 0, c.events("test-new", 1)...)
}

func appendInLoop(c *checker) {
	ps := c.events("test-1", 10)
	c.append("test-1", 0, ps...)
	echo := func(seq iter.Seq2[domain.Recorded, error], name domain.StreamID) {
		n := 0
		for _, err := range seq {
			if err != nil {
				c.Fatal(err)
			}
			if n < 10 {
				c.append(name, domain.Revision(n), c.events(name, 1)...)
			}
			n++
		}
	}
	echo(c.log.Read(c.Context(), "test-1", 0), "echo-1")
	echo(c.log.ReadAll(c.Context(), 0), "echo-2")
	for _, s := range []domain.StreamID{"echo-1", "echo-2"} {
		if got := len(c.stream(s, 0)); got != 10 {
			c.Errorf("%s holds %d events, want 10", s, got)
		}
	}
}

func cancelledBefore(c *checker) {
	c.append("test-1", 0, c.events("test-1", 3)...)
	ctx, cancel := context.WithCancel(c.Context())
	cancel()
	for name, seq := range c.sequences(ctx, "test-1") {
		n, err := drain(seq)
		if n != 0 || !errors.Is(err, context.Canceled) {
			c.Errorf("%s with a cancelled context: %d events, then %v, want context.Canceled", name, n, err)
		}
	}
}

func cancelledInside(c *checker) {
	for range 40 {
		at := domain.Revision(len(c.stream("test-1", 0)))
		c.append("test-1", at, c.events("test-1", 50)...)
	}
	for name := range c.sequences(c.Context(), "") {
		ctx, cancel := context.WithCancel(c.Context())
		n, last := 0, error(nil)
		for _, err := range c.sequences(ctx, "test-1")[name] {
			if last = err; err == nil {
				n++
			}
			if n == 10 {
				cancel()
			}
		}
		cancel()
		if !errors.Is(last, context.Canceled) {
			c.Errorf("%s cancelled at event 10 of 2000 ended after %d with %v, want context.Canceled", name, n, last)
		}
	}
}

func readError(c *checker) {
	if c.engine.Damage == nil {
		c.Skip("SKIPPED: this engine brings no way to damage what it holds")
	}
	c.append("test-1", 0, c.events("test-1", 2500)...)
	all := c.all(0)
	const broken = 2400 // behind the first batches of an engine that reads in batches
	c.engine.Damage(all[broken].Position)
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	for name, seq := range c.sequences(ctx, "test-1") {
		for range 2 {
			n, err := drain(seq)
			if n != broken || err == nil {
				c.Errorf("%s over a damaged event %d: %d events, then %v, want an error in its place", name, broken, n, err)
			}
		}
	}
}

func nested(c *checker) {
	c.append("test-1", 0, c.events("test-1", 12)...)
	var inner func(depth int) int
	inner = func(depth int) (n int) {
		if depth == 0 {
			return 1
		}
		for _, err := range c.log.Read(c.Context(), "test-1", 10) {
			if err != nil {
				c.Fatal(err)
			}
			n += inner(depth - 1)
		}
		return n
	}
	if got := inner(8); got != 1<<8 {
		c.Errorf("eight loops of two inside each other gave %d rounds, want %d", got, 1<<8)
	}
}

// sequences are the three ways to read, by name.
func (c *checker) sequences(ctx context.Context, s domain.StreamID) map[string]iter.Seq2[domain.Recorded, error] {
	return map[string]iter.Seq2[domain.Recorded, error]{
		"Read": c.log.Read(ctx, s, 0), "ReadAll": c.log.ReadAll(ctx, 0), "Follow": c.log.Follow(ctx, 0),
	}
}

// drain counts the events before the error, which must be the last thing; -1 where it is not.
func drain(seq iter.Seq2[domain.Recorded, error]) (n int, last error) {
	for _, err := range seq {
		switch {
		case last != nil:
			return -1, fmt.Errorf("yielded on behind %w", last)
		case err != nil:
			last = err
		default:
			n++
		}
	}
	return n, last
}
