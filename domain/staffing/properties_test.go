package staffing

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestMoreAgentsNeverHurt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		load := rapid.Float64Range(0.01, 400).Draw(t, "load")
		n := rapid.IntRange(0, 500).Draw(t, "agents")
		if more, fewer := ErlangB(load, n+1), ErlangB(load, n); more >= fewer && fewer > 0 || more < 0 || fewer > 1 {
			t.Fatalf("B(%d) = %g, B(%d) = %g", n, fewer, n+1, more)
		}
		if more, fewer := ErlangC(load, n+1), ErlangC(load, n); more > fewer || more < ErlangB(load, n+1) {
			t.Fatalf("C(%d) = %g, C(%d) = %g", n, fewer, n+1, more)
		}
		if more, fewer := wait(load, n+1, 300), wait(load, n, 300); more > fewer {
			t.Fatalf("wait with %d: %g s, with %d: %g s", n, fewer, n+1, more)
		}
		if more, fewer := ServiceLevel(load, n+1, 300, 20), ServiceLevel(load, n, 300, 20); more < fewer {
			t.Fatalf("level with %d: %g, with %d: %g", n, fewer, n+1, more)
		}
	})
}

func TestAgentsAreTheFewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		load := rapid.Float64Range(0.01, 300).Draw(t, "load")
		goal := Goal{
			Share:  rapid.Float64Range(0, 0.999).Draw(t, "share"),
			Within: rapid.Float64Range(0, 300).Draw(t, "within"), Occupancy: rapid.SampledFrom([]float64{0, 0.85}).Draw(t, "cap"),
		}
		meets := func(n int) bool {
			return load < float64(n) && ServiceLevel(load, n, 240, goal.Within) >= goal.Share &&
				(goal.Occupancy == 0 || Occupancy(load, n) <= goal.Occupancy)
		}
		if n := Agents(load, 240, goal); !meets(n) || meets(n-1) {
			t.Fatalf("%d agents: meets %v, with one fewer %v", n, meets(n), meets(n-1))
		}
	})
}

func TestErlangAKeepsItsBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lambda := rapid.Float64Range(1e-3, 5).Draw(t, "per second")
		handling := rapid.Float64Range(30, 900).Draw(t, "handling")
		patience := rapid.Float64Range(10, 3600).Draw(t, "patience")
		n := rapid.IntRange(0, 2_000).Draw(t, "agents")
		a, more := ErlangA(lambda, 1/handling, 1/patience, n), ErlangA(lambda, 1/handling, 1/patience, n+1)
		load := lambda * handling
		switch {
		case a.Abandon < 0 || a.Abandon > a.Wait+1e-9 || a.Wait > 1+1e-9:
			t.Fatalf("%+v: who hangs up has waited", a)
		case load*(1-a.Abandon) > float64(n)+1e-6*load:
			t.Fatalf("%d agents serve %g erlang", n, load*(1-a.Abandon))
		case a.Abandon < 1-float64(n)/load-1e-6:
			t.Fatalf("%+v: more than %g must be lost", a, 1-float64(n)/load)
		case more.Abandon > a.Abandon+1e-9:
			t.Fatalf("one agent more loses %g instead of %g", more.Abandon, a.Abandon)
		case math.Abs(a.Abandon-a.Time/patience) > 1e-9:
			t.Fatalf("%+v: want abandon = theta E[W]", a)
		}
		if calm := ErlangC(load, n); load < float64(n) && a.Wait > calm+1e-9 {
			t.Fatalf("the impatient wait more often (%g) than the patient (%g)", a.Wait, calm)
		}
	})
}

func TestNothingIsLostInABacklog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.Float64Range(0, 500).Draw(t, "before")
		i := Interval{
			LengthS: rapid.Float64Range(1, 7200).Draw(t, "length"), Arrivals: rapid.Float64Range(0, 500).Draw(t, "arrivals"),
			Agents: rapid.Float64Range(0, 50).Draw(t, "agents"), Abandoned: rapid.Float64Range(0, 20).Draw(t, "abandoned"),
		}
		after := Backlog(before, 300, i)
		done := before + i.Arrivals - after
		if after < 0 || done < -1e-9 || done > i.Agents*i.LengthS/300+i.Abandoned+1e-9 {
			t.Fatalf("%g before, %g after: %g done", before, after, done)
		}
		half := Interval{LengthS: i.LengthS / 2, Arrivals: i.Arrivals / 2, Agents: i.Agents, Abandoned: i.Abandoned / 2}
		if twice := Backlog(Backlog(before, 300, half), 300, half); twice < after-1e-9 {
			t.Fatalf("in two steps %g, in one %g: an empty desk cannot work ahead", twice, after)
		}
	})
}

func TestTheCurveComesToItsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(0, 300).Draw(t, "a")
		b := a + rapid.Float64Range(0, 300).Draw(t, "more")
		if x, y := usual.Share(a), usual.Share(b); x < 0 || y < x || y > 1 {
			t.Fatalf("share %g at %g h, %g at %g h", x, a, y, b)
		}
		hours := int(a) + 1
		sum := 0.0
		for _, v := range usual.PerHour(1000, 0.3, hours) {
			sum += v
		}
		if want := 300 * usual.Share(float64(hours)); math.Abs(sum-want) > 1e-6 {
			t.Fatalf("%d hours add up to %g, want %g", hours, sum, want)
		}
	})
}

func TestKappaClosesInOnTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.Float64Range(1, 50).Draw(t, "shape")
		expected := rapid.Float64Range(0, 5000).Draw(t, "expected")
		observed := float64(rapid.IntRange(0, 5000).Draw(t, "observed"))
		k, later := Learn(shape, observed, expected), Learn(shape, 10*observed, 10*expected)
		if k.Lo > k.Mean || k.Mean > k.Hi {
			t.Fatalf("%+v: the mean is outside", k)
		}
		if truth := observed / expected; expected > 0 && math.Abs(later.Mean-truth) > math.Abs(k.Mean-truth)+1e-9 {
			t.Fatalf("mean %g, with ten times the counts %g; truth %g", k.Mean, later.Mean, truth)
		}
	})
}
