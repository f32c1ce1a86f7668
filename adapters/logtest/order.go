package logtest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"tocsin/domain"
)

func orderCases() []testCase {
	return []testCase{
		{"revisions contiguous, positions rising", contiguous},
		{"a reader sees a prefix while others append", prefix},
	}
}

func contiguous(c *checker) {
	c.concurrently(4, func(w int) {
		for i := range c.volume / 40 {
			s := domain.StreamID(fmt.Sprintf("test-%d-%d", w, i/10))
			at := domain.Revision(i % 10)
			if _, err := c.log.Append(c.Context(), s, at, event(s, fmt.Sprint(i), 0)); err != nil {
				c.Errorf("append to %s at %d: %v", s, at, err)
				return
			}
		}
	})
	revisions := map[domain.StreamID]domain.Revision{}
	last := domain.Position(0)
	for _, r := range c.all(0) {
		if revisions[r.Stream]++; r.Revision != revisions[r.Stream] {
			c.Fatalf("%s: revision %d at position %d, want %d", r.Stream, r.Revision, r.Position, revisions[r.Stream])
		}
		if r.Position <= last {
			c.Fatalf("position %d follows %d", r.Position, last)
		}
		last = r.Position
	}
}

// prefix lets readers look again and again: what one has seen stays, and new events come behind it only.
func prefix(c *checker) {
	var writing atomic.Bool
	writing.Store(true)
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			var seen []domain.EventID
			for last := false; !last; {
				last = !writing.Load()
				var got []domain.EventID
				for r, err := range c.log.ReadAll(c.Context(), 0) {
					if err != nil {
						c.Errorf("read while others append: %v", err)
						return
					}
					got = append(got, r.ID)
				}
				if len(got) < len(seen) || !slices.Equal(got[:len(seen)], seen) {
					c.Errorf("a reader saw %d events, then other %d", len(seen), len(got))
					return
				}
				seen = got
			}
		})
	}
	c.concurrently(4, func(w int) {
		for i := range c.volume / 40 {
			s := domain.StreamID(fmt.Sprintf("test-%d-%d", w, i))
			if _, err := c.log.Append(c.Context(), s, 0, event(s, "k", 0), event(s, "k", 1)); err != nil {
				c.Errorf("append to %s: %v", s, err)
				return
			}
		}
	})
	writing.Store(false)
	readers.Wait()
}

// concurrently runs n workers to their end.
func (c *checker) concurrently(n int, work func(worker int)) {
	var group sync.WaitGroup
	for w := range n {
		group.Go(func() { work(w) })
	}
	group.Wait()
}
