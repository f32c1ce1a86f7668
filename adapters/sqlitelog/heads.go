package sqlitelog

import (
	"fmt"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// head is where a stream ends.
type head struct {
	id       int64 // streams.id
	revision int64
	position int64
	stored   bool // it has a row in streams
	dirty    bool // the row is behind; only inside a transaction
}

// heads of the streams in use: the writer's cache of the streams table. Two generations make it forget what has not
// been used for a while, without a list.
type heads struct {
	young, old map[domain.StreamID]*head
	limit      int
	last       int64 // the highest id given out

	find   *sqlite.Stmt
	at     *sqlite.Stmt
	insert *sqlite.Stmt
	update *sqlite.Stmt
}

func newHeads(conn *sqlite.Conn, limit int) (h *heads, err error) {
	h = &heads{young: map[domain.StreamID]*head{}, limit: limit}
	for query, stmt := range map[string]**sqlite.Stmt{
		"SELECT id, revision, position FROM streams WHERE name = ?":              &h.find,
		"SELECT stream, revision FROM events WHERE position = ?":                 &h.at,
		"INSERT INTO streams (revision, position, id, name) VALUES (?, ?, ?, ?)": &h.insert,
		"UPDATE streams SET revision = ?, position = ? WHERE id = ?":             &h.update,
	} {
		if *stmt, err = conn.Prepare(query); err != nil {
			return nil, err
		}
	}
	last, err := conn.Prepare("SELECT coalesce(max(id), 0) FROM streams")
	if err == nil {
		_, h.last, err = oneInt(last)
	}
	return h, err
}

// of gives the head of a stream; one that does not exist is at revision 0.
func (h *heads) of(s domain.StreamID) (*head, error) {
	if found, ok := h.young[s]; ok {
		return found, nil
	}
	found, ok := h.old[s]
	if !ok {
		var err error
		if found, err = h.load(s); err != nil {
			return nil, err
		}
	}
	h.young[s] = found
	return found, nil
}

// load reads a head and looks at the event it names: a wrong head would falsify the stream.
func (h *heads) load(s domain.StreamID) (*head, error) {
	h.find.BindText(1, string(s))
	row, err := h.find.Step()
	found := &head{stored: row}
	if row {
		found.id, found.revision, found.position = h.find.ColumnInt64(0), h.find.ColumnInt64(1), h.find.ColumnInt64(2)
	}
	if err == nil {
		err = h.find.Reset()
	}
	if err != nil || !row {
		return found, err
	}
	h.at.BindInt64(1, found.position)
	var stream, revision int64
	if row, err = h.at.Step(); row {
		stream, revision = h.at.ColumnInt64(0), h.at.ColumnInt64(1)
	}
	if err == nil {
		err = h.at.Reset()
	}
	if err == nil && (!row || stream != found.id || revision != found.revision) {
		err = fmt.Errorf("head of %s is not where it says: %w", s, corrupt(found.position, "not revision %d", found.revision))
	}
	return found, err
}

// store writes a moved head back, inside the transaction that moved it.
func (h *heads) store(s domain.StreamID, moved *head) error {
	stmt := h.update
	if !moved.stored {
		stmt = h.insert
		stmt.BindText(4, string(s))
	}
	stmt.BindInt64(1, moved.revision)
	stmt.BindInt64(2, moved.position)
	stmt.BindInt64(3, moved.id)
	_, err := stmt.Step()
	if err == nil {
		err = stmt.Reset()
	}
	moved.stored, moved.dirty = true, false
	return err
}

// nextID is for a stream that gets its first event.
func (h *heads) nextID() int64 {
	h.last++
	return h.last
}

// forget bounds the cache. It is called between transactions, when no head is dirty.
func (h *heads) forget() {
	if len(h.young) > h.limit {
		h.old, h.young = h.young, make(map[domain.StreamID]*head, h.limit)
	}
}
