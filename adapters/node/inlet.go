package node

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tocsin/domain"
)

// Fact is one command from outside with the instant at which it arrives.
type Fact struct {
	At   time.Time
	Ask  domain.Request
	Meta domain.Meta // Key and Actor at least
	// Done is told what came of it, if it is set.
	Done func(Outcome, error)
}

// Inlet is the pump of outside facts that are known beforehand: a recorded day, a script. Each is asked when the clock
// has come to its instant.
type Inlet struct {
	executor *Executor
	clock    Clock
	facts    []Fact // by time, then as given
	taken    int
}

// NewInlet sorts the facts by time; those of one instant keep their order.
func NewInlet(x *Executor, clock Clock, facts []Fact) *Inlet {
	facts = slices.Clone(facts)
	slices.SortStableFunc(facts, func(a, b Fact) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return &Inlet{executor: x, clock: clock, facts: facts}
}

// Left is how many facts have not been asked yet.
func (i *Inlet) Left() int { return len(i.facts) - i.taken }

// Step asks everything whose instant has come, in one batch. After a fault all of it is asked again: what was recorded
// is known by its key, and nobody is told before everything is.
func (i *Inlet) Step(ctx context.Context) (bool, error) {
	now := i.clock.Now()
	var due []*Asked
	for _, f := range i.facts[i.taken:] {
		if f.At.After(now) {
			break
		}
		due = append(due, &Asked{Request: f.Ask, Meta: f.Meta})
	}
	if len(due) == 0 {
		return false, nil
	}
	i.executor.Batch(ctx, due)
	for _, a := range due {
		if _, refused := domain.Refused(a.Err); a.Err != nil && !refused {
			return true, fmt.Errorf("ask %s: %w", a.To, a.Err)
		}
	}
	from := i.taken
	i.taken += len(due)
	for n, a := range due {
		if done := i.facts[from+n].Done; done != nil {
			done(a.Outcome, a.Err)
		}
	}
	return true, nil
}

// Next is the instant of the next fact.
func (i *Inlet) Next() (time.Time, bool) {
	if i.taken == len(i.facts) {
		return time.Time{}, false
	}
	return i.facts[i.taken].At, true
}
