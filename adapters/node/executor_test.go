package node

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
)

func TestARepeatedKeyGivesTheSameAnswerAndDoesItOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		first := b.do("k", put{"ab"})
		b.want(first, "", 2)
		b.do("other", put{"c"}) // the key must be found although its ids would fit nowhere any more
		for _, forget := range []bool{false, true} {
			if forget {
				b.restart()
			}
			want := first.Outcome
			want.Repeated = true
			if again := b.do("k", put{"ab"}); again.Err != nil || again.Outcome != want {
				t.Errorf("forgotten %t: got %+v, %v; want %+v", forget, again.Outcome, again.Err, want)
			}
			b.want(b.do("k", put{"ba"}), domain.KeyReused, 0)
			b.want(b.do("k", drop{"ab"}), domain.KeyReused, 0) // another command with the same fields
		}
		b.wantSize(3)
	})
}

func TestAKeyBelongsToOneStream(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		for _, a := range b.batch(asked("box-1", "k", put{"a"}), asked("box-2", "k", put{"b"})) {
			b.want(a, "", 1)
		}
		b.wantSize(2)
	})
}

func TestAKeyRepeatedInOneBatchGetsThePositionOfTheFirst(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		batch := b.batch(asked("box-1", "1", put{"a"}), asked("box-1", "2", put{"b"}), asked("box-1", "1", put{"a"}), asked("box-1", "1", put{"x"}))
		want := batch[0].Outcome
		want.Repeated = true
		if got := batch[2].Outcome; got != want || batch[0].Outcome.Position != 1 {
			t.Errorf("got %+v, want %+v", got, want)
		}
		b.want(batch[3], domain.KeyReused, 0)
		b.wantSize(2)
	})
}

func TestWhatDecidedNothingLeavesNoTraceAndIsDecidedAgain(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.want(b.do("k", drop{"a"}), "", 0)
		b.want(b.do("1", put{"a"}), "", 1)
		b.want(b.do("k", drop{"a"}), "", 1)
		b.wantSize(2)
	})
}

func TestCommandsOfOneBatchAreDecidedOnWhatThoseBeforeLeft(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		batch := b.batch(
			asked("box-1", "1", put{"ab"}), asked("box-2", "1", put{"z"}), asked("box-1", "2", put{"c"}),
			asked("box-1", "3", put{"d"}), asked("box-1", "4", drop{"b"}), asked("box-1", "5", put{"d"}),
		)
		for n, want := range []struct {
			code   domain.Code
			events int
		}{{"", 2}, {"", 1}, {"", 1}, {domain.Exhausted, 0}, {"", 1}, {"", 1}} {
			b.want(batch[n], want.code, want.events)
		}
		b.wantSize(6)
	})
}

// takeBox is another node that fills the box just before one of our batches is recorded.
func takeBox(t *testing.T, b *bench, letters string) {
	log := &contested{EventLog: b.log}
	log.before = func(l domain.EventLog) {
		other := NewExecutor(l, b.types, b.clock, plainHash, nil, boxKinds()...)
		if _, err := other.Do(t.Context(), domain.Request{To: "box-1", Command: put{letters}}, domain.Meta{Key: "other"}); err != nil {
			t.Fatal(err)
		}
	}
	b.log = log
	b.x.log = log
}

