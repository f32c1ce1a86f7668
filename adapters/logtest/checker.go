package logtest

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"testing"
	"time"

	"tocsin/domain"

	"github.com/google/go-cmp/cmp"
)

// checker is one case under way.
type checker struct {
	*testing.T
	log    domain.EventLog
	engine Engine
	volume int
	keys   int
}

// events makes n new events for a stream, each with an id of its own and every field of the envelope filled.
func (c *checker) events(s domain.StreamID, n int) []domain.Proposed {
	c.keys++
	ps := make([]domain.Proposed, n)
	for i := range ps {
		ps[i] = event(s, fmt.Sprintf("key-%d", c.keys), i)
	}
	return ps
}

func event(s domain.StreamID, key string, i int) domain.Proposed {
	return domain.Proposed{
		ID: domain.NewEventID(s, key, i), Type: "test.happened", Version: 1 + i%3,
		Data: fmt.Appendf(nil, `{"key":%q,"index":%d}`, key, i),
		Meta: domain.Meta{
			Key: key, Hash: "hash of " + key, CorrelationID: "correlation", CausationID: "causation",
			Actor:      domain.Actor{Kind: domain.ActorPerson, ID: "member-7", Role: "lead"},
			OccurredAt: time.Date(2010, 12, 18, 7, 45, 0, i, time.UTC),
			RecordedAt: time.Date(2010, 12, 18, 7, 45, 1, i, time.UTC),
		},
	}
}

// append expects success.
func (c *checker) append(s domain.StreamID, at domain.Revision, ps ...domain.Proposed) domain.Position {
	c.Helper()
	position, err := c.log.Append(c.Context(), s, at, ps...)
	if err != nil {
		c.Fatalf("append %d events to %s at %d: %v", len(ps), s, at, err)
	}
	return position
}

// refuse expects an error and that the whole log is as it was.
func (c *checker) refuse(want error, s domain.StreamID, at domain.Revision, ps ...domain.Proposed) {
	c.Helper()
	before := len(c.all(0))
	position, err := c.log.Append(c.Context(), s, at, ps...)
	if !errors.Is(err, want) || position != 0 {
		c.Errorf("append %d events to %s at %d: got position %d, error %v, want error %v", len(ps), s, at, position, err, want)
	}
	if after := len(c.all(0)); after != before {
		c.Errorf("a refused append to %s left %d events", s, after-before)
	}
}

// fill appends n events over streams of 100, many to a call, and gives them in order.
func (c *checker) fill(category string, n int) (filled []domain.Proposed) {
	c.Helper()
	c.keys++
	for len(filled) < n {
		var ws []domain.Write
		for len(ws) < 50 && len(filled) < n {
			s := domain.StreamID(fmt.Sprintf("%s-%d-%d", category, c.keys, len(filled)/100))
			w := domain.Write{Stream: s, At: domain.Revision(len(filled) % 100)}
			for i := range min(10, n-len(filled)) {
				w.Events = append(w.Events, event(s, fmt.Sprint("fill-", c.keys), int(w.At)+i))
			}
			ws = append(ws, w)
			filled = append(filled, w.Events...)
		}
		for i, r := range c.log.AppendMany(c.Context(), ws) {
			if r.Err != nil {
				c.Fatalf("append to %s at %d: %v", ws[i].Stream, ws[i].At, r.Err)
			}
		}
	}
	return filled
}

// all reads the log to its head.
func (c *checker) all(after domain.Position) []domain.Recorded {
	c.Helper()
	return c.collect(c.log.ReadAll(c.Context(), after))
}

// stream reads one stream to its end.
func (c *checker) stream(s domain.StreamID, after domain.Revision) []domain.Recorded {
	c.Helper()
	return c.collect(c.log.Read(c.Context(), s, after))
}

func (c *checker) collect(seq iter.Seq2[domain.Recorded, error]) (got []domain.Recorded) {
	c.Helper()
	for r, err := range seq {
		if err != nil {
			c.Fatalf("read after %d events: %v", len(got), err)
		}
		got = append(got, r)
	}
	return got
}

// holds compares a stream with what was appended to it, from revision 1.
func (c *checker) holds(s domain.StreamID, want ...domain.Proposed) {
	c.Helper()
	c.equal(c.stream(s, 0), s, 0, want)
}

// equal compares records with what was appended to one stream behind a revision.
func (c *checker) equal(got []domain.Recorded, s domain.StreamID, after domain.Revision, want []domain.Proposed) {
	c.Helper()
	if len(got) != len(want) {
		c.Fatalf("%s after %d holds %d events, want %d", s, after, len(got), len(want))
	}
	for i, g := range got {
		w := domain.Recorded{
			Stream: s, Revision: after + domain.Revision(i) + 1, Position: g.Position,
			ID: want[i].ID, Type: want[i].Type, Version: want[i].Version, Data: want[i].Data, Meta: want[i].Meta,
		}
		if !same(w, g) {
			c.Errorf("event %d of %s came back changed (-want +got):\n%s", i+1, s, cmp.Diff(w, g))
		}
	}
}

// same tells whether two records are equal, which cmp takes too long for where data is large. Times are the same
// instant: an engine gives them back in UTC.
func same(a, b domain.Recorded) bool {
	data := bytes.Equal(a.Data, b.Data)
	times := a.Meta.OccurredAt.Equal(b.Meta.OccurredAt) && a.Meta.RecordedAt.Equal(b.Meta.RecordedAt)
	for _, r := range []*domain.Recorded{&a, &b} {
		r.Data, r.Meta.OccurredAt, r.Meta.RecordedAt = nil, time.Time{}, time.Time{}
	}
	return data && times && reflect.DeepEqual(a, b)
}

// ids of records, to compare two readings.
func ids(rs []domain.Recorded) []domain.EventID {
	out := make([]domain.EventID, len(rs))
	for i, r := range rs {
		out[i] = r.ID
	}
	return out
}
