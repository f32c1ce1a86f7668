package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"tocsin/adapters/node"
	"tocsin/domain/playbook"
)

func newSimulateCmd() *cobra.Command {
	var from uint64
	var seeds int
	c := &cobra.Command{
		Use:   "simulate",
		Short: "Live through many small crises with crashes, and check that nothing is lost, doubled or said unapproved",
		Long: `Each seed is one small crisis on a log in memory: its shape, its crashes at named fail points, the faults of the provider
and the order of the policies are drawn from it. After each, the invariants are checked by folds of their own. A seed
that fails prints the command that plays it again.`,
		Example: "  tocsin simulate --seeds 1000\n  tocsin simulate --from 4711 --seeds 1",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if seeds < 1 {
				return usage("--seeds: want at least 1")
			}
			rules, err := loadPlaybook("")
			if err != nil {
				return err
			}
			return simulateMany(c, rules, from, seeds)
		},
	}
	c.Flags().Uint64Var(&from, "from", 1, "the first seed")
	c.Flags().IntVar(&seeds, "seeds", 200, "how many")
	return c
}

func simulateMany(c *cobra.Command, rules playbook.Playbook, from uint64, seeds int) error {
	bar := newProgress(c, seeds, "seeds")
	total, events, most := map[string]int{}, 0, 0
	for n := range seeds {
		seed := from + uint64(n)
		m, err := simulateSeed(c.Context(), seed, rules, sabotage{})
		if err != nil {
			return fmt.Errorf("seed %d: %w\nplay it again: tocsin simulate --from %d --seeds 1", seed, err, seed)
		}
		m.hitsInto(total)
		size := int(m.house.projector.Position())
		events, most = events+size, max(most, size)
		_ = bar.Add(1)
	}
	_ = bar.Finish()
	out := c.OutOrStdout()
	fmt.Fprintf(out, "%d seeds from %d: all invariants hold; %d events, at most %d in one crisis\n", seeds, from, events, most)
	fmt.Fprintln(out, "crashes by fail point:")
	for _, name := range slices.Sorted(slices.Values(node.FailPoints())) {
		fmt.Fprintf(out, "  %-18s %d\n", name, total[name])
	}
	for _, name := range slices.Sorted(maps.Keys(total)) {
		if !slices.Contains(node.FailPoints(), name) {
			return fmt.Errorf("fail point %s is in no list", name)
		}
	}
	return nil
}

// simulateSeed lives through one crisis and checks it.
func simulateSeed(ctx context.Context, seed uint64, rules playbook.Playbook, s sabotage) (m *simulation, err error) {
	m, err = newSimulation(seed, rules, s)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.vault.Close()) }()
	if err := m.run(ctx); err != nil {
		return m, err
	}
	return m, m.check(ctx)
}
