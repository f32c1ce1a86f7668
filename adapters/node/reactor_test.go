package node

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
	"tocsin/domain/reaction"
)

// echo is a policy for these tests: each letter that is put into a box is put into the box of its name too, and dropped
// there after an hour; "?" is asked of a resolver; what was refused is noted.
type echo struct {
	due     map[string]domain.Request // by letter
	at      map[string]time.Time
	refused []string
	panicAt string
}

func newEcho() *echo { return &echo{due: map[string]domain.Request{}, at: map[string]time.Time{}} }

func (e *echo) Name() string          { return "echo" }
func (e *echo) Wants() []domain.Event { return []domain.Event{added{}, dropped{}, reaction.Refused{}} }

func boxOf(letter string) domain.StreamID { return domain.StreamID("box-of-" + letter) }

func (e *echo) Apply(r domain.Recorded) {
	switch f := r.Event.(type) {
	case added:
		if f.Letter == e.panicAt {
			panic("no such letter")
		}
		if r.Stream == "box-1" {
			e.at[f.Letter] = r.Meta.RecordedAt.Add(time.Hour)
			e.due[f.Letter] = domain.Request{To: boxOf(f.Letter), Cause: r.ID.String(), Step: "drop", Command: drop{f.Letter}}
		}
	case dropped:
		delete(e.due, f.Letter)
	case reaction.Refused:
		e.refused = append(e.refused, f.Step+" "+f.To+" "+f.Code)
		if f.Step == "drop" {
			delete(e.due, strings.TrimPrefix(f.To, "box-of-"))
		}
	}
}

func (e *echo) React(r domain.Recorded) []domain.Request {
	f, ok := r.Event.(added)
	if !ok || r.Stream != "box-1" {
		return nil
	}
	var command any = put{f.Letter}
	if f.Letter == "?" {
		command = question{}
	}
	return []domain.Request{{To: boxOf(f.Letter), Cause: r.ID.String(), Step: "put", Command: command}}
}

func (e *echo) Due(now time.Time) (asked []domain.Request) {
	for letter, request := range e.due {
		if !e.at[letter].After(now) {
			asked = append(asked, request)
		}
	}
	slices.SortFunc(asked, func(a, b domain.Request) int { return strings.Compare(string(a.To), string(b.To)) })
	return asked
}

func (e *echo) Next() (next time.Time, ok bool) {
	for letter := range e.due {
		if at := e.at[letter]; !ok || at.Before(next) {
			next, ok = at, true
		}
	}
	return next, ok
}

// question is a request that a resolver answers with what it is set to.
type question struct{}

// oracle is that resolver.
type oracle struct {
	answers []domain.Request
	err     error
	asked   int
}

func (o *oracle) resolve(_ context.Context, r domain.Request) ([]domain.Request, bool, error) {
	if _, mine := r.Command.(question); !mine {
		return nil, false, nil
	}
	o.asked++
	return o.answers, true, o.err
}

func (b *bench) reactor(p domain.Policy, acted domain.Position) *Reactor {
	return NewReactor(p, b.log, b.types, b.x, (&oracle{}).resolve, b.clock, acted)
}

// rest steps a pump until it has nothing to do.
func (b *bench) rest(p Pump) {
	b.Helper()
	for range 100 {
		worked, err := p.Step(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if !worked {
			return
		}
	}
	b.Fatal("the pump does not come to rest")
}

// wantStory compares the log behind its first so many events.
func (b *bench) wantStory(skip int, want ...string) {
	b.Helper()
	if diff := cmp.Diff(want, append([]string(nil), b.story()[skip:]...)); diff != "" {
		b.Errorf("log behind %d (-want +got):\n%s", skip, diff)
	}
}

func cause(letterNumber int) string { return domain.NewEventID("box-1", "1", letterNumber).String() }

func TestAReactorAsksWithAKeyOfItsOwnAndHandsTheChainOn(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		drill := asked("box-1", "1", put{"a"})
		drill.Meta.Drill, drill.Meta.CorrelationID = true, "exercise"
		b.batch(drill)
		b.rest(b.reactor(newEcho(), 0))
		b.wantStory(1, "box-of-a echo/"+cause(0)+"/put/box-of-a echo {Letter:a}")
		got := b.records()[1].Meta
		if !got.Drill || got.CorrelationID != "exercise" || got.CausationID != cause(0) || got.Actor.Kind != domain.ActorPolicy {
			t.Errorf("got %+v", got)
		}
	})
}

