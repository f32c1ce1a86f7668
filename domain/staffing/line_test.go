package staffing

import (
	"testing"

	"pgregory.net/rapid"
)

// The figures are those of a national line: 2,700 calls an hour of 600 s each, patience 600 s.
func TestALineThatKeepsItsGoal(t *testing.T) {
	lambda, mu, theta := 2700.0/3600, 1.0/600, 1.0/600
	for _, c := range []struct {
		goal LineGoal
		want int
	}{
		{LineGoal{Abandon: 0.600, Wait: 3600}, 180}, {LineGoal{Abandon: 0.289, Wait: 3600}, 320}, {LineGoal{Abandon: 0.0189, Wait: 3600}, 450},
	} {
		got := LineAgents(lambda, mu, theta, c.goal)
		if got < c.want-1 || got > c.want+1 {
			t.Errorf("%+v: %d agents, want about %d", c.goal, got, c.want)
		}
	}
	if got := LineAgents(10, 1, 1, LineGoal{Abandon: 0.1252, Wait: 1}); got != 10 { // P(abandon) of 10 agents is 0.12511
		t.Errorf("%d agents, want 10", got)
	}
	if got := LineAgents(10, 1, 1, LineGoal{Abandon: 0.1250, Wait: 1}); got != 11 {
		t.Errorf("%d agents, want 11", got)
	}
	if got := LineAgents(0, mu, theta, LineGoal{}); got != 0 {
		t.Errorf("nobody calls: %d agents", got)
	}
}

func TestThePatientLineIsErlangC(t *testing.T) {
	asa, _ := AnswerTime(10, 13, 180)
	if got := LineAgents(10.0/180, 1.0/180, 0, LineGoal{Wait: asa + 1e-6}); got != 13 {
		t.Errorf("%d agents, want 13", got)
	}
}

func TestLineAgentsAreTheFewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lambda := rapid.Float64Range(1e-3, 1).Draw(t, "per second")
		mu := 1 / rapid.Float64Range(30, 900).Draw(t, "handling")
		theta := 1 / rapid.Float64Range(10, 3600).Draw(t, "patience")
		goal := LineGoal{Abandon: rapid.Float64Range(0.005, 0.9).Draw(t, "abandon"), Wait: rapid.Float64Range(1, 600).Draw(t, "wait")}
		keeps := func(n int) bool {
			a := ErlangA(lambda, mu, theta, n)
			return a.Abandon <= goal.Abandon && a.Time <= goal.Wait
		}
		if n := LineAgents(lambda, mu, theta, goal); !keeps(n) || n > 1 && keeps(n-1) {
			t.Fatalf("%d agents: keeps %v, one fewer %v", n, keeps(n), keeps(n-1))
		}
	})
}
