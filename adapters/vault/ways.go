package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tocsin/domain/directory"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Ways is how somebody can be reached, and nothing else of him; the zero value is somebody of whom nothing is known. What
// it holds is shared: nobody writes to it.
type Ways struct {
	Contacts []directory.Contact
	Choices  []directory.Choice
	Known    bool // in the directory
	Erased   bool
}

// Blocked tells whether he has said no to a channel for a purpose.
func (w Ways) Blocked(channel, purpose string) bool {
	return directory.Person{Choices: w.Choices}.Blocked(channel, purpose)
}

// Ways tells how people can be reached, in their order. It costs least where they come sorted and close together. Whom
// it has told of lately it keeps in memory, until somebody writes to him or erases him, in this process or another.
func (v *Vault) Ways(ctx context.Context, subjects []string) ([]Ways, error) {
	if slices.Contains(subjects, "") {
		return nil, fmt.Errorf("read contacts: %w", errNoSubject)
	}
	ways := make([]Ways, len(subjects))
	began := v.lately.generation() // before the reading: what is evicted meanwhile is not put back
	err := v.read(ctx, "read contacts", func(conn *sqlite.Conn) error {
		current, err := v.current(conn)
		if err != nil {
			return err
		}
		missing := v.lately.find(current, subjects, ways)
		if len(missing) == 0 {
			return nil
		}
		slices.SortFunc(missing, func(a, b int) int { return strings.Compare(subjects[a], subjects[b]) })
		if err := v.shareWays(ctx, conn, subjects, missing, ways); err != nil {
			return err
		}
		if current {
			v.lately.keep(began, subjects, missing, ways)
		}
		return nil
	})
	return ways, err
}

// shareWays reads those at these places, which are in order of subject: half of many by a second connection, if one is idle.
func (v *Vault) shareWays(ctx context.Context, conn *sqlite.Conn, subjects []string, places []int, ways []Ways) error {
	if len(places) < worthSharing || v.reading < 2 {
		return v.readWays(conn, subjects, places, ways)
	}
	select {
	case second := <-v.readers:
		second.SetInterrupt(ctx.Done())
		half, fault := len(places)/2, make(chan error)
		go func() {
			defer give(v.readers, second)
			end := sqlitex.Transaction(second)
			err := v.readWays(second, subjects, places[half:], ways)
			end(&err)
			fault <- err
		}()
		err := v.readWays(conn, subjects, places[:half], ways)
		return errors.Join(err, <-fault)
	default:
		return v.readWays(conn, subjects, places, ways)
	}
}

// readWays reads those at these places, which are in order of subject.
func (v *Vault) readWays(conn *sqlite.Conn, subjects []string, places []int, ways []Ways) (err error) {
	r, err := newReader(v, conn)
	if err != nil {
		return err
	}
	defer r.end(&err)
	for n, at := range places {
		if n > 0 && subjects[at] == subjects[places[n-1]] {
			ways[at] = ways[places[n-1]]
			continue
		}
		if ways[at], err = r.ways(subjects[at]); err != nil {
			return err
		}
	}
	return nil
}

// Unreachable counts those of some people who cannot be told anything: the erased, and those without a contact. It opens
// no box, so that it can be asked about a whole audience. They should come sorted.
func (v *Vault) Unreachable(ctx context.Context, subjects []string) (erased, contactless int, err error) {
	if !slices.IsSorted(subjects) {
		subjects = slices.Sorted(slices.Values(subjects))
	}
	if len(subjects) > 0 && subjects[0] == "" {
		return 0, 0, fmt.Errorf("count the unreachable: %w", errNoSubject)
	}
	err = v.read(ctx, "count the unreachable", func(conn *sqlite.Conn) (err error) {
		erased, contactless = 0, 0
		r, err := newReader(v, conn)
		if err != nil {
			return err
		}
		defer r.end(&err)
		for _, subject := range subjects {
			gone, reachable, err := r.reachable(subject)
			switch {
			case err != nil:
				return err
			case gone:
				erased++
			case !reachable:
				contactless++
			}
		}
		return nil
	})
	return erased, contactless, err
}

// reader reads what is known of people, who come in order of subject. Its buffers are used again for each of them.
type reader struct {
	vault                 *Vault
	keys, people, choices *cursor

	box, key, text, owner []byte
}

func newReader(v *Vault, conn *sqlite.Conn) (*reader, error) {
	r := &reader{vault: v}
	var errs [3]error
	r.keys, errs[0] = walk(conn, walkKeys)
	r.people, errs[1] = walk(conn, walkPeople)
	r.choices, errs[2] = walk(conn, walkChoices)
	return r, errors.Join(errs[:]...)
}

func (r *reader) end(err *error) {
	*err = errors.Join(*err, r.keys.end(), r.people.end(), r.choices.end())
}

// erased tells whether the key of somebody was destroyed.
func (r *reader) erased(subject string) (bool, error) {
	found, err := r.keys.to(subject)
	return found && r.keys.stmt.ColumnIsNull(1), err
}

func (r *reader) reachable(subject string) (gone, reachable bool, err error) {
	known, err := r.people.to(subject)
	switch {
	case err != nil:
		return false, false, err
	case !known: // nothing of an erased person is left
		gone, err = r.erased(subject)
		return gone, false, err
	case !r.people.stmt.ColumnIsNull(1):
		return false, r.people.stmt.ColumnBool(1), nil
	}
	w, err := r.ways(subject) // written by version 1
	return w.Erased, len(w.Contacts) > 0, err
}

func (r *reader) ways(subject string) (w Ways, err error) {
	known, err := r.people.to(subject)
	if err != nil {
		return w, err
	}
	if !known {
		w.Erased, err = r.erased(subject)
		return w, err
	}
	w.Known = true
	if r.text, err = r.open(subject); err != nil {
		return w, err
	}
	if w.Contacts, err = contactsOf(r.text); err != nil {
		return w, directory.ErrTampered // the error of the decoder could quote the text
	}
	for found, err := r.choices.to(subject); found || err != nil; found, err = r.choices.on(subject) {
		if err != nil {
			return w, err
		}
		row := r.choices.stmt
		w.Choices = append(w.Choices, directory.Choice{
			Channel: row.ColumnText(1), Purpose: row.ColumnText(2), Given: row.ColumnBool(3),
		})
	}
	return w, nil
}

// open opens the box of the present row with the key of its person.
func (r *reader) open(subject string) ([]byte, error) {
	has, err := r.keys.to(subject)
	if err != nil {
		return nil, err
	}
	if !has {
		return nil, directory.ErrKeyLost
	}
	r.owner = append(r.owner[:0], subject...)
	r.box = column(r.keys.stmt, 1, r.box)
	if r.key, err = openBox(r.vault.wraps.aead, r.key[:0], r.owner, r.box); err != nil {
		return nil, fmt.Errorf("unwrap a key: %w", err)
	}
	aead, err := opener(r.key)
	if err != nil {
		return nil, err
	}
	r.box = column(r.people.stmt, 2, r.box)
	text, err := openBox(aead, r.text[:0], r.owner, r.box)
	if err != nil {
		return nil, directory.ErrTampered
	}
	return text, nil
}