func TestWhatIsDueIsAskedOnceAndItsKeyIsForgottenInTime(t *testing.T) {
	b := newBench(t, nil)
	b.do("1", put{"ab"})
	p := newEcho()
	r := b.reactor(p, 0)
	b.rest(r)
	b.clock.Advance(time.Hour)
	if next, ok := r.Next(); !ok || !next.Equal(b.clock.Now()) {
		t.Errorf("next %s, %t", next, ok)
	}
	b.rest(r)
	b.wantStory(4, "box-of-a echo/"+cause(0)+"/drop/box-of-a echo {Letter:a}", "box-of-b echo/"+cause(1)+"/drop/box-of-b echo {Letter:b}")
	b.do("2", put{"c"})
	b.rest(r)
	b.clock.Advance(time.Hour)
	b.rest(r)
	if len(r.asked) > 1 {
		t.Errorf("%d keys are kept: %v", len(r.asked), r.asked)
	}
}

func TestWhatLedToNothingIsOneFactHoweverOftenItIsAsked(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.do("1", put{"ab"})
		b.batch(asked("box-of-a", "full", put{"xyz"}), asked("box-of-b", "there", put{"b"}))
		for life := range 3 {
			p := newEcho()
			b.rest(b.reactor(p, 0)) // the checkpoint was lost with the crash, and lags
			want := []string{"put box-of-a exhausted", "put box-of-b no_change"}
			if diff := cmp.Diff(want, p.refused); diff != "" {
				t.Errorf("life %d (-want +got):\n%s", life, diff)
			}
			b.restart()
		}
		b.wantSize(8)
		refusal := b.records()[6].Event.(reaction.Refused)
		if refusal.Policy != "echo" || refusal.Cause != cause(0) || refusal.Reason == "" {
			t.Errorf("got %+v", refusal)
		}
	})
}

func TestWhatWasRefusedStaysRefusedThoughItWouldGoNow(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.do("1", put{"a"})
		b.batch(asked("box-of-a", "full", put{"xyz"}))
		b.rest(b.reactor(newEcho(), 0))
		b.batch(asked("box-of-a", "free", drop{"x"}))
		b.restart()
		b.rest(b.reactor(newEcho(), 0)) // its policy has gone on from the refusal: it must not come true later
		b.wantSize(6)
	})
}

func TestARequestWhoseContentIsAnotherAfterACrashWasCarriedOut(t *testing.T) {
	b := newBench(t, nil)
	b.do("1", put{"?"})
	for life, letter := range []string{"x", "y"} { // the world outside has moved between the two lives
		o := &oracle{answers: []domain.Request{{To: "box-of-x", Step: "s", Command: put{letter}}}}
		p := newEcho()
		b.rest(NewReactor(p, b.log, b.types, b.x, o.resolve, b.clock, 0))
		if o.asked != 1 || len(p.refused) > 0 {
			t.Errorf("life %d: the resolver was asked %d times, refused %v", life, o.asked, p.refused)
		}
	}
	b.wantStory(1, "box-of-x echo/"+cause(0)+"/put/s/box-of-x resolver {Letter:x}")
}

