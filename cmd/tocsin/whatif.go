package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tocsin/adapters/sqlitelog"
)

// whatifFlags are the flags of tocsin whatif.
type whatifFlags struct {
	log, playbook string
	contacts      string
	keep, output  string
	seed          uint64
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
		Example: `  tocsin demo --log sqlite:day.db && tocsin config print > other.yaml    # now change other.yaml
  tocsin whatif --log day.db --playbook other.yaml
  tocsin whatif --log day.db --playbook other.yaml -o json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runWhatif(c, f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.log, "log", "", "recorded log, a path or sqlite:///path")
	flags.StringVar(&f.playbook, "playbook", "", "the other playbook (default: the recorded one, which must give the same outcome)")
	flags.StringVar(&f.contacts, "contacts", contactsAuto, "auto, fixed or respond: whether customers respond to what they are told")
	flags.Uint64Var(&f.seed, "seed", 1, "of the people that are played; that of the recorded run, to compare like with like")
	flags.StringVar(&f.keep, "keep", "", "keep the log of the other day, sqlite:///path (default: in memory)")
	flags.StringVarP(&f.output, "output", "o", "table", "table or json")
	return c
}

func runWhatif(c *cobra.Command, f whatifFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	w, err := openRecorded(c.Context(), f.log)
	if err != nil {
		return err
	}
	defer w.Close()
	other := w.rules
	if f.playbook != "" {
		if other, err = loadPlaybook(f.playbook); err != nil {
			return err
		}
	}
	o := &whatifOutcome{Log: f.log, Seed: f.seed, Contacts: w.contacts(f.contacts), From: w.start, Until: w.end, Facts: w.counted}
	o.Playbooks = [2]playbookLine{lineOf(w.rules), lineOf(other)}
	o.Recorded = w.figures
	if o.WhatIf, err = w.play(c, f, other, o.Contacts); err != nil {
		return fmt.Errorf("what-if of %s: %w", f.log, err)
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
