package vault

import (
	"context"
	"errors"
	"fmt"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Erase destroys the key of a person and everything the vault knows of him, in the write-ahead file too. What was
// sealed with the key can be read by nobody; that the subject was erased stays known, so that no key is made again.
// Copies of the file elsewhere are out of reach: keep backups of a vault for a short time only.
func (v *Vault) Erase(ctx context.Context, subject string) error {
	if subject == "" {
		return fmt.Errorf("erase: %w", errNoSubject)
	}
	err := v.write(ctx, "erase", func(conn *sqlite.Conn) error {
		for _, change := range []string{
			"INSERT INTO keys (subject, wrapped) VALUES (?, NULL) ON CONFLICT DO UPDATE SET wrapped = NULL",
			"DELETE FROM people WHERE subject = ?",
			"DELETE FROM choices WHERE subject = ?",
			"DELETE FROM travellers WHERE subject = ?",
		} {
			if err := sqlitex.Execute(conn, change, &sqlitex.ExecOptions{Args: []any{subject}}); err != nil {
				return err
			}
		}
		return nil
	})
	v.lately.evict(subject)
	if err != nil {
		return err
	}
	v.erased.add(subject)
	if err := v.scrub(ctx); err != nil {
		return fmt.Errorf("erase: the key is destroyed, but an older copy may be in the write-ahead file: %w", err)
	}
	return nil
}

// scrub writes what is in the write-ahead file over the pages of the database and cuts the file to nothing. It waits
// for the readers, because one of them would keep it from that.
func (v *Vault) scrub(ctx context.Context) (err error) {
	conn, err := v.take(ctx, v.writer)
	if err != nil {
		return err
	}
	defer give(v.writer, conn)
	for range v.reading {
		reader, err := v.take(ctx, v.readers)
		if err != nil {
			return err
		}
		defer give(v.readers, reader)
	}
	busy, err := ask(conn, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err == nil && busy != "0" {
		err = errors.New("another program reads the vault")
	}
	return err
}
