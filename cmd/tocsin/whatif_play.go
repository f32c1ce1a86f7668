package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tocsin/adapters/memlog"
	"tocsin/adapters/node"
	"tocsin/adapters/sqlitelog"
	"tocsin/adapters/vault"
	"tocsin/domain"
	"tocsin/domain/directory"
)

// otherDay is the recorded day as it is lived through once more.
type otherDay struct {
	*house
	log     domain.EventLog
	scratch *vault.Vault
	close   func() error
}

// play lives through the day as another one, to the instant at which the recorded log ends, and measures it.
func (w *recordedDay) play(c *cobra.Command, f whatifFlags, other alternativeDay, contacts string) (_ dayFigures, err error) {
	ctx := c.Context()
	day, err := w.stage(ctx, f, other)
	if err != nil {
		return dayFigures{}, err
	}
	defer func() { err = errors.Join(err, day.close()) }()
	if err := day.adopt(ctx, other.rules); err != nil {
		return dayFigures{}, err
	}
	actors := node.NewStage(w.troupe.script(f.seed, day.seal), day.house.log, day.types, day.executor, day.clock)
	inlet := newResponding(day, w.rules, f.seed, contacts == contactsRespond, w.facts.sources)
	people := node.NewInlet(day.executor, day.clock, w.facts.persons)
	driver := node.NewDeterministic(day.clock, day.pumps(inlet, actors, people)...)
	if err := runWithProgress(c, driver, day.clock, w.start, w.end, "what if"); err != nil {
		return dayFigures{}, err
	}
	return w.measure(ctx, day)
}

// stage builds a node on a fresh log. It asks the recorded vault who was aboard, and seals in one of its own.
func (w *recordedDay) stage(ctx context.Context, f whatifFlags, other alternativeDay) (*otherDay, error) {
	day := &otherDay{log: memlog.New(), close: func() error { return nil }}
	if f.keep != "" {
		path, err := newLogPath(f.keep, "what-if")
		if err != nil {
			return nil, err
		}
		file, err := sqlitelog.OpenRepeatable(path)
		if err != nil {
			return nil, err
		}
		day.log, day.close = file, file.Close
	}
	var err error
	if day.scratch, err = scratchVault(f.seed); err != nil {
		return nil, errors.Join(err, day.close())
	}
	doors, standby := w.troupe.doors(f.seed)
	day.house, err = build(ctx, parts{
		log: day.log, clock: node.NewVirtual(w.start), directory: people{w.vault}, host: sandboxHost{}, hash: w.vault.RequestHash,
		channels: doors, standby: standby, checkpoints: &node.MemoryCheckpoints{}, rules: other.rules,
		policy: other.leave,
	})
	if err != nil {
		return nil, errors.Join(err, day.scratch.Close(), day.close())
	}
	closeLog := day.close
	day.close = func() error { return errors.Join(day.scratch.Close(), closeLog()) }
	return day, nil
}

func (d *otherDay) seal(subject, what, text string) (domain.Sealed, error) {
	boxes, err := d.scratch.Seal(context.Background(), []directory.Plain{{Subject: subject, Context: what, Field: "body", Text: []byte(text)}})
	if err != nil {
		return domain.Sealed{}, err
	}
	return boxes[0], nil
}

// measure takes the figures of the other day. The customers are the same, so the model of them is that of the recorded
// playbook.
func (w *recordedDay) measure(ctx context.Context, day *otherDay) (dayFigures, error) {
	tally := newTally(w.rules)
	for r, err := range day.types.Decoded(day.log.ReadAll(ctx, 0)) {
		if err != nil {
			return dayFigures{}, err
		}
		tally.apply(r)
	}
	for _, r := range day.reactors {
		if held := r.Held(); held != nil {
			return dayFigures{}, fmt.Errorf("policy %s was held: %w", r.Name(), held)
		}
	}
	return tally.figures(ctx, people{w.vault}, w.end)
}
