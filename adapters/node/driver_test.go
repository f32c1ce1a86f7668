package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
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

// counter is a pump that writes its name down a few times at each of its instants, and leans on nobody.
type counter struct {
	alarm
	name string
	log  *[]string
}

func (c *counter) Step(ctx context.Context) (bool, error) {
	worked, err := c.alarm.Step(ctx)
	if worked {
		*c.log = append(*c.log, c.clock.Now().Format("15:04 ")+c.name)
	}
	return worked, err
}

func TestTheOrderOfPumpsThatLeanOnNobodyDoesNotMatter(t *testing.T) {
	run := func(seed uint64) (log []string) {
		clock := NewVirtual(noon)
		var pumps []Pump
		for n := range 5 {
			c := &counter{alarm: alarm{clock: clock}, name: fmt.Sprint(n), log: &log}
			for k := range 4 {
				c.left = append(c.left, noon.Add(time.Duration(k*n)*time.Minute))
			}
			pumps = append(pumps, c)
		}
		given := slices.Clone(pumps)
		d := NewDeterministic(clock, pumps...)
		if seed > 0 {
			d.Shuffle(seed)
		}
		if err := d.Run(t.Context(), noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(pumps, given) {
			t.Error("the caller's list was shuffled")
		}
		return log
	}
	sorted := func(log []string) []string { slices.Sort(log); return log }
	want, orders := sorted(run(0)), map[string]bool{}
	for seed := uint64(1); seed <= 20; seed++ {
		got := run(seed)
		orders[fmt.Sprint(got)] = true
		if !slices.Equal(got, run(seed)) {
			t.Errorf("seed %d plays two orders", seed)
		}
		if got = sorted(got); !slices.Equal(got, want) {
			t.Errorf("seed %d: got %v, want %v", seed, got, want)
		}
	}
	if len(orders) < 10 {
		t.Errorf("20 seeds gave %d orders", len(orders))
	}
}

// late is a pump that names an instant which has passed and does nothing: it has been asked already.
type late struct{}

func (late) Step(context.Context) (bool, error) { return false, nil }
func (late) Next() (time.Time, bool)            { return noon.Add(-time.Hour), true }

func TestAPumpThatNamesThePastDoesNotHoldTheClock(t *testing.T) {
	clock := NewVirtual(noon)
	a := &alarm{clock: clock, left: []time.Time{noon.Add(time.Minute)}}
	if err := NewDeterministic(clock, late{}, a).Run(t.Context(), noon.Add(time.Hour)); err != nil || len(a.rang) != 1 {
		t.Errorf("rang %d times, %v", len(a.rang), err)
	}
}

// broken is a pump with a fault.
type broken struct{}

func (broken) Step(context.Context) (bool, error) { return false, errDisk }

func TestAFaultOrTheEndOfTheContextStopsTheDriver(t *testing.T) {
	if err := NewDeterministic(NewVirtual(noon), broken{}).Run(t.Context(), noon); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := NewDeterministic(NewVirtual(noon), restless{}).Run(ctx, noon); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
