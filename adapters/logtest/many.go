package logtest

import (
	"errors"
	"slices"

	"tocsin/domain"
)

func manyCases() []testCase {
	return []testCase{
		{"no writes", noWrites},
		{"many streams, each answered in its place", manyStreams},
		{"one conflict among many", oneConflict},
		{"two writes to one stream chain", chained},
		{"behind a failed write its stream is in conflict", behindFailed},
		{"the whole call again gives the same answers", callAgain},
		{"half of the writes known", halfOfCall},
		{"one id in two places is refused", oneIDTwice},
		{"an empty write among others", emptyWrite},
	}
}

// many checks every answer of a call: nil or the error wanted.
func (c *checker) many(ws []domain.Write, want ...error) []domain.WriteResult {
	c.Helper()
	got := c.log.AppendMany(c.Context(), ws)
	if len(got) != len(ws) {
		c.Fatalf("%d writes got %d answers", len(ws), len(got))
	}
	for i, r := range got {
		if !errors.Is(r.Err, want[i]) || (r.Err != nil) != (want[i] != nil) {
			c.Errorf("write %d got %v, want %v", i, r.Err, want[i])
		}
		if wrote := r.Err == nil && len(ws[i].Events) > 0; wrote != (r.Position != 0) {
			c.Errorf("write %d got position %d with error %v", i, r.Position, r.Err)
		}
	}
	return got
}

func (c *checker) write(s domain.StreamID, at domain.Revision, n int) domain.Write {
	return domain.Write{Stream: s, At: at, Events: c.events(s, n)}
}

func noWrites(c *checker) {
	if got := c.log.AppendMany(c.Context(), nil); len(got) != 0 {
		c.Errorf("no writes got %d answers", len(got))
	}
}

func manyStreams(c *checker) {
	ws := []domain.Write{c.write("test-1", 0, 1), c.write("test-2", 0, 3), c.write("other-1", 0, 2)}
	got := c.many(ws, nil, nil, nil)
	for i, w := range ws {
		c.holds(w.Stream, w.Events...)
		stream := c.stream(w.Stream, 0)
		if last := stream[len(stream)-1].Position; last != got[i].Position {
			c.Errorf("write %d answered position %d, its last event has %d", i, got[i].Position, last)
		}
	}
}

func oneConflict(c *checker) {
	c.append("test-2", 0, c.events("test-2", 1)...)
	ws := []domain.Write{c.write("test-1", 0, 1), c.write("test-2", 0, 1), c.write("test-3", 4, 1), c.write("test-4", 0, 2)}
	c.many(ws, nil, domain.ErrConflict, domain.ErrConflict, nil)
	c.holds("test-1", ws[0].Events...)
	c.holds("test-3")
	c.holds("test-4", ws[3].Events...)
	if got := len(c.all(0)); got != 4 {
		c.Errorf("the log holds %d events, want 4", got)
	}
}

func chained(c *checker) {
	ws := []domain.Write{c.write("test-1", 0, 2), c.write("test-2", 0, 1), c.write("test-1", 2, 1)}
	c.many(ws, nil, nil, nil)
	c.holds("test-1", append(ws[0].Events, ws[2].Events...)...)
}

func behindFailed(c *checker) {
	c.append("test-1", 0, c.events("test-1", 1)...)
	bad := c.write("test-2", 0, 1)
	bad.Events[0].Type = ""
	ws := []domain.Write{
		c.write("test-1", 5, 1), c.write("test-1", 6, 1), // the second would follow the first
		c.write("test-1", 1, 1), // right, had nothing failed before it
		bad, c.write("test-2", 0, 1),
		c.write("test-3", 0, 1),
	}
	conflict := domain.ErrConflict
	c.many(ws, conflict, conflict, conflict, domain.ErrInvalidAppend, conflict, nil)
	if got := len(c.all(0)); got != 2 {
		c.Errorf("the log holds %d events, want 2", got)
	}
}

func callAgain(c *checker) {
	c.append("test-9", 0, c.events("test-9", 1)...)
	ws := []domain.Write{c.write("test-1", 0, 2), c.write("test-2", 0, 1), c.write("test-9", 0, 1), c.write("test-1", 2, 1)}
	want := []error{nil, nil, domain.ErrConflict, nil}
	first := c.many(ws, want...)
	c.append("test-2", 1, c.events("test-2", 1)...)
	again := c.many(ws, want...)
	for i := range first {
		if first[i].Position != again[i].Position {
			c.Errorf("write %d answered position %d, then %d", i, first[i].Position, again[i].Position)
		}
	}
	if got := len(c.all(0)); got != 6 {
		c.Errorf("the log holds %d events, want 6", got)
	}
}

func halfOfCall(c *checker) {
	ws := []domain.Write{c.write("test-1", 0, 2), c.write("test-2", 0, 1), c.write("test-1", 2, 1), c.write("test-3", 0, 1)}
	half := c.many(ws[:2], nil, nil)
	all := c.many(ws, nil, nil, nil, nil)
	if half[0] != all[0] || half[1] != all[1] {
		c.Errorf("known writes answered %v, then %v", half, all[:2])
	}
	c.holds("test-1", append(ws[0].Events, ws[2].Events...)...)
	c.holds("test-3", ws[3].Events...)
}

func oneIDTwice(c *checker) {
	first := c.write("test-1", 0, 1)
	elsewhere := domain.Write{Stream: "test-2", Events: slices.Clone(first.Events)}
	twice := c.write("test-3", 0, 1)
	twice.Events = append(twice.Events, twice.Events[0])
	ws := []domain.Write{first, elsewhere, twice}
	for range 2 { // the second time the first is known
		c.many(ws, nil, domain.ErrIDReused, domain.ErrIDReused)
		c.holds("test-1", first.Events...)
		c.holds("test-2")
		c.holds("test-3")
	}
}

func emptyWrite(c *checker) {
	ws := []domain.Write{c.write("test-1", 0, 1), {Stream: "test-2"}, c.write("test-1", 1, 1)}
	c.many(ws, nil, nil, nil)
	c.holds("test-2")
}
