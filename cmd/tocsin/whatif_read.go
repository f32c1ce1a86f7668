package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tocsin/adapters/sqlitelog"
	"tocsin/adapters/vault"
	"tocsin/domain/playbook"
)

// recordedDay is a log as a what-if takes it: what came from outside, under which playbook it was lived through, what
// came of it, and the vault that knows its people.
type recordedDay struct {
	log        *sqlitelog.Log
	vault      *vault.Vault
	rules      playbook.Playbook
	adoptions  int
	start, end time.Time // of recording, first and last
	facts      *outsideFacts
	counted    outsideCounts
	figures    dayFigures
	invented   bool   // a demonstration: its customers do not exist
	troupe     troupe // plays the people
}

// inventedKey begins the keys of the facts of a demonstration.
const inventedKey = "demo/"

func openRecorded(ctx context.Context, name string, scale float64) (*recordedDay, error) {
	log, err := openForReading(name)
	if err != nil {
		return nil, err
	}
	w := &recordedDay{log: log, facts: newOutsideFacts()}
	path := name
	if parsed, err := sqlitelog.ParseURL(name); err == nil {
		path = parsed
	}
	if w.vault, err = openRecordedVault(path); err == nil {
		err = w.read(ctx)
	}
	if err == nil {
		w.troupe, err = troupeOf(w.rules, scale)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("what-if of %s: %w", name, err), w.Close())
	}
	return w, nil
}

// read folds the log twice: for the playbook that was in force first, then for everything that rests on it.
func (w *recordedDay) read(ctx context.Context) error {
	if err := w.readRules(ctx); err != nil {
		return err
	}
	tally := newTally(w.rules)
	for r, err := range catalogue().Decoded(w.log.ReadAll(ctx, 0)) {
		if err != nil {
			return fmt.Errorf("the log cannot be read by this version of tocsin: %w", err)
		}
		if w.start.IsZero() {
			w.start = r.Meta.RecordedAt
		}
		w.end = later(w.end, r.Meta.RecordedAt)
		w.invented = w.invented || strings.HasPrefix(r.Meta.Key, inventedKey) || strings.HasPrefix(r.Meta.Key, scenarioKey)
		if err := w.facts.take(r, tally.model); err != nil {
			return err
		}
		tally.apply(r)
	}
	w.facts.flush()
	w.counted = w.facts.counts
	if w.counted.Messages+w.counted.Operations == 0 {
		return errors.New("nothing came from outside in this log: there is nothing to play again")
	}
	var err error
	w.figures, err = tally.figures(ctx, people{w.vault}, w.end)
	return err
}

func (w *recordedDay) readRules(ctx context.Context) error {
	for r, err := range catalogue().Decoded(w.log.ReadAll(ctx, 0), playbook.Adopted{}) {
		if err != nil {
			return fmt.Errorf("the log cannot be read by this version of tocsin: %w", err)
		}
		adopted, is := r.Event.(playbook.Adopted)
		if !is {
			continue
		}
		if w.adoptions++; w.adoptions > 1 {
			continue
		}
		var err error
		if w.rules, err = playbook.Parse(adopted.Content); err != nil {
			return fmt.Errorf("the playbook at position %d: %w", r.Position, err)
		}
	}
	if w.adoptions == 0 {
		return errors.New("no playbook was ever adopted in this log: nothing was decided by it")
	}
	return nil
}

// Close closes what is open.
func (w *recordedDay) Close() error {
	var errs []error
	if w.vault != nil {
		errs = append(errs, w.vault.Close())
	}
	return errors.Join(append(errs, w.log.Close())...)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// outsideCounts says what was taken out of a log.
type outsideCounts struct {
	Messages   int `json:"messages"`
	Operations int `json:"operations"` // incidents, alternatives, feeds
}
