package staffing

import (
	"fmt"
	"math"
	"testing"
)

// near wants a figure to so many units of its last printed digit.
func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within || math.IsNaN(got) {
		t.Errorf("%s = %.9g, want %.9g within %g", what, got, want, within)
	}
}

// wait is the average speed of answer below capacity.
func wait(load float64, agents int, handling float64) float64 {
	asa, ok := AnswerTime(load, agents, handling)
	if !ok {
		return math.Inf(1)
	}
	return asa
}

func TestErlangBOfTen(t *testing.T) {
	near(t, "B(10,10)", ErlangB(10, 10), 0.21458, 5e-6)
}

func TestErlangC(t *testing.T) {
	for _, c := range []struct {
		load   float64
		agents int
		want   float64
		within float64
	}{
		{2, 3, 4.0 / 9, 1e-15}, {5, 7, 0.32415, 5e-6}, {8, 10, 0.40918, 5e-6}, {3, 5, 0.23615, 5e-6},
		{48, 55, 0.2387, 5e-5}, {10, 14, 0.1741319, 5e-8}, {5, 5, 1, 0}, {6, 5, 1, 0}, {1, 0, 1, 0}, {0, 3, 0, 0},
	} {
		near(t, fmt.Sprintf("C(%g,%d)", c.load, c.agents), ErlangC(c.load, c.agents), c.want, c.within)
	}
}

func TestACallCentre(t *testing.T) {
	load := 360.0 / 1800 * 240 // 360 calls in 30 min, 4 min each
	near(t, "load", load, 48, 1e-12)
	near(t, "ASA", wait(load, 55, 240), 8.18, 5e-3)
	near(t, "SL", ServiceLevel(load, 55, 240, 15), 0.846, 5e-4)
	near(t, "SL(13)", ServiceLevel(10, 13, 180, 20), 0.7956, 5e-5)
	near(t, "ASA(13)", wait(10, 13, 180), 17.1, 5e-2)
	near(t, "SL(14)", ServiceLevel(10, 14, 180, 20), 0.88835, 5e-6)
	near(t, "ASA(14)", wait(10, 14, 180), 7.836, 5e-4)
	near(t, "SL(41)", ServiceLevel(300.0/3600*420, 41, 420, 20), 0.819, 5e-4)
	near(t, "occupancy", Occupancy(48, 55), 48.0/55, 1e-15)
}

func TestAboveCapacityThereIsNoSteadyState(t *testing.T) {
	if got := ServiceLevel(6, 5, 240, 20); got != 0 {
		t.Errorf("service level %g, want 0", got)
	}
	if got, ok := AnswerTime(5, 5, 240); ok {
		t.Errorf("mean wait %g, want none", got)
	}
	if got := Occupancy(7, 5); got != 1 {
		t.Errorf("occupancy %g, want 1", got)
	}
}

func TestErlangA(t *testing.T) {
	a := ErlangA(10, 1, 1, 10)
	near(t, "P(wait)", a.Wait, 0.54207, 5e-6)
	near(t, "P(abandon)", a.Abandon, 0.12511, 5e-6)
	near(t, "E[W]", a.Time, 0.12511, 5e-6) // P(abandon) = theta E[W]
	for _, theta := range []float64{1e-9, 0} {
		a = ErlangA(10, 1, theta, 14)
		near(t, "P(wait) of the patient", a.Wait, ErlangC(10, 14), 1e-7)
		near(t, "E[W] of the patient", a.Time, wait(10, 14, 1), 1e-7)
	}
}

func TestALineThatIsOverrun(t *testing.T) {
	for _, c := range []struct {
		agents int
		lost   float64
	}{{180, 0.600}, {320, 0.289}, {450, 0.019}} {
		near(t, fmt.Sprintf("%d agents lose", c.agents), ErlangA(2700.0/3600, 1.0/600, 1.0/600, c.agents).Abandon, c.lost, 5e-4)
	}
	if a := ErlangA(2700.0/3600, 1.0/600, 0, 450); a != (Impatience{Wait: 1}) {
		t.Errorf("patient callers above capacity: %+v", a)
	}
	if a := ErlangA(2700.0/3600, 1.0/600, 1.0/600, 0); math.Abs(a.Abandon-1) > 1e-9 || math.Abs(a.Wait-1) > 1e-9 {
		t.Errorf("nobody answers: %+v", a)
	}
	if a := ErlangA(0, 1.0/600, 1.0/600, 3); a != (Impatience{}) {
		t.Errorf("nobody calls: %+v", a)
	}
	if a := ErlangA(1000, 0.1, 1.0/60, 9_000); math.Abs(a.Abandon-0.1) > 0.01 { // 10,000 erlang must not overflow
		t.Errorf("a national line: %+v", a)
	}
}

