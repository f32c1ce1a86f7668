package sqlitelog

import (
	"bytes"
	"errors"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// tables is the writing side of the file: what one transaction does. It belongs to the writer goroutine.
type tables struct {
	conn     *sqlite.Conn
	names    names
	heads    *heads
	rows     *rows // reads what is there already
	sums     sums
	last     int64 // position of the last event, staged ones included
	bytes    int64 // of staged events, for the checkpointer
	moved    []movedHead
	begin    *sqlite.Stmt
	commit   *sqlite.Stmt
	rollback *sqlite.Stmt
	insert   *sqlite.Stmt
}

type movedHead struct {
	stream domain.StreamID
	head   *head
}

func newTables(conn *sqlite.Conn, cached int) (t *tables, err error) {
	t = &tables{conn: conn, sums: newSums()}
	if t.names, err = newNames(conn, true); err != nil {
		return nil, err
	}
	if t.heads, err = newHeads(conn, cached); err != nil {
		return nil, err
	}
	if t.rows, err = newRows(conn); err != nil {
		return nil, err
	}
	if t.last, err = t.rows.head(); err != nil {
		return nil, err
	}
	if t.begin, err = conn.Prepare("BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	if t.rollback, err = conn.Prepare("ROLLBACK"); err != nil {
		return nil, err
	}
	if t.commit, err = conn.Prepare("COMMIT"); err != nil {
		return nil, err
	}
	t.insert, err = conn.Prepare(insertEvent)
	return t, err
}

// refused marks an error as the answer to one write; every other error is one of the file, and final.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// write stages one write, or answers refused and leaves everything as it was.
func (t *tables) write(w domain.Write) (domain.Position, error) {
	h, err := t.heads.of(w.Stream)
	if err != nil {
		if errors.Is(err, domain.ErrCorrupt) {
			return 0, refused{err}
		}
		return 0, err
	}
	switch at := int64(w.At); {
	case w.At > domain.Revision(h.revision):
		return 0, refused{domain.ErrConflict}
	case at < h.revision:
		return t.again(w.Stream, *h, at, w.Events)
	}
	if !h.dirty {
		t.moved = append(t.moved, movedHead{w.Stream, h})
		h.dirty = true
	}
	if !h.stored && h.id == 0 {
		h.id = t.heads.nextID()
	}
	for i := range w.Events {
		if err := t.stage(w.Stream, h, &w.Events[i]); err != nil {
			return 0, err
		}
	}
	return domain.Position(h.position), nil
}

// stage inserts one event at the end of its stream.
func (t *tables) stage(s domain.StreamID, h *head, p *domain.Proposed) error {
	r := domain.Recorded{
		Stream: s, Revision: domain.Revision(h.revision + 1), Position: domain.Position(t.last + 1),
		ID: p.ID, Type: p.Type, Version: p.Version, Data: p.Data, Meta: p.Meta,
	}
	if err := t.bind(h, &r); err != nil {
		return err
	}
	if _, err := t.insert.Step(); err != nil {
		return err
	}
	if err := t.insert.Reset(); err != nil {
		return err
	}
	t.last++
	h.revision++
	h.position = t.last
	t.bytes += int64(len(p.Data)) + envelopeBytes
	return nil
}

func (t *tables) bind(h *head, r *domain.Recorded) error {
	in, m := t.insert, &r.Meta
	for _, n := range [...]struct {
		col  int
		name string
	}{{colType, r.Type}, {colActorKind, m.Actor.Kind}, {colActorRole, m.Actor.Role}} {
		id, err := t.names.intern(n.name)
		if err != nil {
			return err
		}
		in.BindInt64(n.col+1, id)
	}
	in.BindInt64(colPosition+1, int64(r.Position))
	in.BindInt64(colStream+1, h.id)
	in.BindInt64(colRevision+1, int64(r.Revision))
	in.BindInt64(colPrev+1, h.position)
	in.BindInt64(colVersion+1, int64(r.Version))
	in.BindBytes(colID+1, r.ID[:])
	bindTime(in, colOccurredAt+1, m.OccurredAt)
	bindTime(in, colRecordedAt+1, m.RecordedAt)
	in.BindBool(colDrill+1, m.Drill)
	in.BindText(colActorID+1, m.Actor.ID)
	in.BindText(colKey+1, m.Key)
	in.BindText(colHash+1, m.Hash)
	in.BindText(colCorrelation+1, m.CorrelationID)
	in.BindText(colCausation+1, m.CausationID)
	in.BindInt64(colSum+1, t.sums.of(r))
	in.BindBytes(colData+1, r.Data)
	return nil
}

// again answers an append behind the head: the same events give the same answer.
func (t *tables) again(s domain.StreamID, h head, at int64, ps []domain.Proposed) (domain.Position, error) {
	end := at + int64(len(ps))
	if end > h.revision {
		return 0, refused{domain.ErrConflict}
	}
	chain, err := t.rows.chain(h, at, end)
	reused := false
	for i := 0; i < len(chain) && err == nil; i++ {
		var known domain.Recorded
		if known, err = t.rows.event(s, chain[i]); err == nil && known.ID != ps[i].ID {
			err = refused{domain.ErrConflict}
		}
		reused = reused || !same(&known, &ps[i])
	}
	switch {
	case errors.Is(err, domain.ErrCorrupt):
		return 0, refused{err}
	case err != nil:
		return 0, err
	case reused:
		return 0, refused{domain.ErrIDReused}
	}
	return domain.Position(chain[len(chain)-1]), nil
}

// same compares what a retry must repeat; recorded at, for one, it may not.
func same(k *domain.Recorded, p *domain.Proposed) bool {
	return k.Type == p.Type && k.Version == p.Version && k.Meta.Hash == p.Meta.Hash && bytes.Equal(k.Data, p.Data)
}

// finish makes what was staged durable.
func (t *tables) finish() error {
	for _, m := range t.moved {
		if err := t.heads.store(m.stream, m.head); err != nil {
			return err
		}
	}
	clear(t.moved)
	t.moved = t.moved[:0]
	return run(t.commit)
}

// run is for a statement without rows.
func run(stmt *sqlite.Stmt) error {
	if _, err := stmt.Step(); err != nil {
		return err
	}
	return stmt.Reset()
}
