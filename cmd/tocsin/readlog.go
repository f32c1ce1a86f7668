package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"strconv"
	"time"

	"tocsin/adapters/sqlitelog"
	"tocsin/domain"
)

// openForReading opens a log that must exist, by path or URL, without writing to it.
func openForReading(name string) (*sqlitelog.Log, error) {
	path := name
	if parsed, err := sqlitelog.ParseURL(name); err == nil {
		path = parsed
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, usage("log: %w", err)
	case info.IsDir():
		return nil, usage("log: %s is a folder, want the file of a log", path)
	}
	log, err := sqlitelog.OpenReadOnly(path)
	if errors.Is(err, sqlitelog.ErrNotALog) {
		return nil, &codedError{code: exitMismatch, err: fmt.Errorf("%s is not a log of tocsin, or its beginning is damaged", path)}
	}
	return log, err
}

// lookInto opens a log that must exist, lets somebody look into it, and closes it.
func lookInto(name string, look func(*sqlitelog.Log) error) error {
	log, err := openForReading(name)
	if err != nil {
		return err
	}
	return errors.Join(look(log), log.Close())
}

// moment is where in a log to look: at a position, at an instant of recording, or at the head.
type moment struct {
	position domain.Position
	at       time.Time
}

func parseMoment(text string) (m moment, err error) {
	if text == "" {
		return m, nil
	}
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		if n == 0 {
			return m, usage("--at: positions begin at 1")
		}
		return moment{position: domain.Position(n)}, nil
	}
	if m.at, err = time.Parse(time.RFC3339, text); err != nil {
		return m, usage("--at: want a position or an instant like 2015-02-22T13:00:00Z")
	}
	return m, nil
}

// reached tells whether a record lies behind the moment.
func (m moment) reached(r domain.Recorded) bool {
	return m.position > 0 && r.Position > m.position || !m.at.IsZero() && r.Meta.RecordedAt.After(m.at)
}

// until is a log that ends at a moment: every picture of it is what was known then.
type until struct {
	domain.EventLog
	moment moment
}

// ReadAll ends at the moment.
func (u until) ReadAll(ctx context.Context, after domain.Position) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		for r, err := range u.EventLog.ReadAll(ctx, after) {
			if err == nil && u.moment.reached(r) || !yield(r, err) {
				return
			}
		}
	}
}
