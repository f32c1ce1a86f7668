package node

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"tocsin/domain"
)

// fact is a put from outside, so many minutes after noon.
func fact(minutes int, key, text string, told *[]string) Fact {
	return Fact{
		At: noon.Add(time.Duration(minutes) * time.Minute), Ask: domain.Request{To: "box-1", Command: put{text}},
		Meta: domain.Meta{Key: key, Actor: domain.Actor{Kind: domain.ActorSource, ID: "ops"}},
		Done: func(o Outcome, err error) { *told = append(*told, fmt.Sprint(key, " ", o.Events, " ", err)) },
	}
}

func TestFactsAreAskedWhenTheirTimeHasCome(t *testing.T) {
	b := newBench(t, nil)
	var told []string
	facts := []Fact{fact(5, "later", "c", &told), fact(0, "first", "a", &told), fact(0, "second", "ab", &told), fact(5, "too much", "xyz", &told)}
	inlet := NewInlet(b.x, b.clock, facts)
	b.rest(inlet)
	if next, ok := inlet.Next(); !ok || !next.Equal(noon.Add(5*time.Minute)) || inlet.Left() != 2 {
		t.Errorf("next %s, %t, %d left", next, ok, inlet.Left())
	}
	b.clock.Advance(time.Hour)
	b.rest(inlet)
	if _, ok := inlet.Next(); ok || inlet.Left() != 0 {
		t.Errorf("%d left", inlet.Left())
	}
	want := []string{"first 1 <nil>", "second 1 <nil>", "later 1 <nil>", "too much 0 exhausted: the box is full"}
	if !slices.Equal(told, want) {
		t.Errorf("got %q, want %q", told, want)
	}
	if facts[0].Meta.Key != "later" {
		t.Error("the caller's list was sorted")
	}
}

func TestAFactThatMetAFaultIsNotLost(t *testing.T) {
	b := newBench(t, nil)
	log := &contested{EventLog: b.log, refuse: func(w domain.Write) error {
		if w.Events[0].Meta.Key == "second" {
			return errDisk
		}
		return nil
	}}
	b.x.log = log
	var told []string
	inlet := NewInlet(b.x, b.clock, []Fact{fact(0, "first", "a", &told), fact(0, "second", "b", &told)})
	if _, err := inlet.Step(t.Context()); !errors.Is(err, errDisk) || inlet.Left() != 2 || told != nil {
		t.Errorf("got %v, %d left, told %v", err, inlet.Left(), told)
	}
	log.refuse = nil
	b.rest(inlet)
	if want := []string{"first 1 <nil>", "second 1 <nil>"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	b.wantSize(2)
}

// mime is a player who puts the next letter whenever he sees one.
type mime struct{ acts []domain.Act }

func (m *mime) Wants() []domain.Event   { return []domain.Event{added{}} }
func (m *mime) Next() (time.Time, bool) { return noon, len(m.acts) > 0 }

func (m *mime) Apply(r domain.Recorded) {
	letter := r.Event.(added).Letter[0]
	act := domain.Act{Actor: domain.Actor{Kind: domain.ActorPerson, ID: "mime"}}
	act.Request = domain.Request{To: r.Stream, Cause: r.ID.String(), Step: "next", Command: put{string(letter + 1)}}
	m.acts = append(m.acts, act)
}

func (m *mime) Due(time.Time) []domain.Act {
	acts := m.acts
	m.acts = nil
	return acts
}

func TestAPlayerActsThroughTheExecutorAndARefusalIsNoFault(t *testing.T) {
	b := newBench(t, nil)
	first := asked("box-1", "1", put{"a"})
	first.Meta.CorrelationID, first.Meta.Drill = "episode", true
	b.batch(first)
	stage := NewStage(&mime{}, b.log, b.types, b.x, b.clock)
	b.rest(stage)
	b.wantStory(1, "box-1 mime/"+cause(0)+"/next/box-1 mime {Letter:b}",
		"box-1 mime/"+b.records()[1].ID.String()+"/next/box-1 mime {Letter:c}")
	if got := stage.Refused(); len(got) != 1 || got[domain.Exhausted] != 1 {
		t.Errorf("refused %v", got)
	}
	for _, r := range b.records()[1:] {
		if r.Meta.CorrelationID != "episode" || !r.Meta.Drill || r.Meta.CausationID == "" {
			t.Errorf("position %d has %+v", r.Position, r.Meta)
		}
	}
	b.restart()
	again := NewStage(&mime{}, b.log, b.types, b.x, b.clock) // a restart plays it all again, and it is done once
	b.rest(again)
	b.wantSize(3)
}

func TestWhatAPlayerDidInAFaultIsDoneLater(t *testing.T) {
	b := newBench(t, nil)
	b.do("1", put{"a"})
	log := &contested{EventLog: b.log, refuse: func(domain.Write) error { return errDisk }}
	b.x.log = log
	stage := NewStage(&mime{}, b.log, b.types, b.x, b.clock)
	if _, err := stage.Step(t.Context()); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	log.refuse = nil
	b.rest(stage)
	b.wantSize(3)
}
