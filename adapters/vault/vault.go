package vault

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"
)

// Errors of opening a vault.
var (
	// ErrSeeded: the keys of this vault come from a seed, so anybody can make them again.
	ErrSeeded = errors.New("the vault was made with a seeded key source: it protects nobody")
	// ErrNotSeeded: a seeded source would add guessable keys to a vault that protects people.
	ErrNotSeeded = errors.New("the vault protects people: a seeded key source may not use it")
	// ErrOtherMaster: the master key is not the one that this vault was made with.
	ErrOtherMaster = errors.New("the vault was made with another master key")
	// ErrClosed: the vault has been closed.
	ErrClosed = errors.New("the vault is closed")
)

// Sizes that no user has to think about.
const (
	busyTimeout = 10 * time.Second
	readerCount = 4
)

// Options of a vault.
type Options struct {
	MasterKey string    // path of the file of the master key; made with the vault. In memory: not used
	Random    io.Reader // where keys come from; nil: the operating system
	Seeded    bool      // Random repeats itself: only for replay, demo and simulation. The vault is marked for ever
}

// Vault is one open vault. Its methods may be called by several goroutines.
type Vault struct {
	path    string
	random  io.Reader
	seeded  bool
	writer  chan *sqlite.Conn // holds one, unless it is in use
	readers chan *sqlite.Conn // in memory the same as writer: there is only one connection
	reading int               // connections that readers holds, or has lent
	closed  chan struct{}
	closing sync.Once
	broken  atomic.Bool // a commit has failed
	erased  erased
	lately  lately

	wraps      *sealer // under the master key
	pseudonyms []byte
	requests   []byte
}

// Open opens the vault at a path and makes it, and its master key, if it does not exist.
func Open(path string, o Options) (*Vault, error) {
	v, err := open(path, o)
	if err != nil {
		return nil, fmt.Errorf("open vault %s: %w", path, err)
	}
	return v, nil
}

// InMemory makes a vault that is gone when it is closed, master key and all.
func InMemory(o Options) (*Vault, error) {
	v := newVault(":memory:", o)
	key := make([]byte, keyBytes)
	if _, err := io.ReadFull(v.random, key); err != nil {
		return nil, fmt.Errorf("make vault in memory: %w", err)
	}
	conn, err := sqlite.OpenConn(v.path, sqlite.OpenReadWrite, sqlite.OpenMemory)
	if err != nil {
		return nil, fmt.Errorf("make vault in memory: %w", err)
	}
	v.writer <- conn
	v.readers = v.writer
	if err = v.create(conn, key); err == nil {
		err = v.unlock(conn, key)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make vault in memory: %w", err), v.Close())
	}
	return v, nil
}

func newVault(path string, o Options) *Vault {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	return &Vault{
		path: path, random: o.Random, seeded: o.Seeded,
		writer: make(chan *sqlite.Conn, 1), readers: make(chan *sqlite.Conn, readerCount), closed: make(chan struct{}),
	}
}

func open(path string, o Options) (_ *Vault, err error) {
	if o.MasterKey == "" {
		return nil, errors.New("no path for the master key")
	}
	v := newVault(path, o)
	if err := makeDirectory(filepath.Dir(path)); err != nil {
		return nil, err
	}
	if err := makeFile(path); err != nil {
		return nil, err
	}
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return nil, err
	}
	v.writer <- conn
	if err = v.setUp(conn, o); err == nil {
		err = v.openReaders()
	}
	if err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

func (v *Vault) setUp(conn *sqlite.Conn, o Options) error {
	if err := checkVersion(conn); err != nil {
		return err
	}
	if err := insist(conn, "PRAGMA journal_mode = wal", "wal"); err != nil {
		return err
	}
	if err := settle(conn, v.seeded); err != nil {
		return err
	}
	tables, err := ask(conn, "SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return err
	}
	exists := tables != "0"
	if exists {
		if err := checkMarks(conn); err != nil {
			return err
		}
	}
	key, err := master(o.MasterKey, exists, v.random)
	if err != nil {
		return err
	}
	if !exists {
		if err := v.create(conn, key); err != nil {
			return err
		}
	}
	// A killed process may have left a commit that can be read but was never synced: durable first, then used.
	if _, err := ask(conn, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return err
	}
	if err := syncDirectory(filepath.Dir(v.path)); err != nil {
		return err
	}
	return v.unlock(conn, key)
}

// Seeded tells that the keys of this vault can be made again by anybody who knows the seed.
func (v *Vault) Seeded() bool { return v.seeded }
