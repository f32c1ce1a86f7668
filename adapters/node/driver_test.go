package node

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tocsin/domain"
)

// alarm is a pump that works once at each of its instants.
type alarm struct {
	clock *Virtual
	left  []time.Time
	rang  []time.Time
}

func (a *alarm) Step(context.Context) (bool, error) {
	if len(a.left) == 0 || a.left[0].After(a.clock.Now()) {
		return false, nil
	}
	a.rang, a.left = append(a.rang, a.clock.Now()), a.left[1:]
	return true, nil
}

func (a *alarm) Next() (time.Time, bool) {
	if len(a.left) == 0 {
		return time.Time{}, false
	}
	return a.left[0], true
}

func TestVirtualTimeJumpsFromOneInstantToTheNextAndStopsBeforeUntil(t *testing.T) {
	clock := NewVirtual(noon)
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	a, b := &alarm{clock: clock, left: []time.Time{at(0), at(30), at(90)}}, &alarm{clock: clock, left: []time.Time{at(10)}}
	d := NewDeterministic(clock, a, b)
	d.Shuffle(1)
	if err := d.Run(t.Context(), at(60)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.rang, []time.Time{at(0), at(30)}) || !slices.Equal(b.rang, []time.Time{at(10)}) || !clock.Now().Equal(at(30)) {
		t.Errorf("rang at %v and %v, the clock stands at %s", a.rang, b.rang, clock.Now())
	}
}

// restless is a pump that always has something to do.
type restless struct{}

func (restless) Step(context.Context) (bool, error) { return true, nil }

func TestPumpsThatNeverComeToRestAreAnError(t *testing.T) {
	if err := NewDeterministic(NewVirtual(noon), restless{}).Settle(t.Context()); err == nil {
		t.Error("no error")
	}
}

func TestAVirtualClockNeverGoesBack(t *testing.T) {
	clock := NewVirtual(noon)
	clock.AdvanceTo(noon.Add(-time.Hour))
	if !clock.Now().Equal(noon) {
		t.Errorf("got %s", clock.Now())
	}
}

func TestCheckpointsAreReplacedAsAWholeAndDamageIsAnError(t *testing.T) {
	c := FileCheckpoints{Path: filepath.Join(t.TempDir(), "checkpoints.json")}
	if _, err := c.Load(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before the first saving: %v", err)
	}
	for _, position := range []domain.Position{1, 7} {
		if err := c.Save(map[string]domain.Position{"a": position}); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := c.Load(); err != nil || got["a"] != 7 {
		t.Errorf("got %v, %v", got, err)
	}
	if left, _ := filepath.Glob(c.Path + "*"); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(c.Path, []byte(`{"a":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Load(); err == nil {
		t.Errorf("a damaged file gives %v", got)
	}
}
