package main

import (
	"slices"
	"time"

	"tocsin/adapters/inbound"
)

// bulk is where in time the facts of an input lie, but for stray ones. A single time of the year 9999 would else let the
// virtual clock run for millennia.
type bulk struct {
	first, last time.Time
	gap         time.Duration // that a fact may lie away from it
}

// leastTimeGap leaves room for what is rightly apart: a notice and its departure, a day and an instant of it elsewhere.
const leastTimeGap = 48 * time.Hour

// bulkOf finds the part with the most times that no gap divides; of two that are equal, the earlier.
func bulkOf(times []time.Time, gap time.Duration) bulk {
	times = slices.SortedFunc(slices.Values(times), time.Time.Compare)
	best, most := bulk{gap: gap}, 0
	for from, n := 0, 0; n < len(times); n++ {
		if n > 0 && times[n].Sub(times[n-1]) > gap {
			from = n
		}
		if size := n - from + 1; size > most {
			best.first, best.last, most = times[from], times[n], size
		}
	}
	return best
}

// near tells whether a time lies in the bulk or no further from it than the gap. Everything is near nothing.
func (b bulk) near(at time.Time) bool {
	return b.first.IsZero() || b.first.Sub(at) <= b.gap && at.Sub(b.last) <= b.gap
}

// far is the report about a fact that is not near.
func far(file string, line int, field string) *inbound.RowError {
	return &inbound.RowError{File: file, Line: line, Field: field, Reason: "lies further from the rest of the input than --max-time-gap"}
}
