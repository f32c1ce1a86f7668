package sqlitelog

import (
	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// kind is what few events differ in. It is stored once and known by a number.
type kind struct {
	name      string // of the event type
	version   int
	actorKind string
	actorRole string
	drill     bool
}

// kinds of one connection, both ways.
type kinds struct {
	byID   map[int64]kind
	ids    map[kind]int64
	find   *sqlite.Stmt // id -> kind
	seek   *sqlite.Stmt // kind -> id
	insert *sqlite.Stmt
}

// cachedKinds bounds the maps; a program has some hundreds.
const cachedKinds = 1 << 14

func newKinds(conn *sqlite.Conn) (k kinds, err error) {
	k = kinds{byID: map[int64]kind{}, ids: map[kind]int64{}}
	err = prepareAll(conn, map[string]**sqlite.Stmt{
		"SELECT type, version, actor_kind, actor_role, drill FROM kinds WHERE id = ?": &k.find,
		`SELECT id FROM kinds
			WHERE type = ? AND version = ? AND actor_kind = ? AND actor_role = ? AND drill = ?`: &k.seek,
		`INSERT INTO kinds (id, type, version, actor_kind, actor_role, drill)
			SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ? FROM kinds RETURNING id`: &k.insert,
	})
	return k, err
}

// of gives the kind behind a number.
func (k *kinds) of(id int64) (kind, error) {
	if found, ok := k.byID[id]; ok {
		return found, nil
	}
	k.find.BindInt64(1, id)
	var found kind
	row, err := oneRow(k.find, func(row *sqlite.Stmt) {
		found = kind{
			name: row.ColumnText(0), version: row.ColumnInt(1),
			actorKind: row.ColumnText(2), actorRole: row.ColumnText(3), drill: row.ColumnBool(4),
		}
	})
	if err == nil && !row {
		err = domain.ErrCorrupt
	}
	if err == nil {
		k.remember(id, found)
	}
	return found, err
}

// intern gives the number of a kind, a new one if it has none. It belongs to a transaction: where that fails, the log
// ends, and the cache with it.
func (k *kinds) intern(wanted kind) (id int64, err error) {
	if id, ok := k.ids[wanted]; ok {
		return id, nil
	}
	take := func(row *sqlite.Stmt) { id = row.ColumnInt64(0) }
	k.bind(k.seek, wanted)
	found, err := oneRow(k.seek, take)
	if err == nil && !found {
		k.bind(k.insert, wanted)
		_, err = oneRow(k.insert, take)
	}
	if err == nil {
		k.remember(id, wanted)
	}
	return id, err
}

func (k *kinds) bind(stmt *sqlite.Stmt, wanted kind) {
	stmt.BindText(1, wanted.name)
	stmt.BindInt64(2, int64(wanted.version))
	stmt.BindText(3, wanted.actorKind)
	stmt.BindText(4, wanted.actorRole)
	stmt.BindBool(5, wanted.drill)
}

func (k *kinds) remember(id int64, found kind) {
	if len(k.byID) >= cachedKinds {
		clear(k.byID)
		clear(k.ids)
	}
	k.byID[id], k.ids[found] = found, id
}
