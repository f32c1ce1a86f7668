package staffing

import (
	"math"

	"tocsin/domain/detect"
)

// ErlangC is the share of calls that wait when all do so patiently: C = B / (1 - rho (1 - B)), rho = a/n (A. K. Erlang,
// 1917). At or above capacity the queue has no steady state: everybody waits, 1.
func ErlangC(load float64, agents int) float64 { return fromB(ErlangB(load, agents), load, agents) }

func fromB(b, load float64, agents int) float64 {
	if load >= float64(agents) {
		return 1
	}
	rho := load / float64(agents)
	return b / (1 - float64(rho*(1-b)))
}

// ServiceLevel is the share of calls answered within a time: 1 - C exp(-(n-a) T / AHT). At or above capacity it is 0.
func ServiceLevel(load float64, agents int, handlingS, withinS float64) float64 {
	return level(ErlangC(load, agents), load, agents, handlingS, withinS)
}

func level(c, load float64, agents int, handlingS, withinS float64) float64 {
	if load >= float64(agents) {
		return 0
	}
	spare := float64(agents) - load
	return 1 - float64(c*detect.Exp(-float64(spare*withinS)/handlingS))
}

// MeanWait is the average speed of answer in seconds, over all calls: C AHT / (n-a). At or above capacity it is infinite.
func MeanWait(load float64, agents int, handlingS float64) float64 {
	if load >= float64(agents) {
		return math.Inf(1)
	}
	return float64(ErlangC(load, agents)*handlingS) / (float64(agents) - load)
}

// Occupancy is the share of their time for which agents are busy, 1 at most.
func Occupancy(load float64, agents int) float64 {
	if load >= float64(agents) {
		return 1
	}
	return load / float64(agents)
}

// Target is what a telephone service promises.
type Target struct {
	Share     float64 // of calls, below 1
	WithinS   float64 // answered within
	Occupancy float64 // of agents at most; 0: as it comes
}

// AgentsFor is the fewest agents that meet a target.
func AgentsFor(load, handlingS float64, t Target) int {
	if load <= 0 {
		return 0
	}
	b, n := 1.0, 0
	for {
		n++
		b = nextB(b, load, n)
		if load >= float64(n) || t.Occupancy > 0 && Occupancy(load, n) > t.Occupancy {
			continue
		}
		if level(fromB(b, load, n), load, n, handlingS, t.WithinS) >= t.Share {
			return n
		}
	}
}