func TestAllBehindALostWriteAreDecidedAgainOnWhatIsThere(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.do("0", put{"a"}) // the fold is cached
		takeBox(t, b, "x")
		batch := b.batch(
			asked("box-1", "1", put{"b"}), asked("box-2", "1", put{"z"}), asked("box-1", "2", put{"c"}),
			asked("box-1", "3", drop{"x"}), asked("box-1", "4", drop{"y"}), asked("box-1", "1", put{"b"}),
		)
		for n, want := range []struct {
			code   domain.Code
			events int
		}{{"", 1}, {"", 1}, {domain.Exhausted, 0}, {"", 1}, {"", 0}, {"", 1}} {
			b.want(batch[n], want.code, want.events)
		}
		want := []string{"box-1 0 p {Letter:a}", "box-1 other  {Letter:x}", "box-2 1 p {Letter:z}", "box-1 1 p {Letter:b}", "box-1 3 p {Letter:x}"}
		if diff := cmp.Diff(want, b.story()); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

func TestARefusalOnAPendingStateIsTakenBackWhenThatIsLost(t *testing.T) {
	b := newBench(t, nil)
	b.do("0", put{"ab"})
	b.log = &contested{EventLog: b.log, before: func(l domain.EventLog) {
		other := NewExecutor(l, b.types, b.clock, plainHash, nil, boxKinds()...)
		if _, err := other.Do(t.Context(), domain.Request{To: "box-1", Command: drop{"ab"}}, domain.Meta{Key: "other"}); err != nil {
			t.Fatal(err)
		}
	}}
	b.x.log = b.log
	batch := b.batch(asked("box-1", "1", put{"c"}), asked("box-1", "2", put{"d"})) // full on what we know
	b.want(batch[0], "", 1)
	b.want(batch[1], "", 1)
	b.wantSize(6)
}

var errDisk = errors.New("disk full")

func TestAFaultIsAnsweredAndTheSameKeyMayAskAgain(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		log := &contested{EventLog: b.log, refuse: func(w domain.Write) error {
			if w.Events[0].Meta.Key == "1" {
				return errDisk
			}
			return nil
		}}
		b.log, b.x.log = log, log
		batch := b.batch(asked("box-1", "0", put{"a"}), asked("box-1", "1", put{"bc"}), asked("box-1", "2", put{"d"}), asked("box-2", "1", put{"e"}))
		b.want(batch[0], "", 1)
		b.want(batch[2], "", 1)
		for _, n := range []int{1, 3} {
			if a := batch[n]; !errors.Is(a.Err, errDisk) || a.Outcome != (Outcome{}) {
				t.Errorf("got %+v, %v", a.Outcome, a.Err)
			}
		}
		log.refuse = nil
		b.want(b.do("1", put{"b"}), "", 1)
		b.want(b.do("1", put{"b"}), "", 1)
		b.wantSize(3)
	})
}

func TestALogThatAlwaysConflictsIsAFaultInTheEnd(t *testing.T) {
	b := newBench(t, nil)
	log := &contested{EventLog: b.log, refuse: func(domain.Write) error { return domain.ErrConflict }}
	b.x.log = log
	a := b.do("1", put{"a"})
	if _, refused := domain.Refused(a.Err); refused || !errors.Is(a.Err, domain.ErrConflict) || a.Outcome != (Outcome{}) || log.calls != maxTries {
		t.Errorf("got %+v, %v after %d tries", a.Outcome, a.Err, log.calls)
	}
}

func TestALostFoldIsNeverUsedAgain(t *testing.T) {
	b := newBench(t, nil)
	log := &contested{EventLog: b.log, refuse: func(domain.Write) error { return errDisk }}
	b.x.log = log
	b.do("1", put{"abc"})
	log.refuse = nil
	b.want(b.do("2", put{"xyz"}), "", 3)
}

func TestWhatTheSenderDidNotSeeAndWhatIsTooLateIsRefused(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.do("0", put{"ab"})
		b.batch(asked("box-9", "0", put{"z"})) // position 3
		one, two := domain.Revision(1), domain.Revision(2)
		stale := func(change func(*Asked)) *Asked {
			a := asked("box-1", "k", put{"c"})
			change(a)
			return b.batch(a)[0]
		}
		for name, change := range map[string]func(*Asked){
			"older revision": func(a *Asked) { a.At = &one }, "older position": func(a *Asked) { a.Seen = 1 },
		} {
			a := stale(change)
			if refusal, ok := domain.Refused(a.Err); !ok || refusal.Code != domain.Stale || refusal.Revision != 2 {
				t.Errorf("%s: %v", name, a.Err)
			}
		}
		b.want(stale(func(a *Asked) { a.NotAfter = noon.Add(-1) }), domain.TooLate, 0)
		b.want(stale(func(a *Asked) { a.NotAfter, a.At, a.Seen = noon, &two, 2 }), "", 1)
		b.want(stale(func(a *Asked) { a.NotAfter, a.At = noon.Add(-1), &one }), "", 1) // known: the first answer stands
		b.want(stale(func(a *Asked) { a.Meta.Key = "" }), domain.Invalid, 0)
		for _, to := range []domain.StreamID{"nowhere-1", "box", "box-", ""} {
			b.want(stale(func(a *Asked) { a.To = to }), domain.NotFound, 0)
		}
	})
}

