package sqlitelog

import (
	"errors"
	"fmt"
	"strconv"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Marks in the header of the file: whose it is, and the version of the tables below.
const (
	applicationID = 0x546f6373 // "Tocs"
	schemaVersion = 1
)

// schema has no index on events: a stream is read backwards along prev, from the head that streams keeps. What few
// events differ in (kind) is one number, and the texts of the envelope are one JSON array, because SQLite's time goes
// into the number of columns; the view log spells everything out for people and their tools. The figures behind both
// are in docs/adr/0002-log-port-and-engines.md.
const schema = `
CREATE TABLE kinds (
	id         INTEGER PRIMARY KEY,
	type       TEXT NOT NULL,
	version    INTEGER NOT NULL, -- of the schema of data
	actor_kind TEXT NOT NULL,
	actor_role TEXT NOT NULL,
	drill      INTEGER NOT NULL,
	UNIQUE (type, version, actor_kind, actor_role, drill)
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
	kind        INTEGER NOT NULL,    -- kinds.id
	id          BLOB NOT NULL,       -- UUID
	occurred_at INTEGER,             -- Unix nanoseconds; NULL is not known
	recorded_at INTEGER,
	sum         INTEGER NOT NULL,    -- two CRC-32C: of the envelope, numbers spelt out, and of it with data
	texts       TEXT NOT NULL,       -- ["key","hash","correlation","causation","actor id"]
	data        BLOB NOT NULL        -- JSON
);
CREATE TABLE marks (
	name  TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) WITHOUT ROWID;
CREATE VIEW log AS SELECT
	e.position, s.name AS stream, e.revision, k.type, k.version, lower(hex(e.id)) AS id,
	strftime('%Y-%m-%dT%H:%M:%SZ', e.occurred_at / 1000000000, 'unixepoch') AS occurred,
	strftime('%Y-%m-%dT%H:%M:%SZ', e.recorded_at / 1000000000, 'unixepoch') AS recorded,
	k.actor_kind, e.texts ->> 4 AS actor_id, k.actor_role, k.drill,
	e.texts ->> 0 AS key, e.texts ->> 1 AS hash, e.texts ->> 2 AS correlation, e.texts ->> 3 AS causation,
	CAST(e.data AS TEXT) AS data
FROM events AS e JOIN streams AS s ON s.id = e.stream JOIN kinds AS k ON k.id = e.kind;
`

// prepare makes the file a log, if it is new, and refuses a file that is somebody else's. Closing the connection
// brings what an earlier process left in the -wal into the database and removes it.
func prepare(path string) error {
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		return err
	}
	err = unreadable(prepareWith(conn))
	if cerr := conn.Close(); err == nil {
		err = cerr
	}
	return err
}

func prepareWith(conn *sqlite.Conn) error {
	if err := checkVersion(conn); err != nil {
		return err
	}
	tables, err := ask(conn, "SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return err
	}
	if tables != "0" {
		return checkMarks(conn)
	}
	if err := set(conn, fmt.Sprintf("page_size = %d", pageSize)); err != nil {
		return err
	}
	if err := insist(conn, "PRAGMA journal_mode = wal", "wal"); err != nil {
		return err
	}
	if err := settle(conn, full); err != nil {
		return err
	}
	return sqlitex.ExecuteScript(conn, fmt.Sprintf("%s PRAGMA application_id = %d; PRAGMA user_version = %d;",
		schema, applicationID, schemaVersion), nil)
}

// ErrNotALog: the file is something else, or its beginning is damaged.
var ErrNotALog = errors.New("not a log of tocsin")

// checkMarks tells a log of ours from any other file of SQLite.
func checkMarks(conn *sqlite.Conn) error {
	owner, err := ask(conn, "PRAGMA application_id")
	if err != nil {
		return err
	}
	if owner != strconv.Itoa(applicationID) {
		return ErrNotALog
	}
	version, err := ask(conn, "PRAGMA user_version")
	if err == nil && version != strconv.Itoa(schemaVersion) {
		err = fmt.Errorf("written by another version: format %s, this program knows %d", version, schemaVersion)
	}
	return err
}

// unreadable says what it means that SQLite takes a file for none of its own.
func unreadable(err error) error {
	if sqlite.ErrCode(err).ToPrimary() == sqlite.ResultNotADB {
		return ErrNotALog
	}
	return err
}
