package vault

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Marks in the header of the file: whose it is, and the version of the tables below.
const (
	applicationID = 0x546f6356 // "TocV"
	schemaVersion = 2
)

// lift brings the tables of version 1 to version 2; whether somebody of version 1 can be reached is found in his box.
const lift = "ALTER TABLE people ADD COLUMN reachable INTEGER; PRAGMA user_version = 2;"

const schema = `
CREATE TABLE facts (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE keys (
	subject TEXT PRIMARY KEY, -- a person, or "crisis:<id>"
	wrapped BLOB              -- under the master key; NULL: destroyed, never made again
) WITHOUT ROWID;
CREATE TABLE people (
	subject   TEXT PRIMARY KEY,
	lang      TEXT NOT NULL,
	priority  INTEGER NOT NULL,
	box       BLOB NOT NULL, -- the rest, sealed with the key of the person
	reachable INTEGER        -- whether there is a contact in the box; NULL: written by version 1
) WITHOUT ROWID;
CREATE TABLE choices (
	subject TEXT NOT NULL,
	channel TEXT NOT NULL,
	purpose TEXT NOT NULL,
	given   INTEGER NOT NULL,
	PRIMARY KEY (subject, channel, purpose)
) WITHOUT ROWID;
CREATE TABLE travellers (
	journey    TEXT NOT NULL,
	subject    TEXT NOT NULL,
	party      TEXT NOT NULL,
	priority   INTEGER NOT NULL,
	departs_at INTEGER, -- Unix seconds; NULL is not known
	PRIMARY KEY (journey, subject)
) WITHOUT ROWID;
CREATE INDEX travellers_by_subject ON travellers (subject);
`

// oldest is the first SQLite without the bug that could corrupt a WAL when it is reset.
var oldest = [3]int{3, 51, 3}

// settle makes every commit of a connection durable, and makes deleting overwrite. What comes from a seed can be made
// again: its commits are safe from the end of the process, and wait for the disk at a checkpoint only. The rows are wide
// and so the trees deep: a cache of 8 MiB keeps what lies above the leaves.
func settle(conn *sqlite.Conn, seeded bool) error {
	conn.SetBusyTimeout(busyTimeout)
	sync, level := "FULL", "2"
	if seeded {
		sync, level = "NORMAL", "1"
	}
	for _, p := range []string{
		"PRAGMA synchronous = " + sync, "PRAGMA secure_delete = ON", "PRAGMA trusted_schema = OFF",
		"PRAGMA cell_size_check = ON", "PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -8192",
		"PRAGMA wal_autocheckpoint = 4000",
	} {
		if err := sqlitex.ExecuteTransient(conn, p, nil); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
	}
	return insist(conn, "PRAGMA synchronous", level)
}

// checkMarks tells a vault of ours from any other file of SQLite.
func checkMarks(conn *sqlite.Conn) error {
	if err := insist(conn, "PRAGMA application_id", strconv.Itoa(applicationID)); err != nil {
		return fmt.Errorf("not a vault of tocsin: %w", err)
	}
	version, err := ask(conn, "PRAGMA user_version")
	if err == nil && version == "1" {
		if err := sqlitex.ExecuteScript(conn, lift, nil); err != nil {
			return fmt.Errorf("bring the tables from version 1 to %d: %w", schemaVersion, err)
		}
	}
	if err := insist(conn, "PRAGMA user_version", strconv.Itoa(schemaVersion)); err != nil {
		return fmt.Errorf("written by another version: %w", err)
	}
	return nil
}

func checkVersion(conn *sqlite.Conn) error {
	text, err := ask(conn, "SELECT sqlite_version()")
	if err != nil {
		return err
	}
	for i, part := range strings.SplitN(text, ".", 3) {
		have, err := strconv.Atoi(part)
		if err != nil {
			return fmt.Errorf("read version %q: %w", text, err)
		}
		if have < oldest[i] {
			return fmt.Errorf("SQLite %s is too old: a WAL could be corrupted before 3.51.3", text)
		}
		if have > oldest[i] {
			return nil
		}
	}
	return nil
}

// insist runs a query of one value and refuses any other answer.
func insist(conn *sqlite.Conn, query, want string) error {
	got, err := ask(conn, query)
	if err == nil && got != want {
		err = fmt.Errorf("%s: got %q, want %q", query, got, want)
	}
	return err
}

// ask runs a query of one value.
func ask(conn *sqlite.Conn, query string) (answer string, err error) {
	rows := 0
	err = sqlitex.ExecuteTransient(conn, query, &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		answer = stmt.ColumnText(0)
		rows++
		return nil
	}})
	if err == nil && rows != 1 {
		err = errors.New("no answer")
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", query, err)
	}
	return answer, nil
}
