package sqlitelog

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
	applicationID = 0x546f6373 // "Tocs"
	schemaVersion = 1
)

// schema has no index on events: a stream is read backwards along prev, from the head that streams keeps.
// Measured on 200,000 events in streams of 100: see docs/benchmarks.md.
const schema = `
CREATE TABLE names (
	id   INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE -- types of events, kinds and roles of actors
);
CREATE TABLE streams (
	id       INTEGER PRIMARY KEY,
	name     TEXT NOT NULL UNIQUE,
	revision INTEGER NOT NULL, -- of the last event
	position INTEGER NOT NULL  -- of the last event
);
CREATE TABLE events (
	position    INTEGER PRIMARY KEY, -- 1, 2, 3 ...: no gaps
	stream      INTEGER NOT NULL,    -- streams.id
	revision    INTEGER NOT NULL,    -- 1, 2, 3 ... in its stream
	prev        INTEGER NOT NULL,    -- position of the event before in its stream, 0 if there is none
	type        INTEGER NOT NULL,    -- names.id
	version     INTEGER NOT NULL,    -- of the schema of data
	id          BLOB NOT NULL,       -- UUID
	occurred_at INTEGER,             -- Unix nanoseconds; NULL is not known
	recorded_at INTEGER,
	drill       INTEGER NOT NULL,
	actor_kind  INTEGER NOT NULL,    -- names.id
	actor_role  INTEGER NOT NULL,    -- names.id
	actor_id    TEXT NOT NULL,
	key         TEXT NOT NULL,       -- of the command
	hash        TEXT NOT NULL,       -- of the command
	correlation TEXT NOT NULL,
	causation   TEXT NOT NULL,
	sum         INTEGER NOT NULL,    -- CRC-32C and CRC-32 of the row, names spelt out
	data        BLOB NOT NULL        -- JSON
);
`

// oldest is the first SQLite without the bug that could corrupt a WAL when it is reset.
var oldest = [3]int{3, 51, 3}

// prepareFile makes the connection safe to write with, creates the tables in an empty file, and refuses a file that
// is somebody else's.
func prepareFile(conn *sqlite.Conn, pageSize int) error {
	if err := checkVersion(conn); err != nil {
		return err
	}
	if err := sqlitex.ExecuteTransient(conn, fmt.Sprintf("PRAGMA page_size = %d", pageSize), nil); err != nil {
		return err
	}
	if err := insist(conn, "PRAGMA journal_mode = wal", "wal"); err != nil {
		return err
	}
	if err := settle(conn); err != nil {
		return err
	}
	empty, err := ask(conn, "SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return err
	}
	if empty != "0" {
		return checkMarks(conn)
	}
	return sqlitex.ExecuteScript(conn, fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d;",
		schema, applicationID, schemaVersion), nil)
}

// settle makes every commit of the connection durable and leaves checkpoints to the checkpointer.
func settle(conn *sqlite.Conn) error {
	conn.SetBusyTimeout(busyTimeout)
	for _, p := range []string{
		"PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 0", "PRAGMA cache_size = -65536",
		"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA temp_store = MEMORY",
	} {
		if err := sqlitex.ExecuteTransient(conn, p, nil); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
	}
	return insist(conn, "PRAGMA synchronous", "2")
}

// checkMarks tells a log of ours from any other file of SQLite.
func checkMarks(conn *sqlite.Conn) error {
	if err := insist(conn, "PRAGMA application_id", strconv.Itoa(applicationID)); err != nil {
		return fmt.Errorf("not a log of tocsin: %w", err)
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
	var have [3]int
	for i, part := range strings.SplitN(text, ".", 3) {
		if have[i], err = strconv.Atoi(part); err != nil {
			return fmt.Errorf("read version %q: %w", text, err)
		}
	}
	for i := range have {
		if have[i] != oldest[i] {
			if have[i] < oldest[i] {
				return fmt.Errorf("version %s is too old: a WAL could be corrupted before 3.51.3", text)
			}
			break
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
