package sqlitelog

import (
	"fmt"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// names of one connection: ids of event types, actor kinds and roles. There are few, so all are kept.
type names struct {
	byID   map[int64]string
	byName map[string]int64
	find   *sqlite.Stmt // id -> name
	seek   *sqlite.Stmt // name -> id
	insert *sqlite.Stmt // nil where nothing is written
}

func newNames(conn *sqlite.Conn, writes bool) (n names, err error) {
	n = names{byID: map[int64]string{}, byName: map[string]int64{}}
	if n.find, err = conn.Prepare("SELECT name FROM names WHERE id = ?"); err != nil {
		return n, err
	}
	if n.seek, err = conn.Prepare("SELECT id FROM names WHERE name = ?"); err != nil || !writes {
		return n, err
	}
	n.insert, err = conn.Prepare("INSERT INTO names (id, name) SELECT coalesce(max(id), 0) + 1, ? FROM names RETURNING id")
	return n, err
}

// name of an id that an event holds.
func (n *names) name(id int64) (string, error) {
	if name, ok := n.byID[id]; ok {
		return name, nil
	}
	n.find.BindInt64(1, id)
	found, name, err := oneText(n.find)
	switch {
	case err != nil:
		return "", err
	case !found:
		return "", fmt.Errorf("name %d is missing: %w", id, domain.ErrCorrupt)
	}
	n.byID[id], n.byName[name] = name, id
	return name, nil
}

// intern gives the id of a name, a new one if it has none. It belongs to a transaction: where that fails, the log
// ends, and the cache with it.
func (n *names) intern(name string) (int64, error) {
	if id, ok := n.byName[name]; ok {
		return id, nil
	}
	n.seek.BindText(1, name)
	found, id, err := oneInt(n.seek)
	if err == nil && !found {
		n.insert.BindText(1, name)
		_, id, err = oneInt(n.insert)
	}
	if err != nil {
		return 0, err
	}
	n.byID[id], n.byName[name] = name, id
	return id, nil
}

func oneText(stmt *sqlite.Stmt) (found bool, text string, err error) {
	if found, err = stmt.Step(); found {
		text = stmt.ColumnText(0)
	}
	if err == nil {
		err = stmt.Reset()
	}
	return found, text, err
}

func oneInt(stmt *sqlite.Stmt) (found bool, n int64, err error) {
	if found, err = stmt.Step(); found {
		n = stmt.ColumnInt64(0)
		for more := true; more && err == nil; { // an INSERT ... RETURNING is done only when it has been stepped to its end
			more, err = stmt.Step()
		}
	}
	if err == nil {
		err = stmt.Reset()
	}
	return found, n, err
}