func TestWhatOneBatchChangesHasMovedForThoseBehind(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.do("0", put{"a"})
		one := domain.Revision(1)
		first, at, seen := asked("box-1", "1", put{"b"}), asked("box-1", "2", put{"c"}), asked("box-1", "3", put{"c"})
		first.At, at.At, seen.Seen = &one, &one, 1
		b.batch(first, at, seen)
		b.want(first, "", 1)
		b.want(at, domain.Stale, 0)
		b.want(seen, domain.Stale, 0)
	})
}

func TestTheDifferenceIsThatOfTheStreamAsOthersLeftIt(t *testing.T) {
	b := newBench(t, nil)
	b.do("0", put{"a"})
	takeBox(t, b, "x")
	one := domain.Revision(1)
	a := asked("box-1", "1", put{"b"})
	a.At = &one
	b.batch(a)
	if refusal, ok := domain.Refused(a.Err); !ok || refusal.Code != domain.Stale || refusal.Revision != 2 {
		t.Errorf("got %v", a.Err)
	}
}

func TestRecordedAtNeverGoesBack(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		b.clock.Advance(time.Hour)
		b.do("1", put{"a"})
		b.clock = NewVirtual(noon) // a clock that was set back
		b.x.clock = b.clock
		b.do("2", put{"b"})
		b.restart()
		b.batch(asked("box-1", "3", put{"c"}), asked("box-2", "3", put{"c"}))
		for _, r := range b.records() {
			if !r.Meta.RecordedAt.Equal(noon.Add(time.Hour)) {
				t.Errorf("position %d is recorded at %s", r.Position, r.Meta.RecordedAt)
			}
			if want := r.Meta.RecordedAt; !r.Meta.OccurredAt.Equal(want) {
				t.Errorf("position %d occurred at %s, want %s", r.Position, r.Meta.OccurredAt, want)
			}
		}
	})
}

func TestAChainSharesItsCorrelationAndAnExerciseStaysOne(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		drill := asked("box-1", "1", put{"ab"})
		drill.Meta.Drill = true
		b.batch(drill, asked("box-1", "2", put{"c"}))
		b.restart()
		caused := asked("box-1", "3", drop{"a"})
		caused.Meta.CorrelationID, caused.Meta.CausationID = "elsewhere", "cause"
		b.batch(caused, asked("box-1", "4", put{"d"}), asked("box-2", "1", put{"a"}))
		root := domain.NewEventID("box-1", "1", 0).String()
		other := domain.NewEventID("box-2", "1", 0).String()
		var got [][3]any
		for _, r := range b.records() {
			got = append(got, [3]any{r.Meta.CorrelationID, r.Meta.CausationID, r.Meta.Drill})
		}
		want := [][3]any{{root, "", true}, {root, "", true}, {root, "", true}, {"elsewhere", "cause", true}, {root, "", true}, {other, "", false}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("correlation, cause and drill (-want +got):\n%s", diff)
		}
	})
}

func TestAStreamThatOutlivesEpisodesHandsNothingOn(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		drill := asked("shelf-1", "1", put{"a"})
		drill.Meta.Drill, drill.Meta.CorrelationID = true, "exercise"
		b.batch(drill, asked("shelf-1", "2", put{"b"}))
		real := b.records()[1]
		if want := domain.NewEventID("shelf-1", "2", 0).String(); real.Meta.Drill || real.Meta.CorrelationID != want {
			t.Errorf("got %q, drill %t", real.Meta.CorrelationID, real.Meta.Drill)
		}
	})
}

func TestADeciderThatPanicsSpoilsNoFold(t *testing.T) {
	b := newBench(t, nil)
	b.do("0", put{"a"})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		b.batch(asked("box-1", "1", put{"bc"}), asked("box-1", "2", "no command"))
	}()
	b.want(b.do("3", put{"xy"}), "", 2)
	b.wantSize(3)
}

func TestStreamCategoriesAreDeclaredOnce(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	kinds := boxKinds()
	NewExecutor(nil, nil, nil, nil, nil, slices.Concat(kinds, kinds[:1])...)
}
