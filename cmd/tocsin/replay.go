package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tocsin/adapters/inbound/cloudevents"
	"tocsin/adapters/node"
	"tocsin/adapters/principals"
)

// replayFlags are the flags of tocsin replay.
type replayFlags struct {
	messages, cancellations, airports, brands string
	events, prefix                            string
	from, until                               string
	playbook, log, output                     string
	channel, lang, names, repairs             string
	seed                                      uint64
	perFlight, year                           int
	noticeLead, settle, maxGap                time.Duration
}

func newReplayCmd() *cobra.Command {
	var f replayFlags
	c := &cobra.Command{
		Use:   "replay",
		Short: "Run a recorded day through the whole chain on a virtual clock, and print what was decided",
		Long: `Runs real data through the whole chain - detection, crisis cell, one approved statement, notices with alternatives,
call-out of the reserve - on a virtual clock at full speed and on a fresh log. The human steps are played: somebody
answers one to ten minutes after he is asked, drawn from the seed, and nobody approves his own text. Nothing leaves the
machine: notices go to a sandbox with its own ledger.`,
		Example: `  tocsin replay --messages tweets.csv --cancellations cancelled.csv --airports airports.csv
  tocsin replay --messages tweets.csv -o json > day.json
  feed | tocsin replay --events -`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runReplay(c, f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.messages, "messages", "", "CSV of customer messages")
	flags.StringVar(&f.events, "events", "", "CloudEvents of operations and customers, one JSON object a line; - for standard input")
	flags.StringVar(&f.prefix, "event-prefix", cloudevents.DefaultPrefix, "what the types of --events begin with")
	flags.StringVar(&f.cancellations, "cancellations", "", "CSV of cancelled flights")
	flags.StringVar(&f.airports, "airports", "", "CSV of airports with their time zones; goes with --cancellations")
	flags.StringVar(&f.brands, "brands", "", "CSV brand,carrier that says which carrier a brand is (default: the shipped list)")
	flags.StringVar(&f.from, "from", "", "leave out what came before this instant, RFC 3339")
	flags.StringVar(&f.until, "until", "", "leave out what came from this instant on, RFC 3339")
	flags.StringVar(&f.playbook, "playbook", "", aboutPlaybook)
	flags.Uint64Var(&f.seed, "seed", 1, "of everything that is drawn: passengers, answers, faults of the sandbox")
	flags.IntVar(&f.perFlight, "passengers-per-flight", 20, "invented passengers on each cancelled flight")
	flags.IntVar(&f.year, "year", 0, "of cancellations whose file has a month and a day only (default: that of the messages)")
	flags.DurationVar(&f.noticeLead, "notice-lead", 3*time.Hour, "a cancellation is known so long before the scheduled departure")
	flags.DurationVar(&f.settle, "settle", 48*time.Hour, "go on so long after the last fact, until everything has come to its end")
	flags.DurationVar(&f.maxGap, "max-time-gap", 366*24*time.Hour, "reject what lies further than this from the rest of the input, and events that speak of times further from their own")
	flags.StringVar(&f.channel, "channel", "social", "channel by which the messages came, one of the playbook's")
	flags.StringVar(&f.lang, "lang", "en", "language of the messages")
	flags.StringVar(&f.names, "names", "", "YAML of further names that customers use: of airports, brands, carriers, programmes, agencies")
	flags.StringVar(&f.repairs, "message-repairs", repairsAuto, "words put into the texts by others are undone: auto, none, or a YAML file")
	flags.StringVar(&f.log, "log", "", "log to write, sqlite:///path (default: a new file in a temporary folder)")
	flags.StringVarP(&f.output, "output", "o", "table", "table or json")
	return c
}

func runReplay(c *cobra.Command, f replayFlags) (err error) {
	d, err := readDay(c, f)
	if err != nil {
		return err
	}
	path, err := newLogPath(f.log, "replay")
	if err != nil {
		return err
	}
	t, result, err := playDay(c, f, d, path)
	if t != nil {
		defer func() { err = errors.Join(err, t.Close()) }()
	}
	if err != nil {
		return fmt.Errorf("replay on %s: %w", path, err)
	}
	note(c, "log: "+path)
	d.bad.summary(c)
	if err := result.leaveProof(); err != nil {
		return err
	}
	return result.print(c.OutOrStdout(), f.output)
}

func (f replayFlags) check() error {
	switch {
	case f.messages == "" && f.cancellations == "" && f.events == "":
		return usage("give --messages, --cancellations or --events")
	case f.cancellations != "" && f.airports == "":
		return usage("--cancellations needs --airports: scheduled times are local")
	case f.output != "table" && f.output != "json":
		return usage("--output: want table or json")
	case f.perFlight < 1 || f.perFlight > 1000:
		return usage("--passengers-per-flight: want 1 to 1000")
	case f.noticeLead < 0:
		return usage("--notice-lead: must not be negative")
	case f.maxGap < leastTimeGap:
		return usage("--max-time-gap: want %s or more", leastTimeGap)
	case f.settle < 0:
		return usage("--settle: must not be negative")
	}
	if f.log != "" {
		if _, err := pathOfNewLog(f.log); err != nil {
			return err
		}
	}
	return nil
}

func (f replayFlags) window() (w window, err error) {
	if f.from != "" {
		if w.from, err = time.Parse(time.RFC3339, f.from); err != nil {
			return w, usage("--from: want an instant like 2015-02-17T00:00:00Z")
		}
	}
	if f.until != "" {
		if w.until, err = time.Parse(time.RFC3339, f.until); err != nil {
			return w, usage("--until: want an instant like 2015-02-24T00:00:00Z")
		}
	}
	return w, nil
}

// playDay runs the day on a fresh log at path.
func playDay(c *cobra.Command, f replayFlags, d *day, path string) (*theatre, *outcome, error) {
	ctx := c.Context()
	start := d.start()
	t, err := openTheatre(ctx, path, d.rules, f.seed, start)
	if err != nil {
		return nil, nil, err
	}
	facts, err := d.facts(c, f, t)
	if err != nil {
		return t, nil, err
	}
	if err := t.adopt(ctx, d.rules); err != nil {
		return t, nil, err
	}
	driver := t.cast(principals.New(f.seed, principals.DefaultManners(), t.seal), facts)
	end := latest(facts).Add(f.settle)
	if err := runWithProgress(c, driver, t.clock, start, end, "replay"); err != nil {
		return t, nil, err
	}
	result, err := t.outcome(ctx, d)
	return t, result, err
}

// runWithProgress runs until end, showing how far the virtual clock has come.
func runWithProgress(c *cobra.Command, driver *node.Deterministic, clock *node.Virtual, start, end time.Time, what string) error {
	total := int(end.Sub(start).Minutes())
	bar := newProgress(c, total, what)
	for at := start; at.Before(end); {
		at = at.Add(time.Hour)
		if at.After(end) {
			at = end
		}
		if err := driver.Run(c.Context(), at); err != nil {
			return err
		}
		_ = bar.Set(int(at.Sub(start).Minutes()))
	}
	_ = bar.Finish()
	return nil
}