func TestAResolverWithoutAnAnswerIsAFactAndItsDeadlineIsThatOfTheRequest(t *testing.T) {
	b := newBench(t, nil)
	b.do("1", put{"?"})
	p := newEcho()
	b.rest(NewReactor(p, b.log, b.types, b.x, (&oracle{}).resolve, b.clock, 0))
	if want := []string{"put box-of-? no_change"}; !slices.Equal(p.refused, want) {
		t.Errorf("got %v, want %v", p.refused, want)
	}
	r := b.reactor(newEcho(), 0)
	got := r.answer(r.ask(domain.Request{To: "box-1", Step: "s", NotAfter: noon}), domain.Request{To: "box-2", Step: "t"})
	if !got.NotAfter.Equal(noon) || got.Step != "s/t" || got.Meta.Actor.Kind != domain.ActorNode {
		t.Errorf("got %+v", got)
	}
}

func TestAReactorIsSilentUpToItsCheckpoint(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.do("1", put{"ab"})
		r := b.reactor(newEcho(), 1)
		b.rest(r)
		b.wantStory(2, "box-of-b echo/"+cause(1)+"/put/box-of-b echo {Letter:b}")
		if r.Position() != 3 {
			t.Errorf("it has acted up to %d, want 3", r.Position())
		}
		b.clock.Advance(time.Hour) // deadlines were folded in silence too
		b.rest(r)
		b.wantStory(3, "box-of-b echo/"+cause(1)+"/drop/box-of-b echo {Letter:b}",
			"reaction-echo refused/echo/"+cause(0)+"/drop/box-of-a echo {Policy:echo Cause:"+cause(0)+" Step:drop To:box-of-a Code:no_change Reason:}")
	})
}

func TestAReactorWithoutACheckpointOrWithOneAheadOfTheLogAsksNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.do("1", put{"ab"})
		lost, ahead := b.reactor(newEcho(), 0), b.reactor(newEcho(), 3)
		lost.Hold(errors.New("no checkpoint"))
		for name, r := range map[string]*Reactor{"lost": lost, "ahead": ahead} {
			b.rest(r)
			b.clock.Advance(2 * time.Hour)
			b.rest(r)
			if _, ok := r.Next(); ok || r.Held() == nil || r.at != 2 {
				t.Errorf("%s: held by %v, folded to %d", name, r.Held(), r.at)
			}
		}
		if ahead.Position() != 3 || lost.Position() != 0 {
			t.Errorf("their checkpoints moved to %d and %d", ahead.Position(), lost.Position())
		}
		b.wantSize(2)
	})
}

func TestAPolicyThatPanicsIsHeldAndThatIsRecordedOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.do("1", put{"abc"})
		for life := range 2 {
			p := newEcho()
			p.panicAt = "b"
			r := b.reactor(p, 0)
			b.rest(r)
			b.do(fmt.Sprint("later ", life), put{"d"})
			b.rest(r)
			if r.Held() == nil || !strings.Contains(r.Held().Error(), "position 2") || r.Position() != 0 || p.at["c"] != (time.Time{}) {
				t.Errorf("held by %v at %d", r.Held(), r.Position())
			}
		}
		parked := 0
		for _, rec := range b.records() {
			if e, ok := rec.Event.(reaction.Parked); ok {
				if parked++; e.Policy != "echo" || !strings.Contains(e.Error, "no such letter") {
					t.Errorf("got %+v", e)
				}
			}
		}
		if parked != 1 {
			t.Errorf("parked %d times, want once", parked)
		}
		b.wantSize(4) // the others go on, and nothing was asked past the bug
	})
}

func TestThatAPolicyIsHeldIsRecordedAsSoonAsTheLogTakesIt(t *testing.T) {
	b := newBench(t, nil)
	b.do("1", put{"b"})
	log := &contested{EventLog: b.log, refuse: func(domain.Write) error { return errDisk }}
	b.x.log = log
	p := newEcho()
	p.panicAt = "b"
	r := b.reactor(p, 0)
	if _, err := r.Step(t.Context()); err != nil || !errors.Is(r.Held(), errDisk) {
		t.Errorf("got %v, held by %v", err, r.Held())
	}
	log.refuse = nil
	b.rest(r)
	b.rest(r)
	b.wantSize(2)
}

