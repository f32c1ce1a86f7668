package node

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"tocsin/adapters/memlog"
	"tocsin/domain"
	"tocsin/domain/inventory"
	"tocsin/domain/reaction"
)

var noon = time.Date(2031, 3, 3, 12, 0, 0, 0, time.UTC)

// bench is an executor on a log in memory, with a stock of two seats.
type bench struct {
	t     *testing.T
	log   domain.EventLog
	types *domain.Catalogue
	clock *Virtual
	x     *Executor
}

func plainHash(b []byte) string { return fmt.Sprintf("%d:%s", len(b), b) }

func newBench(t *testing.T, wrap func(domain.EventLog) domain.EventLog) *bench {
	b := &bench{t: t, log: memlog.New(), types: domain.NewCatalogue(inventory.Types, reaction.Types), clock: NewVirtual(noon)}
	if wrap != nil {
		b.log = wrap(b.log)
	}
	b.restart()
	b.want(b.do("add", inventory.Add{
		AlternativeAdded: inventory.AlternativeAdded{Kind: "rail", Unit: "seat", ValidFrom: noon, ValidTo: noon.Add(24 * time.Hour), Eligibility: "*", Source: "ops"},
		Capacity:         inventory.CapacitySet{N: 2, AsOf: noon, Source: "ops"},
	}), "", 2)
	return b
}

// restart forgets every cached fold.
func (b *bench) restart() {
	b.x = NewExecutor(b.log, b.types, b.clock, plainHash, nil, inventory.Kind, reaction.Kind)
}

func (b *bench) asked(key string, command any) *Asked {
	return &Asked{
		Request: domain.Request{To: "inventory-rail", Command: command},
		Meta:    domain.Meta{Key: key, Actor: domain.Actor{Kind: domain.ActorPerson, ID: "p"}},
	}
}

func (b *bench) do(key string, command any) *Asked {
	a := b.asked(key, command)
	b.x.Batch(b.t.Context(), []*Asked{a})
	return a
}

func hold(offer string) inventory.Hold {
	return inventory.Hold{OfferID: offer, N: 1, Until: noon.Add(time.Hour), Now: noon}
}

// want checks the refusal's code, or the number of events.
func (b *bench) want(a *Asked, code domain.Code, events int) {
	b.t.Helper()
	refusal, refused := domain.Refused(a.Err)
	switch {
	case refused && refusal.Code != code, !refused && a.Err != nil, !refused && code != "":
		b.t.Errorf("%s: got error %v, want code %q", a.Meta.Key, a.Err, code)
	case !refused && a.Outcome.Events != events:
		b.t.Errorf("%s: got %d events, want %d", a.Meta.Key, a.Outcome.Events, events)
	}
}

func (b *bench) size() (n int) {
	for _, err := range b.log.ReadAll(b.t.Context(), 0) {
		if err != nil {
			b.t.Fatal(err)
		}
		n++
	}
	return n
}

func TestARepeatedKeyGivesTheSameAnswerAndDoesItOnce(t *testing.T) {
	b := newBench(t, nil)
	first := b.do("k", hold("o1"))
	b.want(first, "", 1)
	for _, forget := range []bool{false, true} {
		if forget {
			b.restart()
		}
		again := b.do("k", hold("o1"))
		if b.want(again, "", 1); !again.Outcome.Repeated || again.Outcome.Position != first.Outcome.Position {
			t.Errorf("forgotten %t: got %+v, want %+v again", forget, again.Outcome, first.Outcome)
		}
		b.want(b.do("k", hold("o2")), domain.KeyReused, 0)
	}
	if n := b.size(); n != 3 {
		t.Errorf("the log has %d events, want 3", n)
	}
}

func TestCommandsOfOneBatchAreDecidedOnWhatThoseBeforeLeft(t *testing.T) {
	b := newBench(t, nil)
	batch := []*Asked{b.asked("1", hold("o1")), b.asked("2", hold("o2")), b.asked("3", hold("o3"))}
	b.x.Batch(t.Context(), batch)
	b.want(batch[0], "", 1)
	b.want(batch[1], "", 1)
	b.want(batch[2], domain.Exhausted, 0)
}

func TestWhatTheSenderDidNotSeeAndWhatIsTooLateIsRefused(t *testing.T) {
	b := newBench(t, nil)
	at := domain.Revision(1)
	stale := b.asked("1", hold("o1"))
	stale.At = &at
	b.x.Batch(t.Context(), []*Asked{stale})
	b.want(stale, domain.Stale, 0)
	if refusal, _ := domain.Refused(stale.Err); refusal.Revision != 2 {
		t.Errorf("the refusal names revision %d, want 2", refusal.Revision)
	}
	seen := b.asked("2", hold("o1"))
	seen.Seen = 1
	late := b.asked("3", hold("o1"))
	late.NotAfter = noon.Add(-time.Second)
	b.x.Batch(t.Context(), []*Asked{seen, late})
	b.want(seen, domain.Stale, 0)
	b.want(late, domain.TooLate, 0)
	b.want(b.do("", hold("o1")), domain.Invalid, 0)
	nowhere := &Asked{Request: domain.Request{To: "nowhere-1"}, Meta: domain.Meta{Key: "k"}}
	b.x.Batch(t.Context(), []*Asked{nowhere})
	b.want(nowhere, domain.NotFound, 0)
}

