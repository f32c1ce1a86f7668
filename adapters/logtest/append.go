package logtest

import (
	"context"
	"errors"
	"sync"

	"tocsin/domain"
)

func appendCases() []testCase {
	return []testCase{
		{"new stream at revision 0", newStream},
		{"existing stream at revision 0 is a conflict", existingStream},
		{"revision ahead is a conflict", revisionAhead},
		{"several events are all or nothing", allOrNothing},
		{"empty append is no event", emptyAppend},
		{"two writers at one revision: one wins", oneWins},
		{"invalid appends have typed errors", invalidAppends},
		{"largest event", largestEvent},
		{"cancelled context writes nothing", cancelledAppend},
	}
}

func newStream(c *checker) {
	ps := c.events("test-1", 1)
	position := c.append("test-1", 0, ps...)
	c.holds("test-1", ps...)
	if got := c.all(0); len(got) != 1 || got[0].Position != position || position == 0 {
		c.Errorf("append answered position %d, the log holds %v", position, got)
	}
}

func existingStream(c *checker) {
	ps := c.events("test-1", 1)
	c.append("test-1", 0, ps...)
	c.refuse(domain.ErrConflict, "test-1", 0, c.events("test-1", 1)...)
	c.holds("test-1", ps...)
}

func revisionAhead(c *checker) {
	c.refuse(domain.ErrConflict, "test-1", 1, c.events("test-1", 1)...)
	c.append("test-1", 0, c.events("test-1", 2)...)
	c.refuse(domain.ErrConflict, "test-1", 3, c.events("test-1", 1)...)
	c.refuse(domain.ErrConflict, "test-1", 1<<63, c.events("test-1", 1)...)
}

func allOrNothing(c *checker) {
	ps := c.events("test-1", 3)
	position := c.append("test-1", 0, ps...)
	c.holds("test-1", ps...)
	if got := c.stream("test-1", 0); got[2].Position != position {
		c.Errorf("append answered position %d, its last event has %d", position, got[2].Position)
	}
	c.refuse(domain.ErrConflict, "test-1", 2, c.events("test-1", 3)...)
	half := c.events("test-1", 3)
	half[2].Type = ""
	c.refuse(domain.ErrInvalidAppend, "test-1", 3, half...)
}

func emptyAppend(c *checker) {
	if position := c.append("test-1", 0); position != 0 {
		c.Errorf("an empty append answered position %d, want 0", position)
	}
	if got := c.all(0); len(got) != 0 {
		c.Errorf("an empty append left %d events", len(got))
	}
	c.append("test-1", 0, c.events("test-1", 1)...) // and the stream did not come to be
}

func oneWins(c *checker) {
	const writers = 8
	rounds := min(50, c.volume/20)
	for round := range rounds {
		var group sync.WaitGroup
		var errs [writers]error
		begin := make(chan struct{})
		for w := range writers {
			ps := c.events("test-1", 1)
			group.Go(func() {
				<-begin
				_, errs[w] = c.log.Append(c.Context(), "test-1", domain.Revision(round), ps...)
			})
		}
		close(begin)
		group.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, domain.ErrConflict):
				c.Fatalf("a writer that lost got %v, want ErrConflict", err)
			}
		}
		if won != 1 {
			c.Fatalf("%d of %d writers at revision %d won, want 1", won, writers, round)
		}
	}
	if got := c.stream("test-1", 0); len(got) != rounds {
		c.Errorf("%d rounds left %d events", rounds, len(got))
	}
}

func invalidAppends(c *checker) {
	good := c.events("test-1", 1)[0]
	noID, noType, tooLarge := good, good, good
	noID.ID = domain.EventID{}
	noType.Type = ""
	tooLarge.Data = make([]byte, domain.MaxEventBytes+1)
	c.refuse(domain.ErrInvalidAppend, "", 0, good)
	c.refuse(domain.ErrInvalidAppend, "test-1", 0, noID)
	c.refuse(domain.ErrInvalidAppend, "test-1", 0, noType)
	c.refuse(domain.ErrInvalidAppend, "test-1", 0, tooLarge)
	c.refuse(domain.ErrInvalidAppend, "test-1", 0, good, noType)
	c.append("test-1", 0, good)
}

func largestEvent(c *checker) {
	p := c.events("test-1", 1)[0]
	p.Data = make([]byte, domain.MaxEventBytes)
	for i := range p.Data {
		p.Data[i] = '0' + byte(i%10)
	}
	c.append("test-1", 0, p)
	c.holds("test-1", p)
}

func cancelledAppend(c *checker) {
	ctx, cancel := context.WithCancel(c.Context())
	cancel()
	ps := c.events("test-1", 1)
	if _, err := c.log.Append(ctx, "test-1", 0, ps...); !errors.Is(err, context.Canceled) {
		c.Errorf("append with a cancelled context: got %v, want context.Canceled", err)
	}
	for i, r := range c.log.AppendMany(ctx, []domain.Write{{Stream: "test-1", Events: ps}, {Stream: "test-2", Events: c.events("test-2", 1)}}) {
		if !errors.Is(r.Err, context.Canceled) {
			c.Errorf("write %d with a cancelled context: got %v, want context.Canceled", i, r.Err)
		}
	}
	if got := c.all(0); len(got) != 0 {
		c.Errorf("cancelled appends left %d events", len(got))
	}
	c.append("test-1", 0, ps...)
}
