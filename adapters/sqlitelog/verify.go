package sqlitelog

import (
	"context"
	"errors"
	"fmt"

	"tocsin/domain"
)

// Verify looks at everything a file holds, which takes as long as reading it a few times: SQLite's own check of its
// pages and indexes, the heads and chains of the streams, and every event. Reading alone cannot find a stream whose
// name is damaged in the index; this does.
func (l *Log) Verify(ctx context.Context) error {
	err := l.readers.with(ctx, func(r *rows) error {
		defer r.conn.SetInterrupt(r.conn.SetInterrupt(ctx.Done()))
		for _, c := range []struct{ query, want, wrong string }{
			{"PRAGMA integrity_check(1)", "ok", "its pages are damaged"},
			{wrongHeads, "0", "heads of streams are wrong"},
			{brokenChains, "0", "chains of streams are broken"},
			{lostEnds, "0", "heads of streams are behind"},
		} {
			if err := insist(r.conn, c.query, c.want); err != nil {
				return errors.Join(ctx.Err(), fmt.Errorf("%w: %s: %w", domain.ErrCorrupt, c.wrong, err))
			}
		}
		return nil
	})
	for _, rerr := range l.ReadAll(ctx, 0) {
		err = errors.Join(err, rerr)
	}
	if err != nil {
		return fmt.Errorf("verify log %s: %w", l.path, err)
	}
	return nil
}

const (
	wrongHeads = `SELECT count(*) FROM streams AS s LEFT JOIN events AS e ON e.position = s.position
		WHERE e.stream IS NOT s.id OR e.revision IS NOT s.revision`
	brokenChains = `SELECT count(*) FROM events AS e LEFT JOIN events AS p ON p.position = e.prev
		WHERE e.prev >= e.position OR (e.prev = 0) <> (e.revision = 1)
		OR e.prev > 0 AND (p.stream IS NOT e.stream OR p.revision IS NOT e.revision - 1)`
	lostEnds = `SELECT (SELECT count(*) FROM events) - (SELECT coalesce(sum(revision), 0) FROM streams)`
)