func TestAFaultKeepsTheCheckpointBackUntilAllIsCarriedOut(t *testing.T) {
	b := newBench(t, nil)
	b.do("1", put{"abc"})
	log := &contested{EventLog: b.log, refuse: func(w domain.Write) error {
		if w.Stream == "box-of-b" {
			return errDisk
		}
		return nil
	}}
	b.x.log = log
	r := b.reactor(newEcho(), 0)
	for range 3 {
		if _, err := r.Step(t.Context()); !errors.Is(err, errDisk) || r.Position() != 0 {
			t.Errorf("got %v at %d", err, r.Position())
		}
	}
	log.refuse = nil
	b.rest(r)
	b.wantSize(6)
	if r.Position() != 6 {
		t.Errorf("it has acted up to %d, want 6", r.Position())
	}
	log.refuse = func(domain.Write) error { return errDisk }
	b.clock.Advance(time.Hour)
	if _, err := r.Step(t.Context()); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	log.refuse = nil
	b.rest(r)
	b.wantSize(9)
}

func TestAResolverThatCannotAnswerIsAskedAgain(t *testing.T) {
	b := newBench(t, nil)
	b.do("1", put{"?"})
	o := &oracle{err: errDisk}
	r := NewReactor(newEcho(), b.log, b.types, b.x, o.resolve, b.clock, 0)
	if _, err := r.Step(t.Context()); !errors.Is(err, errDisk) || r.Position() != 0 {
		t.Errorf("got %v at %d", err, r.Position())
	}
	o.answers, o.err = []domain.Request{{To: "box-of-x", Command: put{"x"}}}, nil
	b.rest(r)
	b.wantSize(2)
}

// crowded is a log to which somebody appends whenever it is read.
type crowded struct {
	domain.EventLog
	more func()
}

func (c *crowded) ReadAll(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	c.more()
	return c.EventLog.ReadAll(ctx, after)
}

func TestDeadlinesAreKeptThoughTheLogNeverStandsStill(t *testing.T) {
	b := newBench(t, nil)
	b.do("1", put{"a"})
	n := 0
	r := b.reactor(newEcho(), 0)
	r.log = &crowded{EventLog: b.log, more: func() {
		n++
		b.batch(asked("box-9", fmt.Sprint(n), put{"x"}), asked("box-9", fmt.Sprint(-n), drop{"x"}))
	}}
	b.clock.Advance(0)
	for range 2 {
		if _, err := r.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	b.clock.Advance(time.Hour)
	for range patience {
		if _, err := r.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.ContainsFunc(b.records(), func(r domain.Recorded) bool { return r.Stream == "box-of-a" && r.Event == dropped{"a"} }) {
		t.Error("the deadline was not kept")
	}
}

func TestACauseOfAnExerciseIsNeverForgotten(t *testing.T) {
	roots := newRoots()
	record := func(n int, drill bool) string {
		r := domain.Recorded{ID: domain.NewEventID("box-1", "k", n), Meta: domain.Meta{CorrelationID: fmt.Sprint(n), Drill: drill}}
		roots.remember(r)
		return r.ID.String()
	}
	drill, early := record(-1, true), record(-2, false)
	for n := range 3 * rememberedCauses {
		record(n, false)
	}
	if m := roots.caused(drill); !m.Drill || m.CorrelationID != "-1" || m.CausationID != drill {
		t.Errorf("got %+v", m)
	}
	if m := roots.caused(early); m.CorrelationID != "" || roots.new.Len()+roots.old.Len() > 2*rememberedCauses {
		t.Errorf("got %+v of %d", m, roots.new.Len()+roots.old.Len())
	}
	if m := roots.caused("no event"); m.CorrelationID != "" || m.CausationID != "no event" {
		t.Errorf("got %+v", m)
	}
}
