package sqlitelog

import (
	"bytes"
	"errors"
	"fmt"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// tables is the writing side of the file: what one transaction does. It belongs to whoever has the writer's turn.
type tables struct {
	conn  *sqlite.Conn
	rows  *rows // reads what is there already, staged events included
	kinds kinds
	heads *heads
	sums  sums
	last  int64       // position of the last event, staged ones included
	moved []movedHead // by the transaction
	bytes int64       // of the -wal that it takes, by estimate
	texts []byte      // scratch for bind

	begin    *sqlite.Stmt
	commit   *sqlite.Stmt
	rollback *sqlite.Stmt
	insert   *sqlite.Stmt
	mark     *sqlite.Stmt
}

type movedHead struct {
	stream domain.StreamID
	head   *head
}

func newTables(conn *sqlite.Conn) (t *tables, err error) {
	t = &tables{conn: conn, sums: newSums()}
	if t.rows, err = newRows(conn); err != nil {
		return nil, err
	}
	if t.kinds, err = newKinds(conn); err != nil {
		return nil, err
	}
	if t.heads, err = newHeads(conn, t.rows, cachedHeads); err != nil {
		return nil, err
	}
	if t.last, err = t.rows.head(); err != nil {
		return nil, err
	}
	return t, prepareAll(conn, map[string]**sqlite.Stmt{
		"BEGIN IMMEDIATE": &t.begin,
		"COMMIT":          &t.commit,
		"ROLLBACK":        &t.rollback,
		insertEvent:       &t.insert,
		"INSERT INTO marks (name, value) VALUES ('head', ?) ON CONFLICT DO UPDATE SET value = excluded.value": &t.mark,
	})
}

// refused marks an error as the answer to one write; every other error is one of the file, and final.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// transaction stages every write of a group and commits them together. It says how many events that were, and about
// how many bytes of the -wal. An error is one of the file: then nothing of the group is promised, and no further
// transaction may be tried.
func (t *tables) transaction(group []*request) (events, bytes int64, err error) {
	before := t.last
	t.bytes = 0
	if err := run(t.begin); err != nil {
		return 0, 0, fmt.Errorf("begin: %w", err)
	}
	for _, r := range group {
		c := call{tables: t, events: r.events}
		for i, w := range r.writes {
			if r.results[i], err = c.write(w); err != nil {
				return 0, 0, fmt.Errorf("append to %s: %w", w.Stream, err)
			}
		}
	}
	if t.last == before {
		return 0, 0, run(t.rollback)
	}
	if err := t.finish(); err != nil {
		return 0, 0, err
	}
	t.heads.forget()
	return t.last - before, t.bytes, nil
}

// finish moves the heads and makes everything durable.
func (t *tables) finish() error {
	for _, m := range t.moved {
		if err := t.heads.store(m.stream, m.head); err != nil {
			return fmt.Errorf("move the head of %s: %w", m.stream, err)
		}
	}
	t.bytes += int64(commitPages+len(t.moved)/rowsPerPage) * pageSize
	clear(t.moved)
	t.moved = t.moved[:0]
	if err := run(t.commit); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Estimates of what a commit writes beside its events.
const (
	commitPages   = 3 // the ends of both tables, and the header of the file
	rowsPerPage   = 30
	envelopeBytes = 300
)

// write stages one write, or answers refused and leaves everything as it was.
func (t *tables) write(w domain.Write) (domain.Position, error) {
	h, err := t.heads.of(w.Stream)
	switch {
	case errors.Is(err, domain.ErrCorrupt):
		return 0, refused{err}
	case err != nil:
		return 0, err
	case w.At > domain.Revision(h.revision):
		return 0, refused{domain.ErrConflict}
	case w.At < domain.Revision(h.revision):
		return t.again(w.Stream, *h, int64(w.At), w.Events)
	}
	if !h.dirty {
		t.moved = append(t.moved, movedHead{w.Stream, h})
		h.dirty = true
	}
	if h.id == 0 {
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
	if err := run(t.insert); err != nil {
		return err
	}
	t.last++
	h.revision++
	h.position = t.last
	t.bytes += int64(len(p.Data) + envelopeBytes)
	return nil
}

func (t *tables) bind(h *head, r *domain.Recorded) error {
	in, m := t.insert, &r.Meta
	id, err := t.kinds.intern(kind{r.Type, r.Version, m.Actor.Kind, m.Actor.Role, m.Drill})
	if err != nil {
		return err
	}
	t.texts = appendTexts(t.texts[:0], m)
	in.BindInt64(colPosition+1, int64(r.Position))
	in.BindInt64(colStream+1, h.id)
	in.BindInt64(colRevision+1, int64(r.Revision))
	in.BindInt64(colPrev+1, h.position)
	in.BindInt64(colKind+1, id)
	in.BindBytes(colID+1, r.ID[:])
	bindTime(in, colOccurredAt+1, m.OccurredAt)
	bindTime(in, colRecordedAt+1, m.RecordedAt)
	in.BindInt64(colSum+1, t.sums.of(r, t.texts))
	in.BindText(colTexts+1, string(t.texts))
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
		if _, err = t.rows.event(s, h.id, chain[i], at+int64(i)+1, &known); err == nil && known.ID != ps[i].ID {
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

// close notes how long the log is, so that a lost end is noticed, and closes the connection.
func (t *tables) close(noteEnd bool) error {
	noted, err := oneInt(t.rows.mark)
	if err == nil && noteEnd && noted != t.last {
		t.mark.BindInt64(1, t.last)
		err = run(t.mark)
	}
	return errors.Join(err, t.conn.Close())
}
