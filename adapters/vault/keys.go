package vault

import (
	"context"
	"fmt"
	"io"
	"slices"

	"tocsin/domain/directory"
	"zombiezen.com/go/sqlite"
)

// ring is the keys of some subjects; one that was erased is in it with a nil key.
type ring map[string]*sealer

// Keys makes the keys that these subjects do not have yet. They are on the disk when it returns. A subject is a person,
// or "crisis:<id>" for text about no one person. One that was erased is directory.ErrErased, and then nothing is made.
func (v *Vault) Keys(ctx context.Context, subjects []string) error {
	_, err := v.ringFor(ctx, subjects)
	return err
}

// ringFor gives the keys of all these subjects; it writes only when one is missing.
func (v *Vault) ringFor(ctx context.Context, subjects []string) (keys ring, err error) {
	wanted, err := distinct(subjects)
	if err != nil {
		return nil, err
	}
	err = v.read(ctx, "read keys", func(conn *sqlite.Conn) error {
		keys, err = v.ring(conn, wanted)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(keys) < len(wanted) {
		err = v.write(ctx, "make keys", func(conn *sqlite.Conn) error {
			keys, err = v.makeKeys(conn, wanted)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for _, k := range keys { // order-free: any of them is an answer
		if k == nil {
			return nil, fmt.Errorf("read keys: %w", directory.ErrErased)
		}
	}
	return keys, nil
}

// distinct sorts: a seeded source then gives each the same key however the batch was put together.
func distinct(subjects []string) ([]string, error) {
	sorted := slices.Compact(slices.Sorted(slices.Values(subjects)))
	if len(sorted) > 0 && sorted[0] == "" {
		return nil, errNoSubject
	}
	return sorted, nil
}

// ring reads the keys that exist; the subjects come sorted.
func (v *Vault) ring(conn *sqlite.Conn, subjects []string) (_ ring, err error) {
	stored, err := walk(conn, walkKeys)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, stored.end()) }()
	keys := make(ring, len(subjects))
	for _, subject := range subjects {
		found, err := stored.to(subject)
		if err == nil && found {
			keys[subject], err = v.unwrap(subject, stored.stmt)
		}
		if err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func (v *Vault) unwrap(subject string, row *sqlite.Stmt) (*sealer, error) {
	if row.ColumnIsNull(1) {
		return nil, nil // erased
	}
	key, err := v.wraps.open(subject, blob(row, 1))
	if err != nil {
		return nil, fmt.Errorf("unwrap a key: %w", err)
	}
	return newSealer(key)
}

// makeKeys completes a ring within a transaction. Somebody else may have been first since the caller looked.
func (v *Vault) makeKeys(conn *sqlite.Conn, subjects []string) (ring, error) {
	keys, err := v.ring(conn, subjects)
	if err != nil {
		return nil, err
	}
	insert, err := conn.Prepare("INSERT INTO keys (subject, wrapped) VALUES (?, ?)")
	if err != nil {
		return nil, err
	}
	for _, subject := range subjects {
		if _, exists := keys[subject]; exists {
			continue
		}
		key, err := v.draw(subject)
		if err != nil {
			return nil, err
		}
		insert.BindText(1, subject)
		insert.BindBytes(2, v.wraps.seal(subject, "", "key", key))
		_, err = insert.Step()
		if err := firstError(err, insert.Reset()); err != nil {
			return nil, err
		}
		if keys[subject], err = newSealer(key); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// draw makes a key from the source and the subject: a seeded source that begins again gives two subjects two keys.
func (v *Vault) draw(subject string) ([]byte, error) {
	secret := make([]byte, keyBytes)
	if _, err := io.ReadFull(v.random, secret); err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	key := expand(extract(secret), forPerson+subject)
	return key[:], nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
