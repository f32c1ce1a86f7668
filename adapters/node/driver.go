package node

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Pump is one thing that runs: it does what there is to do now and tells whether that was anything.
type Pump interface {
	Step(ctx context.Context) (worked bool, err error)
}

// Timed is a pump that may have something to do at a later instant without a new record.
type Timed interface {
	Next() (time.Time, bool)
}

// Deterministic steps pumps in one thread on a virtual clock: the same pumps and the same seed give the same log.
type Deterministic struct {
	clock *Virtual
	pumps []Pump
	order *rand.Rand // shuffles the pumps of each round; nil: the order given
}

// NewDeterministic takes the pumps in the order in which they are stepped.
func NewDeterministic(clock *Virtual, pumps ...Pump) *Deterministic {
	return &Deterministic{clock: clock, pumps: slices.Clone(pumps)} // shuffled, and the caller's order is his own
}

// Shuffle makes every round use another order, drawn from the seed: no rule may lean on the order of the pumps.
func (d *Deterministic) Shuffle(seed uint64) {
	d.order = rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15))
}

// maxRounds bounds the rounds at one instant: pumps that never come to rest are a bug.
const maxRounds = 100_000

// Settle steps all pumps until none has anything to do at this instant.
func (d *Deterministic) Settle(ctx context.Context) error {
	for range maxRounds {
		worked, err := d.round(ctx)
		if err != nil || !worked {
			return err
		}
	}
	return fmt.Errorf("settle at %s: the pumps do not come to rest", d.clock.Now().Format(time.RFC3339))
}

func (d *Deterministic) round(ctx context.Context) (worked bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if d.order != nil {
		d.order.Shuffle(len(d.pumps), func(i, j int) { d.pumps[i], d.pumps[j] = d.pumps[j], d.pumps[i] })
	}
	for _, p := range d.pumps {
		did, err := p.Step(ctx)
		if err != nil {
			return worked, err
		}
		worked = worked || did
	}
	return worked, nil
}

// Run settles, jumps to the next instant at which a pump could have something to do, and so on until there is none or
// it lies behind until. It answers with the clock at the last instant at which anything could happen.
func (d *Deterministic) Run(ctx context.Context, until time.Time) error {
	for {
		if err := d.Settle(ctx); err != nil {
			return err
		}
		next, ok := d.next()
		if !ok || next.After(until) {
			return nil
		}
		d.clock.AdvanceTo(next)
	}
}

// next is the earliest instant after now that a pump names. One that names a past instant but has nothing to do has
// been asked already: it must not hold the clock.
func (d *Deterministic) next() (next time.Time, ok bool) {
	now := d.clock.Now()
	for _, p := range d.pumps {
		timed, is := p.(Timed)
		if !is {
			continue
		}
		if at, has := timed.Next(); has && at.After(now) && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}
