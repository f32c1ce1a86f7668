package sqlitelog

import (
	"fmt"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// Bounds of what one statement reads before it is reset, so that no reader holds a transaction for long, and of what
// lies in memory meanwhile.
const (
	batchRows  = 512
	batchBytes = 4 << 20
)

// rows is the reading side of one connection.
type rows struct {
	conn    *sqlite.Conn
	names   names
	sums    sums
	streams map[int64]domain.StreamID // names by id; emptied when full
	text    []byte                    // scratch for scan

	page *sqlite.Stmt // whole events of a range
	one  *sqlite.Stmt // one whole event
	link *sqlite.Stmt // stream, revision, prev of one event
	seek *sqlite.Stmt // head of a stream
	name *sqlite.Stmt // name of a stream
	top  *sqlite.Stmt // last position
}

// streamNames bounds the cache of each reader: some 10 MB.
const streamNames = 1 << 16

func newRows(conn *sqlite.Conn) (r *rows, err error) {
	r = &rows{conn: conn, sums: newSums(), streams: map[int64]domain.StreamID{}}
	if r.names, err = newNames(conn, false); err != nil {
		return nil, err
	}
	for query, stmt := range map[string]**sqlite.Stmt{
		"SELECT " + columns + " FROM events WHERE position > ? AND position <= ? ORDER BY position": &r.page,
		"SELECT " + columns + " FROM events WHERE position = ?":                                     &r.one,
		"SELECT stream, revision, prev FROM events WHERE position = ?":                              &r.link,
		"SELECT id, revision, position FROM streams WHERE name = ?":                                 &r.seek,
		"SELECT name FROM streams WHERE id = ?":                                                     &r.name,
		"SELECT coalesce(max(position), 0) FROM events":                                             &r.top,
	} {
		if *stmt, err = conn.Prepare(query); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// head is the last position in the file.
func (r *rows) head() (int64, error) {
	_, position, err := oneInt(r.top)
	return position, err
}

// headOf is the head of one stream, as far as it is committed.
func (r *rows) headOf(s domain.StreamID) (h head, err error) {
	r.seek.BindText(1, string(s))
	row, err := r.seek.Step()
	if row {
		h = head{id: r.seek.ColumnInt64(0), revision: r.seek.ColumnInt64(1), position: r.seek.ColumnInt64(2), stored: true}
	}
	if err == nil {
		err = r.seek.Reset()
	}
	return h, err
}

// after reads events behind a position, up to a last one that is known to exist; fewer when they are large. A missing
// one is an error behind those before it.
func (r *rows) after(at, last int64, into []domain.Recorded) ([]domain.Recorded, error) {
	last = min(last, at+batchRows)
	r.page.BindInt64(1, at)
	r.page.BindInt64(2, last)
	for size := 0; at < last && size < batchBytes; at++ {
		row, err := r.page.Step()
		if err != nil {
			return into, damaged(at+1, err)
		}
		if !row || r.page.ColumnInt64(colPosition) != at+1 {
			err = corrupt(at+1, "the event is missing")
		}
		var next domain.Recorded
		if err == nil {
			next, err = r.scan(r.page, "")
		}
		if err != nil {
			r.page.Reset()
			return into, err
		}
		into = append(into, next)
		size += len(next.Data)
	}
	return into, damaged(at+1, r.page.Reset())
}

// events reads the first of these positions of one stream; fewer when they are large.
func (r *rows) events(s domain.StreamID, chain []int64, into []domain.Recorded) ([]domain.Recorded, error) {
	size := 0
	for _, position := range chain[:min(len(chain), batchRows)] {
		next, err := r.event(s, position)
		if err != nil {
			return into, err
		}
		into = append(into, next)
		if size += len(next.Data); size >= batchBytes {
			break
		}
	}
	return into, nil
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
		row, err := r.link.Step()
		stream, has, prev := int64(0), int64(0), int64(0)
		if row {
			stream, has, prev = r.link.ColumnInt64(0), r.link.ColumnInt64(1), r.link.ColumnInt64(2)
		}
		if err == nil {
			err = r.link.Reset()
		}
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

// event reads one event of a known stream.
func (r *rows) event(s domain.StreamID, position int64) (e domain.Recorded, err error) {
	r.one.BindInt64(1, position)
	row, err := r.one.Step()
	if err != nil {
		return e, damaged(position, err)
	}
	if !row {
		err = corrupt(position, "the event is missing")
	} else {
		e, err = r.scan(r.one, s)
	}
	if reset := r.one.Reset(); err == nil {
		err = reset
	}
	return e, err
}

// scan takes the event out of the current row and checks its hash. The bytes are the caller's.
func (r *rows) scan(row *sqlite.Stmt, s domain.StreamID) (e domain.Recorded, err error) {
	position := row.ColumnInt64(colPosition)
	if s == "" {
		if s, err = r.stream(row.ColumnInt64(colStream)); err != nil {
			return e, damaged(position, err)
		}
	}
	e = domain.Recorded{
		Stream: s, Position: domain.Position(position), Revision: domain.Revision(row.ColumnInt64(colRevision)),
		Version: int(row.ColumnInt64(colVersion)),
	}
	m := &e.Meta
	m.OccurredAt, m.RecordedAt = columnTime(row, colOccurredAt), columnTime(row, colRecordedAt)
	m.Drill = row.ColumnBool(colDrill)
	for _, n := range [...]struct {
		col int
		to  *string
	}{{colType, &e.Type}, {colActorKind, &m.Actor.Kind}, {colActorRole, &m.Actor.Role}} {
		if *n.to, err = r.names.name(row.ColumnInt64(n.col)); err != nil {
			return e, damaged(position, err)
		}
	}
	idLength := row.ColumnBytes(colID, e.ID[:])
	r.texts(row, m)
	e.Data = make([]byte, row.ColumnLen(colData))
	row.ColumnBytes(colData, e.Data)
	if idLength != len(e.ID) || r.sums.of(&e) != row.ColumnInt64(colSum) {
		return e, corrupt(position, "the hash of the row is wrong")
	}
	return e, nil
}

// texts of an envelope share one allocation.
func (r *rows) texts(row *sqlite.Stmt, m *domain.Meta) {
	var ends [5]int
	text := r.text[:0]
	for i := range ends {
		n := row.ColumnLen(colActorID + i)
		if cap(text)-len(text) < n {
			text = append(make([]byte, 0, 2*(cap(text)+n)), text...)
		}
		text = text[:len(text)+row.ColumnBytes(colActorID+i, text[len(text):len(text)+n])]
		ends[i] = len(text)
	}
	r.text = text
	all := string(text)
	m.Actor.ID = all[:ends[0]]
	m.Key = all[ends[0]:ends[1]]
	m.Hash = all[ends[1]:ends[2]]
	m.CorrelationID = all[ends[2]:ends[3]]
	m.CausationID = all[ends[3]:ends[4]]
}

// stream gives the name behind an id.
func (r *rows) stream(id int64) (domain.StreamID, error) {
	if s, ok := r.streams[id]; ok {
		return s, nil
	}
	r.name.BindInt64(1, id)
	found, name, err := oneText(r.name)
	switch {
	case err != nil:
		return "", err
	case !found || name == "":
		return "", fmt.Errorf("stream %d is missing: %w", id, domain.ErrCorrupt)
	}
	if len(r.streams) >= streamNames {
		clear(r.streams)
	}
	r.streams[id] = domain.StreamID(name)
	return domain.StreamID(name), nil
}

// damaged names the position at which the file could not be read.
func damaged(at int64, err error) error {
	if err == nil {
		return nil
	}
	if sqlite.ErrCode(err).ToPrimary() == sqlite.ResultCorrupt {
		return fmt.Errorf("position %d: %w: %w", at, domain.ErrCorrupt, err)
	}
	return fmt.Errorf("position %d: %w", at, err)
}
