package sqlitelog

import (
	"slices"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// scan takes the event out of the current row and checks its hash. The bytes are the caller's. A stream that is not
// known yet is looked up.
func (r *rows) scan(row *sqlite.Stmt, s domain.StreamID, e *domain.Recorded) error {
	position := row.ColumnInt64(colPosition)
	if s == "" {
		var err error
		if s, err = r.stream(row.ColumnInt64(colStream)); err != nil {
			return damaged(position, err)
		}
	}
	k, err := r.kinds.of(row.ColumnInt64(colKind))
	if err != nil {
		return damaged(position, err)
	}
	e.Stream, e.Type, e.Version = s, k.name, k.version
	e.Position, e.Revision = domain.Position(position), domain.Revision(row.ColumnInt64(colRevision))
	m := &e.Meta
	m.Actor.Kind, m.Actor.Role, m.Drill = k.actorKind, k.actorRole, k.drill
	m.OccurredAt, m.RecordedAt = columnTime(row, colOccurredAt), columnTime(row, colRecordedAt)
	length := row.ColumnLen(colTexts)
	r.texts = slices.Grow(r.texts[:0], length)[:length]
	row.ColumnBytes(colTexts, r.texts)
	if err := parseTexts(r.texts, m); err != nil {
		return corrupt(position, err.Error())
	}
	e.Data = make([]byte, row.ColumnLen(colData))
	row.ColumnBytes(colData, e.Data)
	if n := row.ColumnBytes(colID, e.ID[:]); n != len(e.ID) || r.sums.of(e, r.texts) != row.ColumnInt64(colSum) {
		return corrupt(position, "the hash of the row is wrong")
	}
	return nil
}

// stream gives the name behind an id.
func (r *rows) stream(id int64) (s domain.StreamID, err error) {
	if s, ok := r.streams[id]; ok {
		return s, nil
	}
	r.name.BindInt64(1, id)
	_, err = oneRow(r.name, func(row *sqlite.Stmt) { s = domain.StreamID(row.ColumnText(0)) })
	if err == nil && s == "" {
		err = domain.ErrCorrupt
	}
	if err != nil {
		return "", err
	}
	if len(r.streams) >= cachedNames {
		clear(r.streams)
	}
	r.streams[id] = s
	return s, nil
}
