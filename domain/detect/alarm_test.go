package detect

import (
	"math"
	"math/rand/v2"
	"testing"
)

func rules(t testing.TB) *Rules {
	t.Helper()
	r, err := NewRules(DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// poisson draws a count with a small mean.
func poisson(random *rand.Rand, mean float64) float64 {
	n, p, limit := 0, random.Float64(), math.Exp(-mean)
	for p > limit {
		n++
		p *= random.Float64()
	}
	return float64(n)
}

// The promise: mean time between false alarms at least the threshold. 200 an hour in ticks of 10 s, injected at the
// end of the tick; injected at its start the same program alarms far too often, which shows that the test can fail.
func TestRealisedTimeBetweenFalseAlarms(t *testing.T) {
	const target, runs, perHour, tick = 6 * 3600.0, 300, 200.0, 10.0
	r := rules(t)
	mean := perHour * tick / 3600
	realised := func(step func(d *Alarm, x float64)) float64 {
		random := rand.New(rand.NewPCG(200, 10))
		total := 0.0
		for range runs {
			d := NewAlarm(r)
			for d.Evidence() < target {
				step(&d, poisson(random, mean))
				total += tick
			}
		}
		return total / runs
	}
	end := realised(func(d *Alarm, x float64) { d.Tick(r, tick, mean, x) })
	start := realised(func(d *Alarm, x float64) { d.Advance(r, tick, mean); d.Add(r, x) })
	t.Logf("mean time to a false alarm over the target: %.2f at the end of the tick, %.2f at its start", end/target, start/target)
	if end < target {
		t.Errorf("realised %.0f s, promised at least %.0f s", end, target)
	}
	if start > end {
		t.Errorf("injection at the start of a tick must alarm earlier: %.0f s against %.0f s", start, end)
	}
}

// With exact event times the same holds for the analytic form, and R less time is a martingale at the null.
func TestEvidenceIsAMartingale(t *testing.T) {
	r := rules(t)
	random := rand.New(rand.NewPCG(7, 7))
	const runs, span, perHour = 20_000, 60.0, 60.0
	sum := 0.0
	for range runs {
		d := NewAlarm(r)
		for now := 0.0; ; {
			wait := random.ExpFloat64() * 3600 / perHour
			if now+wait > span {
				d.Advance(r, span-now, perHour*(span-now)/3600)
				break
			}
			d.Advance(r, wait, perHour*wait/3600)
			d.Add(r, 1)
			now += wait
		}
		sum += min(d.Evidence(), 1e6) // a cap can only lower it
	}
	if mean := sum / runs; mean > span*1.1 || mean < span*0.6 {
		t.Errorf("mean evidence after %g s is %g", span, mean)
	}
}

func TestAlarmStaysFinite(t *testing.T) {
	r := rules(t)
	d, q := NewAlarm(r), newSilence(r)
	for range 100 {
		d.Advance(r, 60, 1e6)
		d.Add(r, 1e9)
		q.advance(r, 60, 1e9)
	}
	if e := d.Evidence(); math.IsNaN(e) || math.IsInf(e, 0) {
		t.Errorf("evidence %g", e)
	}
	if e := q.evidence(); math.IsNaN(e) || math.IsInf(e, 0) {
		t.Errorf("silence %g", e)
	}
}

// The hull must find the onset that a search over every event finds.
func TestHullAgainstBruteForce(t *testing.T) {
	r := rules(t)
	random := rand.New(rand.NewPCG(3, 14))
	for run := range 200 {
		var h hull
		var all []onset
		b, x := 0.0, 0.0
		for i := range 300 {
			rate := 1.0
			if i > 150 {
				rate = 1 + 3*random.Float64()*float64(run%3)
			}
			b += random.ExpFloat64() / rate
			now := onset{b: b, x: x, t: int64(i)}
			h.push(r.hullSlope, now)
			all = append(all, now)
			x++
			top, best := math.Inf(-1), onset{}
			for _, p := range all {
				dx, db := x-p.x, b-p.b
				m := r.Onset.MaxMultiple
				if db > 0 {
					m = min(max(dx/db, r.Onset.MinMultiple), r.Onset.MaxMultiple)
				}
				if l := dx*math.Log(m) - (m-1)*db; l > top+1e-9 {
					top, best = l, p
				}
			}
			got, ok := h.best(r, x, b)
			if !ok || top > 0 && got.t != best.t {
				t.Fatalf("run %d event %d: onset %d, want %d", run, i, got.t, best.t)
			}
		}
		if len(h.points) > 40 {
			t.Errorf("hull of %d points", len(h.points))
		}
	}
}
