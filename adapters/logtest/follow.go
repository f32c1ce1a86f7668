package logtest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"tocsin/domain"
)

func followCases() []testCase {
	return []testCase{
		{"from the start, the middle and the end", followFrom},
		{"just after a reopening", followReopened},
		{"wakes for every append", followWakes},
		{"ends with its context", followEnds},
		{"may append what it follows", followAppends},
	}
}

// followFrom starts followers at different places while others append, and compares each with a reading.
func followFrom(c *checker) {
	c.fill("test", c.volume/4)
	all := c.all(0)
	starts := []domain.Position{0, all[len(all)/2].Position, all[len(all)-1].Position}
	c.follow(starts, func() {
		c.fill("test", c.volume/4)
	})
}

func followReopened(c *checker) {
	if c.engine.Reopen == nil {
		c.Skip("SKIPPED: this engine keeps nothing to reopen")
	}
	c.fill("test", 700)
	all := c.all(0)
	c.log = c.engine.Reopen()
	c.follow([]domain.Position{0, all[600].Position, all[699].Position}, func() {
		c.fill("test", 700)
	})
}

// follow runs a follower from each position beside some appends; each must see what a reading from there sees.
func (c *checker) follow(starts []domain.Position, appends func()) {
	c.Helper()
	last := c.events("test-last", 1)[0]
	seen := make([][]domain.EventID, len(starts))
	var group sync.WaitGroup
	for i, from := range starts {
		group.Go(func() {
			for r, err := range c.log.Follow(c.Context(), from) {
				if err != nil {
					c.Errorf("follow from %d: %v after %d events", from, err, len(seen[i]))
					return
				}
				if seen[i] = append(seen[i], r.ID); r.ID == last.ID {
					return
				}
			}
		})
	}
	appends()
	c.append("test-last", 0, last)
	group.Wait()
	for i, from := range starts {
		if want := ids(c.all(from)); !slices.Equal(seen[i], want) {
			c.Errorf("the follower from %d saw %d events, not the %d of a reading", from, len(seen[i]), len(want))
		}
	}
}

func followWakes(c *checker) {
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	got := make(chan domain.EventID)
	go func() {
		defer close(got)
		for r, err := range c.log.Follow(ctx, 0) {
			if err != nil {
				return
			}
			select {
			case got <- r.ID:
			case <-ctx.Done():
			}
		}
	}()
	for i := range 100 {
		p := c.events("test-1", 1)[0]
		c.append("test-1", domain.Revision(i), p)
		if id, ok := <-got; !ok || id != p.ID {
			c.Fatalf("the follower woke for %s, want %s", id, p.ID)
		}
	}
}

func followEnds(c *checker) {
	c.append("test-1", 0, c.events("test-1", 3)...)
	ctx, cancel := context.WithCancel(c.Context())
	n, last := 0, error(nil)
	for _, err := range c.log.Follow(ctx, 0) {
		if last = err; err == nil {
			n++
		}
		if n == 3 {
			cancel()
		}
	}
	cancel()
	if n != 3 || !errors.Is(last, context.Canceled) {
		c.Errorf("a cancelled follower gave %d events, then %v, want 3 and context.Canceled", n, last)
	}
}

// followAppends is a chain: every event seen is answered by one more, up to a bound.
func followAppends(c *checker) {
	const chain = 50
	c.append("test-1", 0, c.events("test-1", 1)...)
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	n := 0
	for _, err := range c.log.Follow(ctx, 0) {
		if err != nil {
			c.Fatal(err)
		}
		if n++; n == chain {
			break
		}
		c.append("test-1", domain.Revision(n), c.events("test-1", 1)...)
	}
	if got := len(c.stream("test-1", 0)); got != chain {
		c.Errorf("the chain is %d events long, want %d", got, chain)
	}
}
