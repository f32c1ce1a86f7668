package sqlitelog

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"zombiezen.com/go/sqlite"

	"tocsin/domain"
)

// Verify looks at everything a file holds, which takes as long as reading it a few times: SQLite's own check of its
// pages and indexes, the heads and chains of the streams, and every event. Reading alone cannot find a stream whose
// name is damaged in the index; this does.
func (l *Log) Verify(ctx context.Context) error {
	err := l.readers.with(ctx, func(r *rows) error {
		defer r.conn.SetInterrupt(r.conn.SetInterrupt(ctx.Done()))
		return errors.Join(checkPages(ctx, r.conn), checkStreams(ctx, r.conn))
	})
	for _, rerr := range l.ReadAll(ctx, 0) { // which place is meant comes first
		err = errors.Join(rerr, err)
	}
	if err != nil {
		return fmt.Errorf("verify log %s: %w", l.path, err)
	}
	return nil
}

// checkPages lets SQLite look at its pages and indexes.
func checkPages(ctx context.Context, conn *sqlite.Conn) error {
	found, err := ask(conn, "PRAGMA integrity_check(1)")
	if err != nil {
		return broken(ctx, err)
	}
	if found != "ok" {
		return fmt.Errorf("%w: its pages are damaged: %s", domain.ErrCorrupt, found)
	}
	return nil
}

// checkStreams holds streams and events against each other.
func checkStreams(ctx context.Context, conn *sqlite.Conn) (err error) {
	for _, c := range []struct{ query, wrong string }{
		{wrongHeads, "streams do not end with the event they name as their last"},
		{brokenChains, "events do not follow the one before in their stream"},
		{lostEnds, "events are missing, or belong to no stream"},
	} {
		count, aerr := ask(conn, c.query)
		switch {
		case aerr != nil:
			return errors.Join(err, broken(ctx, aerr))
		case count != "0":
			err = errors.Join(err, fmt.Errorf("%w: %s %s", domain.ErrCorrupt, strings.TrimPrefix(count, "-"), c.wrong))
		}
	}
	return err
}

// broken tells a file that cannot be read from a question that was given up.
func broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %s", domain.ErrCorrupt, sqlite.ErrCode(err).Message())
}

const (
	wrongHeads = `SELECT count(*) FROM streams AS s LEFT JOIN events AS e ON e.position = s.position
		WHERE e.stream IS NOT s.id OR e.revision IS NOT s.revision`
	brokenChains = `SELECT count(*) FROM events AS e LEFT JOIN events AS p ON p.position = e.prev
		WHERE e.prev >= e.position OR (e.prev = 0) <> (e.revision = 1)
		OR e.prev > 0 AND (p.stream IS NOT e.stream OR p.revision IS NOT e.revision - 1)`
	lostEnds = `SELECT (SELECT count(*) FROM events) - (SELECT coalesce(sum(revision), 0) FROM streams)`
)
