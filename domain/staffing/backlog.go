package staffing

import "math"

// Interval is a stretch of time at a desk whose work may wait: letters, direct messages, callbacks.
type Interval struct {
	LengthS   float64
	Arrivals  float64 // contacts that come in it
	Agents    float64 // productive ones; part of one if somebody comes or goes in it
	Abandoned float64 // contacts that settle themselves in it
}

// Backlog is what waits at the end of an interval: max(0, b + V - n/AHT - abandoned), the fluid limit of a queue that is
// never empty. It holds above capacity too, where Erlang's formulas have no answer.
func Backlog(before, handlingS float64, i Interval) float64 {
	served := float64(i.Agents*i.LengthS) / handlingS
	return max(0, before+i.Arrivals-served-i.Abandoned)
}

// Backlogs is what waits at the end of each interval.
func Backlogs(before, handlingS float64, intervals []Interval) []float64 {
	list := make([]float64, len(intervals))
	for n, i := range intervals {
		before = Backlog(before, handlingS, i)
		list[n] = before
	}
	return list
}

// NewcomerWait is how long, in seconds, somebody waits who comes behind a backlog: b AHT / n.
func NewcomerWait(backlog, handlingS, agents float64) float64 {
	switch {
	case backlog <= 0:
		return 0
	case agents <= 0:
		return math.Inf(1)
	}
	return float64(backlog*handlingS) / agents
}

// Clear is the first interval, counted from 1, at whose end nothing waits; 0 if nothing waits now. Ok is false if none
// of the intervals sees the end.
func Clear(before, handlingS float64, intervals []Interval) (n int, ok bool) {
	if before <= 0 {
		return 0, true
	}
	for n, left := range Backlogs(before, handlingS, intervals) {
		if left == 0 {
			return n + 1, true
		}
	}
	return len(intervals), false
}

// AgentsForReply is the fewest agents who answer so many contacts within the announced reply time, each busy for at most
// so much of the time: n >= work due in a window / length of the window.
func AgentsForReply(contacts, handlingS, replyS, occupancy float64) int {
	return int(math.Ceil(float64(contacts*handlingS) / float64(replyS*occupancy)))
}