// usual is the assumed contact curve.
var usual = Curve{Weights: []float64{0.6, 0.4}, TausH: []float64{2, 12}}

func TestTheContactsOfAnIncidentAndTheAgentsTheyNeed(t *testing.T) {
	informed := Propensity(0.7, 0.35, 0.08, 0)
	near(t, "propensity", informed, 0.161, 1e-12)
	for _, c := range []struct {
		p        float64
		contacts []float64
		agents   []int
	}{
		{0.35, []float64{1689, 1087, 718, 489, 346, 255}, []int{204, 134, 90, 63, 45, 34}},
		{informed, []float64{777, 500, 330, 225, 159, 117}, []int{97, 64, 43, 31, 23, 17}},
	} {
		for u, v := range usual.PerHour(18_000, c.p, 6) {
			near(t, fmt.Sprintf("p %g, contacts of hour %d", c.p, u), v, c.contacts[u], 0.5)
			if got := Agents(v/3600*420, 420, Goal{Share: 0.8, Within: 60}); got != c.agents[u] {
				t.Errorf("p %g, agents of hour %d: %d, want %d", c.p, u, got, c.agents[u])
			}
		}
	}
	near(t, "removed by the notice", 1-informed/0.35, 0.54, 5e-3)
	near(t, "a fifth repeats", Propensity(0, 0.35, 0.08, 0.2), 0.4375, 1e-12)
	near(t, "before the incident", usual.Share(-1), 0, 0)
}

func TestTheBacklog(t *testing.T) {
	hour := Interval{LengthS: 3600, Arrivals: 100, Agents: 4} // 10 min each: 24 an hour
	got := Backlogs(10, 600, []Interval{hour, {LengthS: 3600, Arrivals: 0, Agents: 10}, {LengthS: 1800, Agents: 10, Abandoned: 4}})
	for n, want := range []float64{86, 26, 0} {
		near(t, fmt.Sprintf("backlog after interval %d", n+1), got[n], want, 1e-9)
	}
	near(t, "a newcomer", NewcomerWait(86, 600, 4), 12_900, 1e-9)
	near(t, "a newcomer at an empty desk", NewcomerWait(0, 600, 0), 0, 0)
	if got := NewcomerWait(1, 600, 0); !math.IsInf(got, 1) {
		t.Errorf("a newcomer to nobody waits %g s, want for ever", got)
	}
}

func TestTheTimeToClear(t *testing.T) {
	quiet := Interval{LengthS: 3600, Arrivals: 6, Agents: 2} // 12 an hour
	if n, ok := Clear(13, 600, []Interval{quiet, quiet, quiet, quiet}); n != 3 || !ok {
		t.Errorf("cleared after %d, %v; want 3, true", n, ok)
	}
	if n, ok := Clear(13, 600, []Interval{quiet, quiet}); n != 2 || ok {
		t.Errorf("cleared after %d, %v; want 2, false", n, ok)
	}
	if n, ok := Clear(0, 600, nil); n != 0 || !ok {
		t.Errorf("nothing waits: %d, %v", n, ok)
	}
}

func TestAgentsForAReplyTime(t *testing.T) {
	for _, c := range []struct {
		contacts float64
		want     int
	}{{0, 0}, {1, 1}, {48, 10}, {48.1, 11}} { // 6 min each, 30 min, 96 % of the time
		if got := AgentsForReply(c.contacts, 360, 1800, 0.96); got != c.want {
			t.Errorf("%g contacts need %d agents, want %d", c.contacts, got, c.want)
		}
	}
}

func TestKappa(t *testing.T) {
	prior := Learn(4, 0, 0)
	near(t, "prior mean", prior.Mean, 1, 0)
	near(t, "prior lo", prior.Lo, 1.36632/4, 5e-3) // gamma quantiles of shape 4: 1.36632 and 7.75366
	near(t, "prior hi", prior.Hi, 7.75366/4, 5e-3)
	twice := Learn(4, 200, 100)
	near(t, "mean", twice.Mean, 204.0/104, 1e-12)
	near(t, "lo", twice.Lo, 1.7411, 1e-3) // gamma quantiles of shape 204: 181.07 and 228.02
	near(t, "hi", twice.Hi, 2.1925, 1e-3)
	if got := Learn(0, 0, 0); got != (Kappa{1, 1, 1}) {
		t.Errorf("with nothing known kappa is %+v", got)
	}
}
