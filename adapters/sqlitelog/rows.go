package sqlitelog

import (
	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// Bounds of what one statement reads before it is reset, so that no reader holds a transaction for long, and of what
// lies in memory meanwhile.
const (
	batchRows  = 1024
	batchBytes = 4 << 20
)

// rows is the reading side of one connection.
type rows struct {
	conn    *sqlite.Conn
	stale   func() bool // tells that another connection is needed; nil: never
	kinds   kinds
	sums    sums
	streams map[int64]domain.StreamID // names by id; emptied when full
	texts   []byte                    // scratch for scan

	page *sqlite.Stmt // whole events of a range
	one  *sqlite.Stmt // one whole event, with prev
	link *sqlite.Stmt // stream, revision, prev of one event
	seek *sqlite.Stmt // head of a stream
	name *sqlite.Stmt // name of a stream
	top  *sqlite.Stmt // last position
	mark *sqlite.Stmt // last position when the log was closed

	begin, end *sqlite.Stmt
}

// cachedNames bounds the stream names of each connection: some 10 MB.
const cachedNames = 1 << 16

func newRows(conn *sqlite.Conn) (r *rows, err error) {
	r = &rows{conn: conn, sums: newSums(), streams: map[int64]domain.StreamID{}}
	if r.kinds, err = newKinds(conn); err != nil {
		return nil, err
	}
	err = prepareAll(conn, map[string]**sqlite.Stmt{
		"SELECT " + readColumns + " FROM events WHERE position > ? AND position <= ? ORDER BY position": &r.page,
		"SELECT " + readColumns + ", prev FROM events WHERE position = ?":                               &r.one,
		"SELECT stream, revision, prev FROM events WHERE position = ?":                                  &r.link,
		"SELECT id, revision, position FROM streams WHERE name = ?":                                     &r.seek,
		"SELECT name FROM streams WHERE id = ?":                                                         &r.name,
		"SELECT coalesce(max(position), 0) FROM events":                                                 &r.top,
		"SELECT value FROM marks WHERE name = 'head'":                                                   &r.mark,
		"BEGIN":  &r.begin,
		"COMMIT": &r.end,
	})
	return r, err
}

// head is the last position in the file. A log that is shorter than when it was closed has lost its end.
func (r *rows) head() (int64, error) {
	last, err := oneInt(r.top)
	if err != nil {
		return 0, damaged(last, err)
	}
	closed, err := oneInt(r.mark)
	if err == nil && last < closed {
		err = corrupt(last+1, "the log ends before its end")
	}
	return last, err
}

// headOf is the head of one stream, as far as it is committed.
func (r *rows) headOf(s domain.StreamID) (h head, err error) {
	r.seek.BindText(1, string(s))
	_, err = oneRow(r.seek, func(row *sqlite.Stmt) {
		h = head{id: row.ColumnInt64(0), revision: row.ColumnInt64(1), position: row.ColumnInt64(2), stored: true}
	})
	return h, damaged(h.position, err)
}

// after reads events behind a position, up to a last one that is known to exist; fewer when they are large. A missing
// one is an error behind those before it.
func (r *rows) after(at, last int64, into []domain.Recorded) ([]domain.Recorded, error) {
	r.page.BindInt64(1, at)
	r.page.BindInt64(2, last)
	for size := 0; at < last && size < batchBytes; at++ {
		row, err := r.page.Step()
		if err != nil {
			return into, damaged(at+1, err)
		}
		into = append(into, domain.Recorded{})
		next := &into[len(into)-1]
		if !row || r.page.ColumnInt64(colPosition) != at+1 {
			err = corrupt(at+1, "the event is missing")
		} else {
			err = r.scan(r.page, "", next)
		}
		if err != nil {
			r.page.Reset()
			return into[:len(into)-1], err
		}
		size += len(next.Data)
	}
	return into, damaged(at+1, r.page.Reset())
}
