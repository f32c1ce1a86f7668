package projections_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"tocsin/domain"
	"tocsin/projections"
)

func TestAHaltedPictureStandsStillAndSaysWhere(t *testing.T) {
	log, at := newTower(t), domain.Position(0)
	live := projections.NewLive("bell", &bell{breaksAt: 2})
	other := projections.NewLive("other", &bell{})
	log.strike(1, 2, 3)
	if _, err := log.project(live, other).Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	at = live.Position()
	if err := live.Halted(); at != 1 || err == nil || !strings.Contains(err.Error(), "picture bell at position 2") {
		t.Errorf("stands at %d, halted by %v", at, err)
	}
	if other.Position() != 3 || other.Halted() != nil {
		t.Errorf("the other stands at %d, halted by %v", other.Position(), other.Halted())
	}
	if err := live.Wait(t.Context(), 3); err == nil {
		t.Error("who waits for a halted picture is not told")
	}
	if err := live.Wait(t.Context(), 1); err != nil {
		t.Errorf("what it has seen it has seen: %v", err)
	}
}

func TestViewAnswersThePositionThatWasSeen(t *testing.T) {
	log := newTower(t)
	live := projections.NewLive("bell", &bell{})
	log.strike(4, 5)
	if _, err := log.project(live).Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	var hours []int
	if at := live.View(func(b *bell) { hours = slices.Clone(b.hours) }); at != 2 || !slices.Equal(hours, []int{4, 5}) {
		t.Errorf("at %d: %v", at, hours)
	}
}

func TestWaitReturnsWhenThePictureHasGotThere(t *testing.T) {
	log := newTower(t)
	live := projections.NewLive("bell", &bell{})
	projector := log.project(live)
	var waiting sync.WaitGroup
	for at := domain.Position(1); at <= 3; at++ {
		waiting.Go(func() {
			if err := live.Wait(t.Context(), at); err != nil || live.Position() < at {
				t.Errorf("waited for %d: stands at %d, error %v", at, live.Position(), err)
			}
		})
	}
	for hour := 1; hour <= 3; hour++ {
		log.strike(hour)
		if _, err := projector.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	waiting.Wait()
}

func TestWaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := projections.NewLive("bell", &bell{}).Wait(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
