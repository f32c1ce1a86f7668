package node

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tocsin/adapters/memlog"
	"tocsin/adapters/sqlitelog"
	"tocsin/domain"
	"tocsin/domain/reaction"
)

var noon = time.Date(2031, 3, 3, 12, 0, 0, 0, time.UTC)

// A box is a small stream for these tests: it holds at most three different letters. A shelf has the same rules and
// outlives episodes.
type boxEvent interface{ boxEvent() }

func (added) boxEvent()   {}
func (dropped) boxEvent() {}

type added struct{ Letter string }
type dropped struct{ Letter string }

// put adds each letter of a text, in an event of its own; drop has the same fields. Both say nothing to what is so already.
type put struct{ Text string }
type drop struct{ Text string }

const boxSize = 3

func decideBox(c any, s []string) (events []boxEvent, _ error) {
	switch c := c.(type) {
	case put:
		for _, letter := range c.Text {
			if !slices.Contains(s, string(letter)) {
				s = append(slices.Clip(s), string(letter))
				events = append(events, added{string(letter)})
			}
		}
		if len(s) > boxSize {
			return nil, domain.Refuse(domain.Exhausted, "the box is full")
		}
	case drop:
		for _, letter := range c.Text {
			if slices.Contains(s, string(letter)) {
				events = append(events, dropped{string(letter)})
			}
		}
	default:
		panic(fmt.Sprintf("box: no rule for %T", c))
	}
	return events, nil
}

func evolveBox(s []string, e boxEvent) []string {
	switch e := e.(type) {
	case added:
		return append(slices.Clip(s), e.Letter)
	case dropped:
		return slices.DeleteFunc(slices.Clone(s), func(letter string) bool { return letter == e.Letter })
	}
	panic(fmt.Sprintf("box: no fold for %T", e))
}

var boxTypes = []domain.EventType{domain.Type[added]("box.added"), domain.Type[dropped]("box.dropped")}

func boxKinds() []domain.Kind {
	box := domain.Decider[[]string, any, boxEvent]{Decide: decideBox, Evolve: evolveBox}
	shelf := box
	shelf.Lasting = true
	return []domain.Kind{box.Kind("box", boxTypes), shelf.Kind("shelf", boxTypes), reaction.Kind}
}

// bench is an executor on a log.
type bench struct {
	*testing.T
	log   domain.EventLog
	types *domain.Catalogue
	clock *Virtual
	fails Fails
	x     *Executor
}

func plainHash(b []byte) string { return fmt.Sprintf("%d:%s", len(b), b) }

// newBench is one on a log, or on one in memory.
func newBench(t *testing.T, log domain.EventLog) *bench {
	if log == nil {
		log = memlog.New()
	}
	b := &bench{T: t, log: log, types: domain.NewCatalogue(boxTypes, reaction.Types), clock: NewVirtual(noon)}
	b.restart()
	return b
}

// restart forgets every cached fold.
func (b *bench) restart() { b.x = b.another() }

// another is the executor of another node.
func (b *bench) another() *Executor {
	return NewExecutor(b.log, b.types, b.clock, plainHash, b.fails, boxKinds()...)
}

// onEngines runs a test on each engine of the log.
func onEngines(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Run("memlog", func(t *testing.T) { test(t, newBench(t, memlog.New())) })
	t.Run("sqlitelog", func(t *testing.T) {
		log, err := sqlitelog.Open(filepath.Join(t.TempDir(), "log.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := log.Close(); err != nil {
				t.Error(err)
			}
		})
		test(t, newBench(t, log))
	})
}

func asked(to domain.StreamID, key string, command any) *Asked {
	return &Asked{
		Request: domain.Request{To: to, Command: command},
		Meta:    domain.Meta{Key: key, Actor: domain.Actor{Kind: domain.ActorPerson, ID: "p"}},
	}
}

// batch runs commands together.
func (b *bench) batch(asked ...*Asked) []*Asked {
	b.x.Batch(b.Context(), asked)
	return asked
}

// do runs one command on the box of this bench.
func (b *bench) do(key string, command any) *Asked { return b.batch(asked("box-1", key, command))[0] }

// want checks the refusal's code, or the number of events.
func (b *bench) want(a *Asked, code domain.Code, events int) {
	b.Helper()
	refusal, refused := domain.Refused(a.Err)
	switch {
	case refused && refusal.Code != code, !refused && a.Err != nil, !refused && code != "":
		b.Errorf("%s: got error %v, want code %q", a.Meta.Key, a.Err, code)
	case !refused && a.Outcome.Events != events:
		b.Errorf("%s: got %d events, want %d", a.Meta.Key, a.Outcome.Events, events)
	}
}

// records reads the whole log, decoded.
func (b *bench) records() (all []domain.Recorded) {
	b.Helper()
	return readAll(b.T, b.types.Decoded(b.log.ReadAll(b.Context(), 0)))
}

func readAll(t *testing.T, seq func(func(domain.Recorded, error) bool)) (all []domain.Recorded) {
	t.Helper()
	for r, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// wantSize checks how many events there are, and that each has an id of its own.
func (b *bench) wantSize(want int) {
	b.Helper()
	ids, all := map[domain.EventID]bool{}, b.records()
	for _, r := range all {
		ids[r.ID] = true
	}
	if len(all) != want || len(ids) != len(all) {
		b.Errorf("the log has %d events with %d ids, want %d", len(all), len(ids), want)
	}
}

// story says what is in the log, without places and times.
func (b *bench) story() (lines []string) {
	for _, r := range b.records() {
		lines = append(lines, fmt.Sprintf("%s %s %s %+v", r.Stream, r.Meta.Key, r.Meta.Actor.ID, r.Event))
	}
	return lines
}

// contested is a log to which another node appends too, and that has faults.
type contested struct {
	domain.EventLog
	before func(domain.EventLog)    // once, just before one of our batches
	refuse func(domain.Write) error // in place of an append
	calls  int
}

func (c *contested) AppendMany(ctx context.Context, ws []domain.Write) []domain.WriteResult {
	c.calls++
	if before := c.before; before != nil {
		c.before = nil
		before(c.EventLog)
	}
	if c.refuse == nil {
		return c.EventLog.AppendMany(ctx, ws)
	}
	results, lost := make([]domain.WriteResult, len(ws)), map[domain.StreamID]bool{}
	for n, w := range ws {
		if err := c.refuse(w); err != nil {
			results[n].Err, lost[w.Stream] = err, true
		} else if lost[w.Stream] {
			results[n].Err = domain.ErrConflict
		} else {
			results[n] = c.EventLog.AppendMany(ctx, []domain.Write{w})[0]
		}
	}
	return results
}
