package domain_test

import (
	"testing"

	"tocsin/domain"
)

// The bell of a tower: a small rule book of its own.
type (
	bellState   struct{ strokes int }
	bellCommand interface{ bellCommand() }
	bellEvent   interface{ bellEvent() }

	strike      struct{ times int }
	struck      struct{}
	strikeOther struct{}
	struckOther struct{}
)

func (strike) bellCommand() {}
func (struck) bellEvent()   {}

func bell() domain.Decider[bellState, bellCommand, bellEvent] {
	return domain.Decider[bellState, bellCommand, bellEvent]{
		Decide: func(c bellCommand, s bellState) ([]bellEvent, error) {
			times := c.(strike).times
			if s.strokes+times > 12 {
				return []bellEvent{struck{}}, domain.Refuse(domain.Conflict, "no hour has so many strokes")
			}
			events := make([]bellEvent, times)
			for n := range events {
				events[n] = struck{}
			}
			return events, nil
		},
		Evolve:  func(s bellState, _ bellEvent) bellState { return bellState{strokes: s.strokes + 1} },
		Lasting: true,
	}
}

func TestAKindDecidesAndEvolvesAsItsDecider(t *testing.T) {
	kind := bell().Kind("bell", []domain.EventType{domain.Type[struck]("bell.struck")})
	if kind.Category != "bell" || len(kind.Types) != 1 || !kind.Lasting || kind.Zero != (bellState{}) {
		t.Errorf("got %+v", kind)
	}
	events, err := kind.Decide(strike{times: 3}, kind.Zero)
	if err != nil || len(events) != 3 {
		t.Fatalf("got %v, error %v", events, err)
	}
	state := kind.Zero
	for _, e := range events {
		state = kind.Evolve(state, e)
	}
	if state != (bellState{strokes: 3}) || kind.Zero != (bellState{}) {
		t.Errorf("got %v from %v", state, kind.Zero)
	}
}

func TestAKindDecidesNothingWhenItRefuses(t *testing.T) {
	kind := bell().Kind("bell", nil)
	events, err := kind.Decide(strike{times: 13}, kind.Zero)
	if refusal, ok := domain.Refused(err); !ok || refusal.Code != domain.Conflict || events != nil {
		t.Errorf("got %v, error %v", events, err)
	}
	if events, err := kind.Decide(strike{}, kind.Zero); err != nil || len(events) != 0 {
		t.Errorf("nothing to do: got %v, error %v", events, err)
	}
}

func TestAnEvolvedStateLeavesTheOneBeforeItAsItWas(t *testing.T) {
	kind := bell().Kind("bell", nil)
	before := kind.Evolve(kind.Zero, struck{})
	kind.Evolve(before, struck{})
	if before != (bellState{strokes: 1}) {
		t.Errorf("got %v", before)
	}
}

func TestACommandOrEventOfAnotherStreamIsABug(t *testing.T) {
	kind := bell().Kind("bell", nil)
	wantPanic(t, "command", "bell has no command domain_test.strikeOther", func() { _, _ = kind.Decide(strikeOther{}, kind.Zero) })
	wantPanic(t, "event", "bell has no event domain_test.struckOther", func() { kind.Evolve(kind.Zero, struckOther{}) })
}
