package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tocsin/adapters/playbookfile"
	"tocsin/adapters/sqlitelog"
)

// whatifFlags are the flags of tocsin whatif.
type whatifFlags struct {
	log          string
	playbooks    []string
	without      []string
	contacts     string
	keep, output string
	seed         uint64
	scale        float64
	print        bool
}

// Ways in which the contacts of a what-if run come about.
const (
	contactsAuto    = "auto"
	contactsFixed   = "fixed"   // the messages are those of the log
	contactsRespond = "respond" // fewer where more people were told, more where fewer were, by the contact curve
)

func newWhatifCmd() *cobra.Command {
	var f whatifFlags
	c := &cobra.Command{
		Use:   "whatif",
		Short: "Play a recorded log once more under another playbook, and print both outcomes side by side",
		Long: `Takes what came from outside out of a recorded log - incidents, corrections, messages - and plays the whole chain once
more on a virtual clock and a fresh log under another playbook: who is told, by when, who is called. What policies did is
decided anew. People are played as in a replay, from the same seed: their recorded answers belong to questions that may
never be asked again. The vault of the log must lie beside it; neither is written to.

The messages of a recorded day are what they are (--contacts fixed), and only the model can say how many fewer or more would
have come. Customers of a demonstration are invented, so they respond (--contacts respond): who was told asks less.`,
		Example: `  tocsin demo --log sqlite:day.db
  tocsin whatif --log day.db --print-playbook > other.yaml    # now change other.yaml
  tocsin whatif --log day.db --playbook other.yaml
  tocsin whatif --log day.db --playbook early.yaml --without notices
  tocsin whatif --log day.db --playbook other.yaml -o json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runWhatif(c, f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.log, "log", "", "recorded log, a path or sqlite:///path")
	flags.StringArrayVar(&f.playbooks, "playbook", nil, "another playbook; given several times, each is a column (default: the recorded one, which must give the same outcome)")
	flags.StringSliceVar(&f.without, "without", nil, "one column more: the recorded playbook without these policies, such as notices")
	flags.BoolVar(&f.print, "print-playbook", false, "print the recorded playbook as YAML, to be changed and given by --playbook, and play nothing")
	flags.StringVar(&f.contacts, "contacts", contactsAuto, "auto, fixed or respond: whether customers respond to what they are told")
	flags.Uint64Var(&f.seed, "seed", 1, "of the people that are played; that of the recorded run, to compare like with like")
	flags.Float64Var(&f.scale, "scale", 0, "of a log of a scenario, at which it was played: its people and providers are played as they were (default: what the scenario says)")
	flags.StringVar(&f.keep, "keep", "", "keep the log of the other day, sqlite:///path (default: in memory)")
	flags.StringVarP(&f.output, "output", "o", "table", "table or json")
	return c
}

func runWhatif(c *cobra.Command, f whatifFlags) error {
	if err := errors.Join(f.check(), checkScale(c, f.scale)); err != nil {
		return err
	}
	w, err := openRecorded(c.Context(), f.log, f.scale)
	if err != nil {
		return err
	}
	defer w.Close()
	if f.print {
		text, err := playbookfile.Print(w.rules)
		if err != nil {
			return err
		}
		_, err = c.OutOrStdout().Write(text)
		return err
	}
	others, err := f.alternatives(w.rules)
	if err != nil {
		return err
	}
	o := &whatifOutcome{
		Log: f.log, Seed: f.seed, Contacts: w.contacts(f.contacts), From: w.start, Until: w.end, Facts: w.counted,
		Playbook: lineOf(w.rules), Recorded: w.figures,
	}
	for _, other := range others {
		figures, err := w.play(c, f, other, o.Contacts)
		if err != nil {
			return fmt.Errorf("what-if of %s, %s: %w", f.log, other.name, err)
		}
		o.WhatIf = append(o.WhatIf, alternativeLine{Name: other.name, Playbook: lineOf(other.rules), Without: listOf(other.without), dayFigures: figures})
	}
	o.note(w)
	return o.print(c.OutOrStdout(), f.output)
}

func (f whatifFlags) check() error {
	switch {
	case f.log == "":
		return usage("give --log: the log of a recorded day")
	case f.output != "table" && f.output != "json":
		return usage("--output: want table or json")
	case f.keep != "" && len(f.playbooks)+min(1, len(f.without)) > 1:
		return usage("--keep: keeps one day, but more than one is played")
	case f.contacts != contactsAuto && f.contacts != contactsFixed && f.contacts != contactsRespond:
		return usage("--contacts: want auto, fixed or respond")
	}
	if f.keep != "" {
		if _, err := sqlitelog.ParseURL(f.keep); err != nil {
			return usage("--keep: %w", err)
		}
	}
	return nil
}

// contacts says how they come about: those of an invented day respond.
func (w *recordedDay) contacts(asked string) string {
	switch {
	case asked != contactsAuto:
		return asked
	case w.invented:
		return contactsRespond
	}
	return contactsFixed
}

// whatifStep is how far the virtual clock runs between two signs of life.
const whatifStep = time.Hour
