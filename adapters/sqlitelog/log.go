package sqlitelog

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

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
	pageSize    = 8192
	readerCount = 4
	cachedHeads = 1 << 16
)

// Log is an event log in one SQLite file. Close it.
type Log struct {
	path        string
	writer      *writer // nil: only for reading
	readers     *readers
	checkpoints *checkpoints
	news        news
	unlock      func() error

	head    atomic.Int64 // last committed position
	commits atomic.Int64
	events  atomic.Int64
}

var _ domain.EventLog = (*Log)(nil)

// Stats counts what a log has done since it was opened.
type Stats struct {
	Commits int64 // transactions that held events; each is at least one sync
	Events  int64 // in them
}

// Open opens the log at a path for this process alone and creates it if it does not exist.
func Open(path string) (*Log, error) { return openAs(path, full) }

// OpenRepeatable is Open for what can be played again, such as a replay of a recorded day: a commit does not wait for the
// disk. A killed process loses nothing. A power failure may cost the last commits, never their order and never a part of
// one; Close makes all of them durable.
func OpenRepeatable(path string) (*Log, error) { return openAs(path, normal) }

func openAs(path string, sync synchronous) (*Log, error) {
	l, err := open(path, sync)
	if err != nil {
		return nil, fmt.Errorf("open log %s: %w", path, err)
	}
	return l, nil
}

func open(path string, sync synchronous) (_ *Log, err error) {
	if path, err = filepath.Abs(path); err != nil { // a name such as :memory: would be no file to SQLite
		return nil, err
	}
	if err := makeDirectory(filepath.Dir(path)); err != nil {
		return nil, err
	}
	l := &Log{path: path}
	if l.unlock, err = lockFile(path); err != nil {
		return nil, err
	}
	if err := l.connect(sync); err != nil {
		return nil, errors.Join(err, l.unlock())
	}
	l.readers = newReaders(readerCount, func() (*sqlite.Conn, func() bool, error) {
		conn, err := openReader(path)
		return conn, nil, err
	})
	go l.checkpoints.run()
	go l.writer.run()
	return l, nil
}

// connect makes the files and the two connections that write to them.
func (l *Log) connect(sync synchronous) error {
	if err := prepare(l.path); err != nil {
		return err
	}
	if err := syncWAL(l.path + "-wal"); err != nil {
		return err
	}
	first, err := openWriting(l.path, sync)
	if err != nil {
		return err
	}
	second, err := openWriting(l.path, sync)
	if err != nil {
		return errors.Join(err, first.Close())
	}
	err = l.build(first, second)
	if err == nil { // both files are there by now
		err = syncDirectory(filepath.Dir(l.path))
	}
	if err != nil {
		return errors.Join(err, first.Close(), second.Close())
	}
	return nil
}

func (l *Log) build(first, second *sqlite.Conn) error {
	t, err := newTables(first)
	if err != nil {
		return err
	}
	if l.checkpoints, err = newCheckpoints(l.path+"-wal", first, second); err != nil {
		return err
	}
	l.head.Store(t.last)
	l.writer = newWriter(t, l.publish, l.checkpoints.wrote)
	return nil
}

// OpenReadOnly opens an existing log for reading, beside the process that writes it if there is one.
func OpenReadOnly(path string) (*Log, error) {
	l, err := openReadOnly(path)
	if err != nil {
		return nil, fmt.Errorf("open log %s for reading: %w", path, err)
	}
	return l, nil
}

func openReadOnly(path string) (_ *Log, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	open := func() (*sqlite.Conn, func() bool, error) { return openAuditor(path) }
	conn, _, err := open()
	if err != nil {
		return nil, unreadable(err)
	}
	if err := errors.Join(checkMarks(conn), conn.Close()); err != nil {
		return nil, unreadable(err)
	}
	return &Log{path: path, readers: newReaders(readerCount, open)}, nil
}

// Close answers the appends under way, ends every sequence with ErrClosed and gives the file free.
func (l *Log) Close() error {
	if l.writer == nil {
		return l.readers.close()
	}
	if !l.writer.close() {
		return nil
	}
	err := errors.Join(l.readers.close(), l.checkpoints.close(), l.writer.tables.close(l.writer.failed == nil), l.unlock())
	if err != nil {
		return fmt.Errorf("close log %s: %w", l.path, err)
	}
	return nil
}

// publish shows readers what is on the disk.
func (l *Log) publish(events int64) {
	l.head.Add(events)
	l.commits.Add(1)
	l.events.Add(events)
	l.news.tell()
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
