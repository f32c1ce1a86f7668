package main

import (
	"encoding/json"
	"io"
)

// json writes the outcome for programs. A list or a table that is empty is written as such: null would be a third state,
// which every reader would have to know.
func (o *outcome) json(w io.Writer) error {
	full := *o
	full.Surges, full.NoBaseline, full.BestLnE = listOf(o.Surges), listOf(o.NoBaseline), listOf(o.BestLnE)
	full.Crises, full.Statements, full.Callouts, full.Parked = listOf(o.Crises), listOf(o.Statements), listOf(o.Callouts), listOf(o.Parked)
	full.Levers, full.Bottlenecks = listOf(o.Levers), listOf(o.Bottlenecks)
	full.Refusals, full.PlayedRefused = countsOf(o.Refusals), countsOf(o.PlayedRefused)
	full.Notices.Suppressed = countsOf(o.Notices.Suppressed)
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(full)
}

func listOf[E any](list []E) []E { return append([]E{}, list...) }

func countsOf(counts map[string]int) map[string]int {
	if counts == nil {
		return map[string]int{}
	}
	return counts
}
