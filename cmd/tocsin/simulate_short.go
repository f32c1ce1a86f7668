package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/domain/playbook"
)

// shortest is the least of a crisis that still fails in the same way.
type shortest struct {
	without []int // steps left out
	failure error
	history string
}

// maxShortening bounds how often a failing crisis is lived through again to make it short.
const maxShortening = 400

// shorten leaves out steps, first many at once and then fewer, as long as the same invariant is broken.
func shorten(ctx context.Context, seed uint64, rules playbook.Playbook, s sabotage, without []int, failure error) shortest {
	tries := 0
	fails := func(without []int) (m *simulation, err error, same bool) {
		tries++
		m, err = simulateWithout(ctx, seed, rules, s, without)
		return m, err, err != nil && invariantOf(err) == invariantOf(failure)
	}
	best := shortest{without: slices.Clone(without), failure: failure}
	m, _, _ := fails(without)
	if m == nil {
		return best
	}
	total := len(m.plan.steps)
	for size := max(1, total/2); size > 0 && ctx.Err() == nil; size /= 2 {
		for begin := 0; begin < total && tries < maxShortening; begin += size {
			fewer := slices.Clone(best.without)
			for n := begin; n < min(begin+size, total); n++ {
				if !slices.Contains(fewer, n) {
					fewer = append(fewer, n)
				}
			}
			if len(fewer) == len(best.without) {
				continue
			}
			if shorter, err, same := fails(fewer); same {
				best.without, best.failure, m = fewer, err, shorter
			}
		}
	}
	slices.Sort(best.without)
	best.history = history(ctx, m)
	return best
}

// invariantOf is the name of the first invariant that an error says is broken: "I4", or "" for another kind of failure.
func invariantOf(err error) string {
	name, _, found := strings.Cut(err.Error(), ":")
	if !found || len(name) > 3 {
		return ""
	}
	return name
}

// history tells what happened: the steps from outside, and then the log.
func history(ctx context.Context, m *simulation) string {
	var b strings.Builder
	fmt.Fprintln(&b, "steps from outside:")
	for n, s := range m.plan.steps {
		if slices.ContainsFunc(m.steps, func(kept step) bool { return kept == s }) {
			fmt.Fprintf(&b, "  %2d %s\n", n, s)
		}
	}
	fmt.Fprintln(&b, "the log:")
	for r, err := range m.log.ReadAll(ctx, 0) {
		if err != nil {
			fmt.Fprintln(&b, err)
			break
		}
		fmt.Fprintf(&b, "  %3d %s %-28s %s by %s\n", r.Position, r.Meta.RecordedAt.Format(time.TimeOnly), r.Type, r.Stream, r.Meta.Actor.ID)
	}
	return b.String()
}

// ranges writes sorted numbers as a flag takes them: "0,3,4".
func ranges(numbers []int) string {
	texts := make([]string, len(numbers))
	for n, number := range numbers {
		texts[n] = strconv.Itoa(number)
	}
	return strings.Join(texts, ",")
}
