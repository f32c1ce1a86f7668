package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"tocsin/adapters/channels"
	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/inventory"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

func shipped(t *testing.T) playbook.Playbook {
	t.Helper()
	rules, err := loadPlaybook("")
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// maxEvents bounds one crisis of the simulation.
const maxEvents = 300

// lives is what a run of seeds came through.
type lives struct {
	largest int            // events in one crisis
	hits    map[string]int // lives ended, by fail point
}

func TestInvariantsHoldThroughCrashes(t *testing.T) {
	t.Parallel()
	seeds, part := 500, 50
	if testing.Short() {
		seeds, part = 20, 10
	}
	rules, parts := shipped(t), make([]lives, seeds/part)
	t.Run("seeds", func(t *testing.T) {
		for n := range parts {
			from := uint64(n*part + 1)
			t.Run(fmt.Sprintf("from %d", from), func(t *testing.T) {
				t.Parallel()
				parts[n] = liveThrough(t, rules, from, part)
			})
		}
	})
	all := lives{hits: map[string]int{}}
	for _, one := range parts {
		all.largest = max(all.largest, one.largest)
		for name, hits := range one.hits {
			all.hits[name] += hits
		}
	}
	t.Logf("%d seeds, at most %d events in one crisis, crashes by fail point: %v", seeds, all.largest, all.hits)
	if all.largest > maxEvents {
		t.Errorf("a crisis has %d events, want at most %d", all.largest, maxEvents)
	}
	if testing.Short() {
		return // so few crises do not meet every fail point
	}
	for _, name := range node.FailPoints() {
		if want := seeds / 5; all.hits[name] < want {
			t.Errorf("fail point %s ended %d lives, want at least %d", name, all.hits[name], want)
		}
	}
}

// liveThrough lives through so many seeds; the first that breaks an invariant ends the test.
func liveThrough(t *testing.T, rules playbook.Playbook, from uint64, seeds int) lives {
	t.Helper()
	l := lives{hits: map[string]int{}}
	for seed := from; seed < from+uint64(seeds); seed++ {
		m, err := simulateSeed(t.Context(), seed, rules, sabotage{})
		if err != nil {
			t.Fatalf("seed %d: %v\nplay it again: tocsin simulate --from %d --seeds 1", seed, err, seed)
		}
		m.hitsInto(l.hits)
		l.largest = max(l.largest, m.events())
	}
	return l
}

func TestTheSameSeedGivesTheSameLog(t *testing.T) {
	t.Parallel()
	rules := shipped(t)
	for seed := uint64(1); seed <= 3; seed++ {
		var digests [2]string
		for n := range digests {
			m, err := simulateSeed(t.Context(), seed, rules, sabotage{})
			if err != nil {
				t.Fatal(err)
			}
			if digests[n], err = m.house.projector.Digest(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if digests[0] != digests[1] {
			t.Errorf("seed %d: %s, then %s", seed, digests[0], digests[1])
		}
	}
}

// A simulation that never fails proves nothing: each bug must be caught by the invariant that is there for it.
func TestSeededBugsAreCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: hundreds of seeds in short mode")
	}
	t.Parallel()
	for _, bug := range []struct {
		name, invariant string
		sabotage        sabotage
	}{
		{"a hold does not look at the capacity", "I1", sabotage{kinds: holdAnything}},
		{"every send has a key of its own", "I4", sabotage{channel: func(c channels.Channel) channels.Channel { return &forgetful{Channel: c} }}},
		{"nobody notices that a text was superseded", "I8", sabotage{
			outlog: func(l domain.EventLog) domain.EventLog { return deaf{l} },
			policy: func(p domain.Policy) domain.Policy { return careless{p} },
		}},
	} {
		t.Run(bug.name, func(t *testing.T) {
			t.Parallel()
			for seed := uint64(1); seed <= 300; seed++ {
				_, err := simulateSeed(t.Context(), seed, shipped(t), bug.sabotage)
				if err != nil && strings.Contains(err.Error(), bug.invariant+":") {
					t.Logf("caught by seed %d: %v", seed, firstLine(err))
					return
				}
			}
			t.Errorf("300 seeds did not catch it by %s", bug.invariant)
		})
	}
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// holdAnything breaks the rule of the inventory: every hold is granted, whatever is free, and nothing is taken back for it.
func holdAnything(kinds []domain.Kind) []domain.Kind {
	for n, k := range kinds {
		if k.Category != "inventory" {
			continue
		}
		decide := k.Decide
		kinds[n].Decide = func(command, state any) ([]domain.Event, error) {
			if hold, ok := command.(inventory.Hold); ok {
				return []domain.Event{inventory.UnitsHeld{OfferID: hold.OfferID, N: hold.N, Until: hold.Until}}, nil
			}
			return decide(command, state)
		}
	}
	return kinds
}

// forgetful breaks the idempotency of a channel: it gives the provider another key at each try.
type forgetful struct {
	channels.Channel
	tries int
}

func (f *forgetful) Send(ctx context.Context, d channels.Delivery) (channels.Receipt, error) {
	receipt, err := f.Channel.Send(ctx, d)
	if _, refused := errors.AsType[*channels.Error](err); err != nil && !refused { // nobody knows: it simply sends again
		f.tries++
		d.Key = fmt.Sprintf("%s/%d", d.Key, f.tries)
		return f.Channel.Send(ctx, d)
	}
	return receipt, err
}

// deaf breaks the recheck before a send: the dispatcher never hears of a second version.
type deaf struct{ domain.EventLog }

func (l deaf) ReadAll(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		for r, err := range l.EventLog.ReadAll(ctx, after) {
			if p, ok := r.Event.(statement.Published); ok && p.Version > 1 {
				p.Version = 1
				r.Event = p
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// careless breaks supersession: what is queued of an old text stays queued.
type careless struct{ domain.Policy }

func (p careless) React(r domain.Recorded) []domain.Request {
	return slices.DeleteFunc(p.Policy.React(r), func(request domain.Request) bool {
		_, suppresses := request.Command.(delivery.SuppressOpen)
		_, aborts := request.Command.(outreach.Abort)
		return suppresses || aborts
	})
}
