package sqlitelog

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"tocsin/domain"
	"zombiezen.com/go/sqlite"
)

// Errors of this engine beside those of the port.
var (
	// ErrClosed: the log has been closed.
	ErrClosed   = errors.New("sqlite log is closed")
	errReadOnly = errors.New("sqlite log is open for reading only")
)

// Sizes that no user has to think about.
const (
	busyTimeout = 10 * time.Second // for a checkpoint by another program; nobody else writes
	pageSize    = 4096
	readerCount = 4
	cachedHeads = 1 << 16
)

// Log is an event log in one SQLite file. Close it.
type Log struct {
	path        string
	queue       *queue // nil: only for reading
	readers     *readers
	checkpoints *checkpoints
	news        news
	unlock      func() error

	head    atomic.Int64 // last committed position
	commits atomic.Int64
	events  atomic.Int64

	failed  error         // of the writer goroutine
	written chan struct{} // closed when the writer has ended
	closing error         // of the writer's connection; to be read when written is closed
}

var _ domain.EventLog = (*Log)(nil)

// Stats counts what a log has done since it was opened.
type Stats struct {
	Commits int64 // transactions that held events; each is at least one sync
	Events  int64 // in them
}

// Open opens the log at a path for this process alone and creates it if it does not exist.
func Open(path string) (*Log, error) {
	l, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("open log %s: %w", path, err)
	}
	return l, nil
}

func open(path string) (_ *Log, err error) {
	if err := makeDirectory(filepath.Dir(path)); err != nil {
		return nil, err
	}
	l := &Log{path: path, written: make(chan struct{})}
	if l.unlock, err = lockFile(path); err != nil {
		return nil, err
	}
	t, err := l.openTables()
	if err != nil {
		return nil, errors.Join(err, l.unlock())
	}
	l.queue = newQueue()
	l.readers = newReaders(readerCount, func() (*sqlite.Conn, error) { return openReader(path) })
	l.head.Store(t.last)
	go l.checkpoints.run()
	go l.writer(t)
	return l, nil
}

// openTables makes the two connections that write: the writer's and the checkpointer's.
func (l *Log) openTables() (*tables, error) {
	conn, err := sqlite.OpenConn(l.path, sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		return nil, err
	}
	t, err := l.setUp(conn)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return t, nil
}

func (l *Log) setUp(conn *sqlite.Conn) (*tables, error) {
	if err := prepareFile(conn, pageSize); err != nil {
		return nil, err
	}
	// A killed process may have left a commit that everybody can read but that was never synced. It is made durable
	// before a retry is told that it is.
	if _, err := ask(conn, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return nil, err
	}
	if err := syncDirectory(filepath.Dir(l.path)); err != nil {
		return nil, err
	}
	t, err := newTables(conn, cachedHeads)
	if err != nil {
		return nil, err
	}
	second, err := sqlite.OpenConn(l.path, sqlite.OpenReadWrite)
	if err != nil {
		return nil, err
	}
	if err := settle(second); err != nil {
		return nil, errors.Join(err, second.Close())
	}
	l.checkpoints = newCheckpoints(second)
	return t, nil
}

// OpenReadOnly opens an existing log for reading, beside the process that writes it if there is one.
func OpenReadOnly(path string) (*Log, error) {
	conn, err := openReader(path)
	if err == nil {
		err = errors.Join(checkMarks(conn), conn.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("open log %s for reading: %w", path, err)
	}
	return &Log{path: path, readers: newReaders(readerCount, func() (*sqlite.Conn, error) { return openReader(path) })}, nil
}

// Close answers the appends under way, ends every sequence with ErrClosed and gives the file free.
func (l *Log) Close() error {
	if l.queue == nil {
		return l.readers.close()
	}
	if !l.queue.close() {
		<-l.written
		return nil
	}
	<-l.written
	err := errors.Join(l.readers.close(), l.checkpoints.close(), l.closing, l.unlock())
	if err != nil {
		return fmt.Errorf("close log %s: %w", l.path, err)
	}
	return nil
}

// Head is the last committed position; 0 for a log that is only read.
func (l *Log) Head() domain.Position { return domain.Position(l.head.Load()) }

// Stats says what the log has done.
func (l *Log) Stats() Stats { return Stats{Commits: l.commits.Load(), Events: l.events.Load()} }

// makeDirectory creates what is missing and makes it durable.
func makeDirectory(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(dir))
}

// syncDirectory makes the names in a directory durable; syncing a file does not.
func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
