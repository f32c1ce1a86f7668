// Package staffing answers how many people a load needs and what the load does to them: Erlang B, C and A for work
// that waits on the line, a fluid backlog for work that waits in a queue, and the curve by which the people affected by
// an incident ask. Plain functions, standard library only; loads are in erlang (rate times handling time), rates and
// times in one unit of the caller's choice unless the name says which.
package staffing

import "tocsin/domain/detect"

// ErlangB is the probability that a call finds all n agents busy when those who do are turned away:
// B_0 = 1, B_k = a B_(k-1) / (k + a B_(k-1)). Never factorials: they overflow.
func ErlangB(load float64, agents int) float64 {
	b := 1.0
	for k := 1; k <= agents; k++ {
		ab := float64(load * b)
		b = ab / (float64(k) + ab)
	}
	return b
}

// ErlangC is the probability that a call has to wait when nobody gives up: B / (1 - rho (1 - B)). It is 1 at or above
// capacity, where a queue without patience grows without end: use Backlog there.
func ErlangC(load float64, agents int) float64 {
	if load >= float64(agents) {
		return 1
	}
	b := ErlangB(load, agents)
	rho := load / float64(agents)
	return b / (1 - float64(rho*(1-b)))
}

// ServiceLevel is the share of calls answered within target: 1 - C exp(-(n-a) target/handling). 0 at or above
// capacity.
func ServiceLevel(load float64, agents int, handling, target float64) float64 {
	if load >= float64(agents) {
		return 0
	}
	spare := float64(agents) - load
	return 1 - float64(ErlangC(load, agents)*detect.Exp(-float64(spare*target)/handling))
}

// AnswerTime is the average speed of answer: C handling / (n-a), in the unit of handling. Ok is false at or above
// capacity, where there is none.
func AnswerTime(load float64, agents int, handling float64) (asa float64, ok bool) {
	if load >= float64(agents) {
		return 0, false
	}
	return float64(ErlangC(load, agents)*handling) / (float64(agents) - load), true
}

// Occupancy is the share of their time that agents are busy, at most 1.
func Occupancy(load float64, agents int) float64 {
	if agents <= 0 {
		return 1
	}
	return min(1, load/float64(agents))
}

// Goal is what a line promises.
type Goal struct {
	Share     float64 // of calls answered ...
	Within    float64 // ... in this time, in the unit of the handling time
	Occupancy float64 // cap on the agents' occupancy; 0: none
}

// Agents is the smallest number that meets the goal.
func Agents(load, handling float64, goal Goal) int {
	if load <= 0 {
		return 0
	}
	n := int(load) + 1
	for goal.Occupancy > 0 && load > float64(goal.Occupancy*float64(n)) {
		n++
	}
	for ServiceLevel(load, n, handling, goal.Within) < min(goal.Share, 1-1e-9) {
		n++
	}
	return n
}

// Impatience is the answer of Erlang A.
type Impatience struct {
	Wait    float64 // share that has to wait
	Abandon float64 // share that gives up
	Queue   float64 // mean number waiting
	Time    float64 // mean wait of all, in the caller's unit of time
}

// ErlangA is the queue whose customers give up at rate theta each while they wait:
// p_k = p_(k-1) lambda / (min(k,n) mu + max(0,k-n) theta), to where p_k is lost beside the largest. With no patience
// rate at or above capacity there is no steady state: everybody waits, and the rest is zero.
func ErlangA(lambda, mu, theta float64, agents int) Impatience {
	n := float64(agents)
	if theta <= 0 && lambda >= float64(n*mu) {
		return Impatience{Wait: 1}
	}
	p, largest := 1.0, 1.0
	total, waiting, queue := 1.0, 0.0, 0.0
	if agents <= 0 {
		waiting = 1
	}
	for k := 1; ; k++ {
		busy := min(float64(k), n)
		over := max(0, float64(k)-n)
		p = float64(p*lambda) / (float64(busy*mu) + float64(over*theta))
		if p > 1e200 { // the sums are only ever compared with each other
			p, largest, total, waiting, queue = p*1e-200, largest*1e-200, total*1e-200, waiting*1e-200, queue*1e-200
		}
		largest = max(largest, p)
		total += p
		if k >= agents {
			waiting += p
			queue += float64(over * p)
		}
		if p < float64(1e-18*largest) {
			break
		}
	}
	a := Impatience{Wait: waiting / total, Queue: queue / total}
	if lambda > 0 {
		a.Abandon, a.Time = float64(theta*a.Queue)/lambda, a.Queue/lambda
	}
	return a
}
