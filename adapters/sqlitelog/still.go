package sqlitelog

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"time"

	"zombiezen.com/go/sqlite"
)

// A log that nobody has open is read as a file that does not change. Otherwise SQLite would make a -wal and a -shm
// beside it, which an auditor must not leave behind, and could not read from a disk that takes no writes. Should somebody
// begin to write after all, the connection is given up for one that sees what is written.

// still is what a file looked like when it was opened as one that does not change.
type still struct {
	path string
	size int64
	at   time.Time
}

// lookStill tells whether nobody has the log open: whoever has, has a -wal, and whoever was killed has left it.
func lookStill(path string) (s still, ok bool) {
	if _, err := os.Lstat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		return s, false
	}
	info, err := os.Stat(path)
	if err != nil {
		return s, false
	}
	return still{path: path, size: info.Size(), at: info.ModTime()}, true
}

// moved tells whether somebody has opened or changed the file since.
func (s still) moved() bool {
	now, ok := lookStill(s.path)
	return !ok || now.size != s.size || !now.at.Equal(s.at)
}

// openStill opens a file of which SQLite may think that nothing changes it.
func openStill(path string) (*sqlite.Conn, error) {
	address := url.URL{Scheme: "file", Path: path, RawQuery: "immutable=1"}
	return sqlite.OpenConn(address.String(), sqlite.OpenReadOnly, sqlite.OpenURI)
}

// openAuditor makes a connection that only reads and leaves no trace, and says when it must be given up.
func openAuditor(path string) (conn *sqlite.Conn, stale func() bool, err error) {
	s, ok := lookStill(path)
	if !ok {
		conn, err = openReader(path)
		return conn, nil, err
	}
	if conn, err = openStill(path); err == nil {
		conn, err = reading(conn)
	}
	return conn, s.moved, err
}
