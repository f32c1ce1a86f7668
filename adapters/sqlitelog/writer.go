package sqlitelog

import (
	"fmt"

	"tocsin/domain"
)

// maxGroup bounds the events of a transaction, so that a commit stays short under any load. One call that brings more
// is still one transaction.
const maxGroup = 8192

// writer is the one goroutine that writes. After a failed commit it answers everybody with that failure.
func (l *Log) writer(t *tables) {
	defer close(l.written)
	var group []*request
	for ok := true; ok; {
		group, ok = l.queue.take(group[:0], maxGroup)
		if len(group) > 0 {
			l.commit(t, group)
		}
		clear(group)
	}
	l.closing = t.conn.Close()
}

// commit carries out a group in one transaction and answers each request.
func (l *Log) commit(t *tables, group []*request) {
	if l.failed == nil {
		before := t.last
		err := t.transaction(group)
		switch {
		case err != nil:
			l.failed = fmt.Errorf("the log has stopped: %w", err)
		case t.last > before:
			l.committed(t, t.last-before)
		}
	}
	for _, r := range group {
		if l.failed != nil {
			for i := range r.results {
				r.results[i] = domain.WriteResult{Err: l.failed}
			}
		}
		close(r.done)
	}
}

// committed publishes what is on the disk.
func (l *Log) committed(t *tables, events int64) {
	l.head.Store(t.last)
	l.commits.Add(1)
	l.events.Add(events)
	l.news.tell()
	t.heads.forget()
	l.checkpoints.wrote(t.bytes)
	t.bytes = 0
}

// transaction stages every write of a group and commits them together. An error is one of the file: then nothing of
// the group is promised, and no further transaction may be tried.
func (t *tables) transaction(group []*request) error {
	before := t.last
	if err := run(t.begin); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	for _, r := range group {
		c := call{tables: t}
		for i, w := range r.writes {
			var err error
			if r.results[i], err = c.write(w); err != nil {
				return fmt.Errorf("append to %s: %w", w.Stream, err)
			}
		}
	}
	if t.last == before {
		if err := run(t.rollback); err != nil {
			return fmt.Errorf("roll back: %w", err)
		}
		return nil
	}
	if err := t.finish(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
