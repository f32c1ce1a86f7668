package vault

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Facts about the vault itself.
const (
	factSecret = "secret" // wrapped: what keyed hashes are made with
	factSeeded = "seeded" // exists when the keys come from a seed
)

// create makes the tables and the secret of a new vault, in one transaction.
func (v *Vault) create(conn *sqlite.Conn, masterKey []byte) error {
	wraps, err := newSealer(masterKey)
	if err != nil {
		return err
	}
	secret := make([]byte, keyBytes)
	if _, err := io.ReadFull(v.random, secret); err != nil {
		return fmt.Errorf("draw a secret: %w", err)
	}
	return v.transact(conn, func(conn *sqlite.Conn) error {
		script := fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d;", schema, applicationID, schemaVersion)
		for _, err := range []error{
			sqlitex.ExecuteScript(conn, script, nil),
			putFact(conn, factSecret, wraps.seal(factSecret, "", "", secret)),
		} {
			if err != nil {
				return err
			}
		}
		if v.seeded {
			return putFact(conn, factSeeded, []byte{1})
		}
		return nil
	})
}

// unlock proves the master key, opens the secret with it, and refuses a vault whose keys come from elsewhere than
// those of this run.
func (v *Vault) unlock(conn *sqlite.Conn, masterKey []byte) (err error) {
	if v.wraps, err = newSealer(masterKey); err != nil {
		return err
	}
	marked, err := fact(conn, factSeeded)
	switch {
	case err != nil:
		return err
	case marked != nil && !v.seeded:
		return ErrSeeded
	case marked == nil && v.seeded:
		return ErrNotSeeded
	}
	box, err := fact(conn, factSecret)
	if err != nil {
		return err
	}
	secret, err := v.wraps.open(factSecret, box)
	if err != nil {
		return ErrOtherMaster
	}
	if v.pseudonyms, err = subkey(secret, forPseudonyms); err != nil {
		return err
	}
	if v.requests, err = subkey(secret, forRequests); err != nil {
		return err
	}
	return v.erased.load(conn)
}

func putFact(conn *sqlite.Conn, name string, value []byte) error {
	return sqlitex.Execute(conn, "INSERT INTO facts (name, value) VALUES (?, ?)", &sqlitex.ExecOptions{Args: []any{name, value}})
}

func fact(conn *sqlite.Conn, name string) (value []byte, err error) {
	err = sqlitex.Execute(conn, "SELECT value FROM facts WHERE name = ?", &sqlitex.ExecOptions{
		Args:       []any{name},
		ResultFunc: func(row *sqlite.Stmt) error { value = blob(row, 0); return nil },
	})
	return value, err
}

// blob copies a column.
func blob(row *sqlite.Stmt, col int) []byte {
	b := make([]byte, row.ColumnLen(col))
	row.ColumnBytes(col, b)
	return b
}

// Pseudonym stands for a value that is personal: the handle of an unknown sender, a thread that is a phone number, the
// number of a customer elsewhere. The same value of the same kind has the same pseudonym, and without the vault nobody
// can go from one to the other. Somebody who was erased and comes back is somebody new.
func (v *Vault) Pseudonym(kind, value string) string {
	for n := byte(0); ; n++ {
		sum := keyed(v.pseudonyms, kind, value, string(rune(n)))
		p := hex.EncodeToString(sum[:16])
		if n == 255 || !v.erased.has(p) {
			return p
		}
	}
}

// Token is a keyed hash for a link: who knows the value alone cannot guess it.
func (v *Vault) Token(value string) string { return v.Pseudonym("link", value) }

// RequestHash is a keyed hash of the content of a command: it tells a repeat from other content under the same key, and
// tells nobody what the content was.
func (v *Vault) RequestHash(content []byte) string {
	sum := keyed(v.requests, string(content))
	return hex.EncodeToString(sum[:16])
}

// erased is the set of subjects whose key is destroyed, as far as this process knows.
type erased struct {
	mu   sync.RWMutex
	them map[string]bool
}

func (e *erased) has(subject string) bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.them[subject]
}

func (e *erased) add(subject string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.them[subject] = true
}

func (e *erased) load(conn *sqlite.Conn) error {
	e.them = map[string]bool{}
	return sqlitex.Execute(conn, "SELECT subject FROM keys WHERE wrapped IS NULL", &sqlitex.ExecOptions{
		ResultFunc: func(row *sqlite.Stmt) error { e.them[row.ColumnText(0)] = true; return nil },
	})
}

var errNoSubject = errors.New("a subject is empty")
