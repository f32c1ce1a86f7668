package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tocsin/cmd/tocsin/internal/detectbench"
)

// detectFlags are what `tocsin bench detect` is told.
type detectFlags struct {
	seed   uint64
	scale  float64
	tables []string
	nab    string
	group  string
	output string
}

// newBenchDetectCmd is `tocsin bench detect`: how soon the detector tells a surge, and how often it is wrong.
func newBenchDetectCmd() *cobra.Command {
	var f detectFlags
	c := &cobra.Command{
		Use:   "detect",
		Short: "Measure the surge detector on simulated streams and on series of NAB",
		Long: "Measures the shipped detector: delays as multiples of those of an oracle, realised time between false alarms,\n" +
			"learned baselines under noise, ramps, endings, silence. Every figure follows from the seed. With --nab, the series\n" +
			"of the Numenta Anomaly Benchmark in that folder are scored by NAB's own rule. It needs no log and writes none.",
		Example: "  tocsin bench detect --scale 0.2\n  tocsin bench detect --tables nab --nab NAB -o json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return benchDetect(c, f)
		},
	}
	flags := c.Flags()
	flags.Uint64Var(&f.seed, "seed", 1, "what every figure follows from")
	flags.Float64Var(&f.scale, "scale", 1, "of the numbers of streams and trials; 1 takes some minutes")
	flags.StringSliceVar(&f.tables, "tables", nil, "which tables, a list of "+strings.Join(detectbench.Names(), ", ")+" (default: all that can be)")
	flags.StringVar(&f.nab, "nab", "", "folder with series of NAB and their windows")
	flags.StringVar(&f.group, "nab-group", "realTweets", "group of series to score")
	flags.StringVarP(&f.output, "output", "o", "table", "table or json")
	return c
}

func (f detectFlags) check() error {
	switch {
	case f.output != "table" && f.output != "json":
		return usage("--output: want table or json, not %q", f.output)
	case !(f.scale > 0 && f.scale <= 100):
		return usage("--scale: want more than 0 and at most 100")
	}
	for _, t := range f.tables {
		if !slices.Contains(detectbench.Names(), t) {
			return usage("--tables: no table %q; there are %s", t, strings.Join(detectbench.Names(), ", "))
		}
	}
	if f.nab == "" && slices.Contains(f.tables, "nab") {
		return usage("--tables nab: say with --nab where its series are")
	}
	return nil
}

func benchDetect(c *cobra.Command, f detectFlags) error {
	names := f.tables
	if len(names) == 0 {
		names = detectbench.Names()
	}
	var series []detectbench.Series
	if f.nab != "" && slices.Contains(names, "nab") {
		var err error
		if series, err = detectbench.ReadNAB(os.DirFS(f.nab), f.group); err != nil {
			return fmt.Errorf("read NAB from %s: %w", f.nab, err)
		}
	}
	bar := newProgress(c, detectbench.Steps(names), "parts")
	results := detectbench.Run(names, series, detectbench.Options{
		Seed: f.seed, Scale: f.scale, Step: func() { _ = bar.Add(1) }, Context: c.Context(),
	})
	_ = bar.Finish()
	if err := c.Context().Err(); err != nil {
		return err
	}
	if f.output == "json" {
		return printDetectJSON(c.OutOrStdout(), f, results)
	}
	return printDetect(c.OutOrStdout(), f, results)
}
