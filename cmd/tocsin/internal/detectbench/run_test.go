package detectbench

import (
	"encoding/json"
	"testing"

	"tocsin/domain/detect"
)

// The smallest run there is, twice: the same seed must give the same figures, another one others.
func TestFiguresFollowFromTheSeed(t *testing.T) {
	play := func(seed uint64) string {
		b, err := json.Marshal(Run([]string{"known"}, nil, Options{Seed: seed, Scale: 0.01}))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if one, again := play(1), play(1); one != again {
		t.Errorf("the same seed, two results:\n%s\n%s", one, again)
	}
	if play(1) == play(2) {
		t.Error("another seed, the same result")
	}
}

// A branch must live on exactly as the stream would have, or surges are measured on another detector.
func TestABranchIsTheSameStream(t *testing.T) {
	w := newWatched(shipped(t), newArrivals(chanceOf(1, 1), 20, dailySwing, clustered()), detect.Options{})
	w.until(monday+3*detect.Day, nil)
	b := w.branch(chanceOf(7))
	w.in.random = chanceOf(7)
	b.until(monday+5*detect.Day, nil)
	w.until(monday+5*detect.Day, nil)
	if string(b.s.AppendBinary(nil)) != string(w.s.AppendBinary(nil)) {
		t.Error("branch and stream differ after two days of the same messages")
	}
}

// The thresholds of the comparison must give about the wanted time between false alarms, by counting them.
func TestThresholdsAreFair(t *testing.T) {
	c := knownRate{perHour: 20, months: 30}
	methods := []method{{"CUSUM", &cusum{multiple: 2}, 0}, {"FOCuS", &focus{}, 0}}
	c.calibrate(chanceOf(3), methods)
	for _, m := range methods {
		random, alarms := chanceOf(4), 0
		m.watcher.reset()
		total := float64(c.months) * wantedDays * 24 * c.perHour
		for now := 0.0; now < total; {
			wait := random.ExpFloat64()
			now += wait
			if m.watcher.see(wait) >= m.threshold {
				alarms++
				m.watcher.reset()
			}
		}
		if ratio := float64(alarms) / float64(c.months); ratio < 0.5 || ratio > 1.7 {
			t.Errorf("%s: %.2f false alarms per wanted time", m.name, ratio)
		}
	}
}

// The noise must be the noise that is named: the mean stays, and the spread of the hours is that of the rate.
func TestArrivalsKeepTheirMean(t *testing.T) {
	for _, n := range []Noise{poissonNoise(), clustered()} {
		a, total := newArrivals(chanceOf(5), 200, dailySwing, n), 0
		const days = 40
		for m := range int64(days * 24 * 60) {
			total += len(a.minute(monday+m*60_000, 1))
		}
		if perHour := float64(total) / days / 24; perHour < 190 || perHour > 210 {
			t.Errorf("%s: %.0f per hour, want 200", n.Name, perHour)
		}
	}
}