func TestRecordedAtNeverGoesBack(t *testing.T) {
	b := newBench(t, nil)
	b.clock.Advance(time.Hour)
	b.do("1", hold("o1"))
	b.x.clock = NewVirtual(noon) // a clock that was set back
	b.do("2", hold("o2"))
	var last time.Time
	for r, err := range b.log.ReadAll(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Meta.RecordedAt.Before(last) {
			t.Errorf("position %d is recorded at %s, after %s", r.Position, r.Meta.RecordedAt, last)
		}
		last = r.Meta.RecordedAt
	}
}

// contested lets another node append just before one of our batches.
type contested struct {
	domain.EventLog
	before func(domain.EventLog)
}

func (c *contested) AppendMany(ctx context.Context, ws []domain.Write) []domain.WriteResult {
	if before := c.before; before != nil {
		c.before = nil
		before(c.EventLog)
	}
	return c.EventLog.AppendMany(ctx, ws)
}

func TestAnotherNodesAppendIsFoldedAndDecidedOnAgain(t *testing.T) {
	var log *contested
	b := newBench(t, func(l domain.EventLog) domain.EventLog {
		log = &contested{EventLog: l}
		return log
	})
	log.before = func(l domain.EventLog) { // the other node takes both seats
		other := NewExecutor(l, b.types, b.clock, plainHash, nil, inventory.Kind)
		for _, offer := range []string{"x", "y"} {
			if _, err := other.Do(t.Context(), domain.Request{To: "inventory-rail", Command: hold(offer)}, domain.Meta{Key: offer}); err != nil {
				t.Fatal(err)
			}
		}
	}
	batch := []*Asked{b.asked("1", hold("o1")), b.asked("2", hold("o2"))}
	b.x.Batch(t.Context(), batch)
	b.want(batch[0], domain.Exhausted, 0)
	b.want(batch[1], domain.Exhausted, 0)
	if n := b.size(); n != 4 {
		t.Errorf("the log has %d events, want 4", n)
	}
}

// wish is a policy that asks for one hold per alternative that is added.
type wish struct{ seen int }

func (w *wish) Name() string                   { return "wish" }
func (w *wish) Wants() []domain.Event          { return []domain.Event{inventory.CapacitySet{}} }
func (w *wish) Apply(domain.Recorded)          { w.seen++ }
func (w *wish) Due(time.Time) []domain.Request { return nil }
func (w *wish) Next() (time.Time, bool)        { return time.Time{}, false }
func (w *wish) React(r domain.Recorded) []domain.Request {
	return []domain.Request{
		{To: r.Stream, Cause: r.ID.String(), Step: "one", Command: hold("w1")},
		{To: r.Stream, Cause: r.ID.String(), Step: "three", Command: inventory.Hold{OfferID: "w3", N: 3, Until: noon.Add(time.Hour), Now: noon}},
	}
}

func noResolver(context.Context, domain.Request) ([]domain.Request, bool, error) {
	return nil, false, nil
}

func TestAReactorAsksAgainAfterACrashAndItIsDoneOnce(t *testing.T) {
	b := newBench(t, nil)
	for life := range 3 {
		r := NewReactor(&wish{}, b.log, b.types, b.x, noResolver, b.clock, 0)
		for range 4 {
			if _, err := r.Step(t.Context()); err != nil {
				t.Fatalf("life %d: %v", life, err)
			}
		}
	}
	held, refused := 0, 0
	for r, err := range b.types.Decoded(b.log.ReadAll(t.Context(), 0)) {
		if err != nil {
			t.Fatal(err)
		}
		switch e := r.Event.(type) {
		case inventory.UnitsHeld:
			held++
		case reaction.Refused:
			if refused++; e.Code != string(domain.Exhausted) || e.Step != "three" {
				t.Errorf("got %+v", e)
			}
		}
	}
	if held != 1 || refused != 1 {
		t.Errorf("held %d times and refused %d times, want once each", held, refused)
	}
}

func TestAReactorIsSilentUpToItsCheckpointAndWhenItIsHeld(t *testing.T) {
	b := newBench(t, nil)
	silent := NewReactor(&wish{}, b.log, b.types, b.x, noResolver, b.clock, 2)
	held := NewReactor(&wish{}, b.log, b.types, b.x, noResolver, b.clock, 0)
	held.Hold(errors.New("no checkpoint"))
	for _, r := range []*Reactor{silent, held} {
		if _, err := r.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := b.size(); n != 2 {
			t.Errorf("the log has %d events, want 2", n)
		}
	}
}

func TestTheTailReadsWhatTheLogHolds(t *testing.T) {
	b := newBench(t, nil)
	tail := NewTail(b.log, b.types)
	x := NewExecutor(tail, b.types, b.clock, plainHash, nil, inventory.Kind, reaction.Kind)
	for n := range 20 {
		offer := fmt.Sprint(n % 2)
		for _, c := range []any{hold(offer), inventory.Release{OfferID: offer, Reason: "declined"}} {
			if _, err := x.Do(t.Context(), domain.Request{To: "inventory-rail", Command: c}, domain.Meta{Key: fmt.Sprintf("%d%T", n, c)}); err != nil {
				t.Fatal(err)
			}
		}
		for after := range domain.Position(b.size() + 1) {
			var want []domain.Position
			for r, err := range b.log.ReadAll(t.Context(), after) {
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, r.Position)
			}
			var got []domain.Position
			for r, err := range tail.ReadAll(t.Context(), after) {
				if err != nil || r.Event == nil {
					t.Fatalf("after %d: event %v, error %v", after, r.Event, err)
				}
				got = append(got, r.Position)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("after %d: got %v, want %v", after, got, want)
			}
		}
	}
}
