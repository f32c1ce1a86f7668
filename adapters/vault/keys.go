package vault

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

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
	fresh, err := v.fresh(subjects, keys)
	if err != nil {
		return nil, err
	}
	for _, f := range fresh {
		insert.BindText(1, f.subject)
		insert.BindBytes(2, f.wrapped)
		_, err = insert.Step()
		if err := firstError(err, insert.Reset()); err != nil {
			return nil, err
		}
		keys[f.subject] = f.sealer
	}
	return keys, nil
}

// freshKey is a key that is not in the file yet.
type freshKey struct {
	subject string
	secret  []byte // of the source
	wrapped []byte
	sealer  *sealer
}

// fresh makes keys for those who have none. The source is read in order; what is derived from it, by several at once.
func (v *Vault) fresh(subjects []string, known ring) ([]freshKey, error) {
	fresh := make([]freshKey, 0, len(subjects))
	for _, subject := range subjects {
		if _, exists := known[subject]; exists {
			continue
		}
		f := freshKey{subject: subject, secret: make([]byte, keyBytes)}
		if _, err := io.ReadFull(v.random, f.secret); err != nil {
			return nil, fmt.Errorf("draw a key: %w", err)
		}
		fresh = append(fresh, f)
	}
	return fresh, bySeveral(len(fresh), func(n int) (err error) {
		f := &fresh[n]
		key := derived(f.secret, f.subject)
		f.wrapped = v.wraps.seal(f.subject, "", "key", key)
		f.sealer, err = newSealer(key)
		return err
	})
}

// bySeveral does independent pieces of work on as many processors as there are, and gives the first fault.
func bySeveral(pieces int, work func(n int) error) error {
	workers := min(runtime.GOMAXPROCS(0), (pieces+worthSharing-1)/worthSharing)
	faults := make([]error, max(workers, 1))
	share := func(w int) {
		for n := pieces * w / len(faults); n < pieces*(w+1)/len(faults) && faults[w] == nil; n++ {
			faults[w] = work(n)
		}
	}
	var all sync.WaitGroup
	for w := 1; w < len(faults); w++ {
		all.Go(func() { share(w) })
	}
	share(0)
	all.Wait()
	return firstError(faults...)
}

// worthSharing is how many keys or boxes a second processor is called for.
const worthSharing = 64

// derived makes a key from what the source gave and the subject: a seeded source that begins again gives two subjects two
// keys.
func derived(secret []byte, subject string) []byte {
	key := expand(extract(secret), forPerson+subject)
	return key[:]
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
