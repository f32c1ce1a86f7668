package sqlitelog

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// busyTimeout is for a checkpoint by another program; nobody else writes.
const busyTimeout = 10 * time.Second

// synchronous is SQLite's setting of this name.
type synchronous string

const (
	full   synchronous = "FULL"   // a commit waits for the disk
	normal synchronous = "NORMAL" // only a checkpoint does
)

// level is how SQLite answers when it is asked for the setting.
func (s synchronous) level() string {
	if s == full {
		return "2"
	}
	return "1"
}

// openWriting makes a connection that commits.
func openWriting(path string, sync synchronous) (*sqlite.Conn, error) {
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return nil, err
	}
	if err := settle(conn, sync); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// settle says how durable the commits of a connection are, and leaves checkpoints to the checkpointer. It refuses to go
// on where SQLite does not do what it was told.
func settle(conn *sqlite.Conn, sync synchronous) error {
	conn.SetBusyTimeout(busyTimeout)
	err := set(conn, "synchronous = "+string(sync), "wal_autocheckpoint = 0", "cache_size = -65536",
		"trusted_schema = OFF", "cell_size_check = ON")
	if err != nil {
		return err
	}
	if err := insist(conn, "PRAGMA journal_mode", "wal"); err != nil {
		return err
	}
	return insist(conn, "PRAGMA synchronous", sync.level())
}

// openReader makes a connection that only reads.
func openReader(path string) (*sqlite.Conn, error) {
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadOnly)
	if err != nil {
		return nil, err
	}
	return reading(conn)
}

// reading sees to it that a connection only reads.
func reading(conn *sqlite.Conn) (*sqlite.Conn, error) {
	conn.SetBusyTimeout(busyTimeout)
	err := set(conn, "query_only = ON", "cache_size = -4096", "trusted_schema = OFF", "cell_size_check = ON")
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// oldest is the first SQLite without the bug that could corrupt a WAL when it is reset.
const oldest = "3.51.3"

func checkVersion(conn *sqlite.Conn) error {
	have, err := ask(conn, "SELECT sqlite_version()")
	if err != nil {
		return err
	}
	if older(have, oldest) {
		return fmt.Errorf("SQLite %s is too old: before %s a WAL could be corrupted when it is reset", have, oldest)
	}
	return nil
}

// older compares versions of three numbers; one that is none is older than any.
func older(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		x, err := strconv.Atoi(as[i])
		y, _ := strconv.Atoi(bs[i])
		if err != nil || x != y {
			return err != nil || x < y
		}
	}
	return len(as) < len(bs)
}

func set(conn *sqlite.Conn, pragmas ...string) error {
	for _, p := range pragmas {
		if err := sqlitex.ExecuteTransient(conn, "PRAGMA "+p, nil); err != nil {
			return fmt.Errorf("set %s: %w", p, err)
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
