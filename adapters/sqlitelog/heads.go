package sqlitelog

import (
	"fmt"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// head is where a stream ends.
type head struct {
	id       int64 // streams.id; 0 for a stream that does not exist
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
	rows       *rows

	top    *sqlite.Stmt
	insert *sqlite.Stmt
	update *sqlite.Stmt
}

func newHeads(conn *sqlite.Conn, rows *rows, limit int) (*heads, error) {
	h := &heads{young: map[domain.StreamID]*head{}, limit: limit, rows: rows}
	err := prepareAll(conn, map[string]**sqlite.Stmt{
		"SELECT coalesce(max(id), 0) FROM streams":                               &h.top,
		"INSERT INTO streams (revision, position, id, name) VALUES (?, ?, ?, ?)": &h.insert,
		"UPDATE streams SET revision = ?, position = ? WHERE id = ?":             &h.update,
	})
	if err == nil {
		h.last, err = oneInt(h.top)
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

// load reads a head and looks at the event it names: to go on from a wrong head would falsify the stream.
func (h *heads) load(s domain.StreamID) (*head, error) {
	found, err := h.rows.headOf(s)
	if err == nil && found.stored {
		if _, err = h.rows.chain(found, found.revision-1, found.revision); err != nil {
			err = fmt.Errorf("look at the head of %s: %w", s, err)
		}
	}
	return &found, err
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
	moved.stored, moved.dirty = true, false
	return run(stmt)
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
