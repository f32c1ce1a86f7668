package sqlitelog

import "zombiezen.com/go/sqlite"

// prepareAll fills in the statements of a connection.
func prepareAll(conn *sqlite.Conn, wanted map[string]**sqlite.Stmt) (err error) {
	for query, stmt := range wanted {
		if *stmt, err = conn.Prepare(query); err != nil {
			return err
		}
	}
	return nil
}

// run carries out a statement without rows.
func run(stmt *sqlite.Stmt) error {
	if _, err := stmt.Step(); err != nil {
		return err
	}
	return stmt.Reset()
}

// oneRow carries out a statement of at most one row and says whether there was one. It steps to the end, because an
// INSERT ... RETURNING is done only there.
func oneRow(stmt *sqlite.Stmt, take func(row *sqlite.Stmt)) (found bool, err error) {
	row, err := stmt.Step()
	if row {
		found = true
		take(stmt)
		for row && err == nil {
			row, err = stmt.Step()
		}
	}
	if err == nil {
		err = stmt.Reset()
	}
	return found, err
}

// oneInt carries out a statement of one number.
func oneInt(stmt *sqlite.Stmt) (n int64, err error) {
	_, err = oneRow(stmt, func(row *sqlite.Stmt) { n = row.ColumnInt64(0) })
	return n, err
}
