package sqlitelog

import (
	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// A stream is read along its chain: every event names the position of the one before it, and the head is known. This
// takes one look-up per event, as an index would, and appends have no index to keep.

// snapshot makes many small statements one transaction, which costs a third of as many.
func (r *rows) snapshot(read func() error) error {
	if err := run(r.begin); err != nil {
		return err
	}
	err := read()
	if eerr := run(r.end); err == nil {
		err = eerr
	}
	return err
}

// back reads the events of a stream from its head back to a revision, that one not included, and gives them oldest
// first. It gives nil where that is too much to hold at once, or where one cannot be read: the way forward says what
// there is before it.
func (r *rows) back(s domain.StreamID, h head, from int64) []domain.Recorded {
	if h.revision-from > batchRows {
		return nil
	}
	events := make([]domain.Recorded, h.revision-from)
	at, size := h.position, 0
	for i := len(events) - 1; i >= 0; i-- {
		var err error
		if at, err = r.event(s, h.id, at, from+int64(i)+1, &events[i]); err != nil {
			return nil
		}
		if size += len(events[i].Data); size > batchBytes {
			return nil
		}
	}
	return events
}

// event reads one event of a known stream and gives the position of the one before it.
func (r *rows) event(s domain.StreamID, id, position, revision int64, e *domain.Recorded) (prev int64, err error) {
	r.one.BindInt64(1, position)
	var scanned error
	row, err := oneRow(r.one, func(row *sqlite.Stmt) {
		if row.ColumnInt64(colStream) != id || row.ColumnInt64(colRevision) != revision {
			scanned = corrupt(position, "the chain of its stream is broken")
			return
		}
		prev = row.ColumnInt64(colPrev)
		scanned = r.scan(row, s, e)
	})
	switch {
	case err != nil:
		return 0, damaged(position, err)
	case !row:
		return 0, corrupt(position, "the event is missing")
	}
	return prev, scanned
}

// chain gives the positions of revisions from+1 to to, oldest first, walking back from the head.
func (r *rows) chain(h head, from, to int64) ([]int64, error) {
	positions := make([]int64, to-from)
	at := h.position
	for revision := h.revision; revision > from; revision-- {
		if revision <= to {
			positions[revision-from-1] = at
		}
		r.link.BindInt64(1, at)
		var stream, has, prev int64
		row, err := oneRow(r.link, func(row *sqlite.Stmt) {
			stream, has, prev = row.ColumnInt64(0), row.ColumnInt64(1), row.ColumnInt64(2)
		})
		switch {
		case err != nil:
			return nil, damaged(at, err)
		case !row:
			return nil, corrupt(at, "the event is missing")
		case stream != h.id || has != revision || prev >= at:
			return nil, corrupt(at, "the chain of its stream is broken")
		}
		at = prev
	}
	return positions, nil
}

// span is what is still to be read of a stream: events that are here, and the positions of those behind them.
type span struct {
	id     int64 // of the stream
	from   int64 // revision before the first position
	events []domain.Recorded
	chain  []int64
}

// events reads on along the chain; only some when they are large.
func (r *rows) events(s domain.StreamID, rest *span) error {
	rest.events = rest.events[:0]
	for size := 0; len(rest.chain) > 0 && len(rest.events) < batchRows && size < batchBytes; {
		var next domain.Recorded
		if _, err := r.event(s, rest.id, rest.chain[0], rest.from+1, &next); err != nil {
			return err
		}
		rest.events = append(rest.events, next)
		rest.chain = rest.chain[1:]
		rest.from++
		size += len(next.Data)
	}
	return nil
}
