package staffing

// LineGoal is what a line promises whose customers give up when it takes too long.
type LineGoal struct {
	Abandon float64 // share that may give up, at most
	Wait    float64 // mean wait of all, at most, in the unit of the handling time
}

// LineAgents is the smallest number of agents who keep the goal against so many calls per unit of time, by Erlang A: rates
// mu of handling and theta of giving up. With theta 0 nobody gives up, and the wait alone decides.
func LineAgents(lambda, mu, theta float64, goal LineGoal) int {
	if lambda <= 0 {
		return 0
	}
	keeps := func(n int) bool {
		a := ErlangA(lambda, mu, theta, n)
		stuck := theta <= 0 && lambda >= float64(float64(n)*mu)
		return !stuck && a.Abandon <= goal.Abandon && a.Time <= goal.Wait
	}
	few, many := 0, 1 // fewer never do better, so that the number can be bracketed and halved
	for !keeps(many) {
		few, many = many, 2*many
		if float64(few) > float64(100*lambda/mu)+1000 {
			return many // a goal that nobody can keep
		}
	}
	for few+1 < many {
		if half := (few + many) / 2; keeps(half) {
			many = half
		} else {
			few = half
		}
	}
	return many
}
