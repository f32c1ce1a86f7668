package staffing

import "math"

// Impatience is what becomes of a queue whose callers hang up.
type Impatience struct {
	Wait      float64 // share of calls that wait at all
	Abandon   float64 // share that hang up
	MeanWaitS float64 // over all calls, those that hang up included
}

// negligible is the probability of a state, relative to the likeliest, below which the rest is left out.
const negligible = 1e-18

// ErlangA is the queue M/M/n+M (C. Palm, 1943): p(k) = p(k-1) lambda / (min(k,n) mu + max(0,k-n) theta). Patience is
// the mean time after which a waiting caller hangs up; +Inf makes it Erlang's C, which at or above capacity has no
// steady state: everybody waits, for ever.
func ErlangA(perHour, handlingS, patienceS float64, agents int) Impatience {
	if perHour <= 0 {
		return Impatience{}
	}
	q := queue{lambda: perHour / 3600, mu: 1 / handlingS, theta: 1 / patienceS, n: agents}
	if q.theta == 0 && q.lambda >= float64(q.mu*float64(agents)) {
		return Impatience{Wait: 1, MeanWaitS: math.Inf(1)}
	}
	all, waiting, inQueue := q.weigh()
	length := inQueue / all // mean number of callers who wait
	return Impatience{
		Wait: waiting / all, Abandon: float64(q.theta*length) / q.lambda, MeanWaitS: length / q.lambda,
	}
}

// queue holds rates per second.
type queue struct {
	lambda, mu, theta float64
	n                 int
}

// leave is the rate at which state k is left downwards.
func (q queue) leave(k int) float64 {
	return float64(float64(min(k, q.n))*q.mu) + float64(float64(max(0, k-q.n))*q.theta)
}

// likeliest is the state that has most weight: beyond it more leave than come.
func (q queue) likeliest() int {
	served := float64(q.mu * float64(q.n))
	if q.lambda < served {
		return int(q.lambda / q.mu)
	}
	if q.theta == 0 {
		return q.n
	}
	return q.n + int((q.lambda-served)/q.theta)
}

// weigh sums the weights of all states, of those in which a newcomer waits, and of the queue's length. It begins at the
// likeliest state with weight 1, so that nothing overflows at thousands of erlangs.
func (q queue) weigh() (all, waiting, inQueue float64) {
	add := func(k int, w float64) {
		all += w
		if k >= q.n {
			waiting += w
			inQueue += float64(w * float64(k-q.n))
		}
	}
	top := q.likeliest()
	add(top, 1)
	for k, w := top, 1.0; k > 0 && w >= negligible; k-- {
		w = float64(w*q.leave(k)) / q.lambda
		add(k-1, w)
	}
	for k, w := top+1, 1.0; w >= negligible; k++ {
		w = float64(w*q.lambda) / q.leave(k)
		add(k, w)
	}
	return all, waiting, inQueue
}
