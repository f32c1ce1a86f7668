package vault

import (
	"context"
	"errors"
	"fmt"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// errBroken: after a failed sync nobody knows what is on the disk, so no key may be given out as durable.
var errBroken = errors.New("a commit has failed: open the vault again")

func (v *Vault) openReaders() error {
	for range readerCount {
		conn, err := sqlite.OpenConn(v.path, sqlite.OpenReadWrite)
		if err != nil {
			return err
		}
		v.readers <- conn
		v.reading++
		if err := settle(conn, v.seeded); err != nil {
			return err
		}
		if err := sqlitex.ExecuteTransient(conn, "PRAGMA query_only = ON", nil); err != nil {
			return err
		}
	}
	return nil
}

// Close waits for the calls under way and gives the file free.
func (v *Vault) Close() (err error) {
	v.closing.Do(func() {
		close(v.closed)
		for range v.reading {
			err = errors.Join(err, (<-v.readers).Close())
		}
		err = errors.Join(err, (<-v.writer).Close())
	})
	return err
}

// take borrows a connection; the context ends the waiting, and what is done with the connection.
func (v *Vault) take(ctx context.Context, from chan *sqlite.Conn) (*sqlite.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-v.closed:
		return nil, ErrClosed
	default:
	}
	select {
	case conn := <-from:
		conn.SetInterrupt(ctx.Done())
		return conn, nil
	case <-v.closed:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func give(to chan *sqlite.Conn, conn *sqlite.Conn) {
	conn.SetInterrupt(nil)
	to <- conn
}

// read runs look on one state of the vault.
func (v *Vault) read(ctx context.Context, what string, look func(*sqlite.Conn) error) error {
	conn, err := v.take(ctx, v.readers)
	if err == nil {
		defer give(v.readers, conn)
		end := sqlitex.Transaction(conn)
		err = look(conn)
		end(&err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// write runs change in one transaction, which is on the disk when write has returned.
func (v *Vault) write(ctx context.Context, what string, change func(*sqlite.Conn) error) error {
	conn, err := v.take(ctx, v.writer)
	if err == nil {
		defer give(v.writer, conn)
		err = v.transact(conn, change)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (v *Vault) transact(conn *sqlite.Conn, change func(*sqlite.Conn) error) error {
	if v.broken.Load() {
		return errBroken
	}
	if err := sqlitex.ExecuteTransient(conn, "BEGIN IMMEDIATE", nil); err != nil {
		return err
	}
	if err := change(conn); err != nil {
		conn.SetInterrupt(nil) // or the rollback would be interrupted too
		return errors.Join(err, rollback(conn))
	}
	conn.SetInterrupt(nil) // a commit is not given up half way
	if err := sqlitex.ExecuteTransient(conn, "COMMIT", nil); err != nil {
		v.broken.Store(true)
		return errors.Join(err, rollback(conn))
	}
	return nil
}

func rollback(conn *sqlite.Conn) error {
	if conn.AutocommitEnabled() {
		return nil // SQLite has done so
	}
	return sqlitex.ExecuteTransient(conn, "ROLLBACK", nil)
}
