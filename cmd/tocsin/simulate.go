package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"tocsin/adapters/node"
	"tocsin/domain/playbook"
)

func newSimulateCmd() *cobra.Command {
	var s simulator
	c := &cobra.Command{
		Use:   "simulate",
		Short: "Live through many small crises with crashes, and check that nothing is lost, doubled or said unapproved",
		Long: `Each seed is one small crisis on a log in memory: its shape, its crashes at named fail points, the faults of the provider
and the order of the policies are drawn from it. After each, the invariants are checked by folds of their own. A seed
that fails is made as short as it goes, and prints its history and the command that plays it again.`,
		Example: "  tocsin simulate --seeds 1000\n  tocsin simulate --from 4711 --seeds 1\n  tocsin simulate --from 4711 --seeds 1 --without 3,7",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			switch {
			case s.seeds < 1:
				return usage("--seeds: want at least 1")
			case len(s.without) > 0 && s.seeds > 1:
				return usage("--without: it leaves out steps of one crisis; add --seeds 1")
			}
			var err error
			if s.rules, err = loadPlaybook(""); err != nil {
				return err
			}
			return s.run(c)
		},
	}
	c.Flags().Uint64Var(&s.from, "from", 1, "the first seed")
	c.Flags().IntVar(&s.seeds, "seeds", 200, "how many")
	c.Flags().IntSliceVar(&s.without, "without", nil, "leave out these steps of the one crisis, by number")
	c.Flags().BoolVar(&s.shorten, "shorten", true, "make the history of a seed that fails short")
	c.Flags().BoolVar(&s.twice, "twice", false, "live through each seed twice; the traces must be equal")
	return c
}

// simulator lives through many seeds.
type simulator struct {
	rules    playbook.Playbook
	from     uint64
	seeds    int
	without  []int
	twice    bool
	shorten  bool
	sabotage sabotage

	mu      sync.Mutex
	next    uint64
	failed  map[uint64]error
	hits    map[string]int
	events  int
	largest int
}

func (s *simulator) run(c *cobra.Command) error {
	bar := newProgress(c, s.seeds, "seeds")
	err := s.all(c.Context(), func() { _ = bar.Add(1) })
	_ = bar.Finish()
	if err != nil {
		return err
	}
	out := c.OutOrStdout()
	fmt.Fprintf(out, "%d seeds from %d: all invariants hold; %d events, at most %d in one crisis\n", s.seeds, s.from, s.events, s.largest)
	if s.twice {
		fmt.Fprintf(out, "each lived through twice: %d of %d traces equal\n", s.seeds, s.seeds)
	}
	fmt.Fprintln(out, "crashes by fail point:")
	for _, name := range slices.Sorted(slices.Values(node.FailPoints())) {
		fmt.Fprintf(out, "  %-18s %d\n", name, s.hits[name])
	}
	return nil
}

// all lives through every seed, as many at once as there are processors. The first seed that fails is the answer, made
// short.
func (s *simulator) all(ctx context.Context, done func()) error {
	s.next, s.failed, s.hits = s.from, map[uint64]error{}, map[string]int{}
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), s.seeds) {
		group.Go(func() {
			for seed, ok := s.take(); ok; seed, ok = s.take() {
				s.note(seed, s.one(ctx, seed))
				done()
			}
		})
	}
	group.Wait()
	for _, seed := range slices.Sorted(maps.Keys(s.failed)) {
		return s.explain(ctx, seed, s.failed[seed])
	}
	return nil
}

// take gives the next seed; none behind one that has failed.
func (s *simulator) take() (seed uint64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.failed) > 0 || s.next == s.from+uint64(s.seeds) {
		return 0, false
	}
	s.next++
	return s.next - 1, true
}

func (s *simulator) note(seed uint64, err error) {
	if err == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed[seed] = err
}

// one lives through a seed, or twice.
func (s *simulator) one(ctx context.Context, seed uint64) error {
	m, err := simulateWithout(ctx, seed, s.rules, s.sabotage, s.without)
	if err != nil {
		return err
	}
	if s.twice {
		if err := s.again(ctx, seed, m); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m.hitsInto(s.hits)
	s.events, s.largest = s.events+m.events(), max(s.largest, m.events())
	return nil
}

func (s *simulator) again(ctx context.Context, seed uint64, first *simulation) error {
	second, err := simulateWithout(ctx, seed, s.rules, s.sabotage, s.without)
	if err != nil {
		return err
	}
	a, err := first.trace(ctx)
	if err != nil {
		return err
	}
	b, err := second.trace(ctx)
	if err == nil && a != b {
		err = errors.New("P14: the second life through it leads to another trace")
	}
	return err
}

// explain makes a failing seed short, and gives its history and the command that plays it again.
func (s *simulator) explain(ctx context.Context, seed uint64, failure error) error {
	if !s.shorten {
		return fmt.Errorf("seed %d: %w", seed, failure)
	}
	short := shorten(ctx, seed, s.rules, s.sabotage, s.without, failure)
	command := fmt.Sprintf("tocsin simulate --from %d --seeds 1", seed)
	if len(short.without) > 0 {
		command += " --without " + ranges(short.without)
	}
	if s.twice {
		command += " --twice"
	}
	return fmt.Errorf("seed %d: %w\n%s\nplay it again: %s", seed, short.failure, strings.TrimSuffix(short.history, "\n"), command)
}

// simulateSeed lives through one crisis and checks it.
func simulateSeed(ctx context.Context, seed uint64, rules playbook.Playbook, s sabotage) (*simulation, error) {
	return simulateWithout(ctx, seed, rules, s, nil)
}

// simulateWithout leaves out steps.
func simulateWithout(ctx context.Context, seed uint64, rules playbook.Playbook, s sabotage, without []int) (m *simulation, err error) {
	left := map[int]bool{}
	for _, n := range without {
		left[n] = true
	}
	if m, err = newSimulation(seed, rules, s, left); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.vault.Close()) }()
	if err := m.run(ctx); err != nil {
		return m, err
	}
	return m, m.check(ctx)
}
