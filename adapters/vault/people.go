package vault

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tocsin/domain/directory"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const (
	putPerson = `INSERT INTO people (subject, lang, priority, box, reachable) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (subject) DO UPDATE SET lang = excluded.lang, priority = excluded.priority, box = excluded.box,
		reachable = excluded.reachable`
	// An import may bring a no; a yes only where nothing is known, or an old list would undo an opt-out.
	importChoice = `INSERT INTO choices (subject, channel, purpose, given) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET given = 0 WHERE excluded.given = 0`
	setChoice = `INSERT INTO choices (subject, channel, purpose, given) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET given = excluded.given`
)

// PutPeople writes entries of the directory, each in the place of the one before; all of them or none. Keys are made
// as needed. Erased people are dropped: an import does not bring them back.
func (v *Vault) PutPeople(ctx context.Context, people []directory.Person) (done directory.Put, err error) {
	last := lastLines(len(people), func(n int) string { return people[n].Subject })
	wanted := make([]string, len(last))
	for n, at := range last {
		wanted[n] = people[at].Subject
	}
	if len(wanted) > 0 && wanted[0] == "" {
		return done, fmt.Errorf("put people: %w", errNoSubject)
	}
	defer v.lately.evict(wanted...)
	err = v.write(ctx, "put people", func(conn *sqlite.Conn) error {
		keys, err := v.makeKeys(conn, wanted)
		if err != nil {
			return err
		}
		insert, err := conn.Prepare(putPerson)
		if err != nil {
			return err
		}
		done = directory.Put{Duplicates: len(people) - len(wanted)}
		profiles := make([][]byte, len(wanted))
		err = bySeveral(len(wanted), func(n int) (err error) {
			if key := keys[wanted[n]]; key != nil {
				profiles[n], err = v.sealedProfile(key, people[last[n]])
			}
			return err
		})
		if err != nil {
			return err
		}
		for n, subject := range wanted {
			if keys[subject] == nil {
				done.Erased++
				continue
			}
			if err := putProfile(conn, insert, profiles[n], people[last[n]]); err != nil {
				return err
			}
			done.Kept++
		}
		return nil
	})
	return done, err
}

// lastLines gives the places of the last line about each subject, in order of subject.
func lastLines(n int, subject func(n int) string) []int {
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return strings.Compare(subject(a), subject(b)) })
	last := places[:0]
	for i, at := range places {
		if i+1 == n || subject(places[i+1]) != subject(at) {
			last = append(last, at)
		}
	}
	return last
}

// sealedProfile is what an entry says of a person, under his key.
func (v *Vault) sealedProfile(key *sealer, p directory.Person) ([]byte, error) {
	sealed := profile{Name: p.Name, Zone: p.Zone, Need: p.Need, Contacts: make([]contact, 0, len(p.Contacts))}
	for _, c := range p.Contacts {
		if c.ID == "" {
			c.ID = v.Pseudonym("contact", p.Subject+"\x00"+c.Channel+"\x00"+c.Address)
		}
		sealed.Contacts = append(sealed.Contacts, contact(c))
	}
	text, err := sealed.write(nil)
	if err != nil {
		return nil, err
	}
	return key.seal(p.Subject, "directory", "profile", text), nil
}

// putProfile writes one entry.
func putProfile(conn *sqlite.Conn, insert *sqlite.Stmt, profile []byte, p directory.Person) error {
	insert.BindText(1, p.Subject)
	insert.BindText(2, p.Lang)
	insert.BindInt64(3, int64(p.Priority))
	insert.BindBytes(4, profile)
	insert.BindBool(5, len(p.Contacts) > 0)
	_, err := insert.Step()
	if err := firstError(err, insert.Reset()); err != nil {
		return err
	}
	return putChoices(conn, importChoice, p.Subject, p.Choices)
}

func putChoices(conn *sqlite.Conn, how, subject string, choices []directory.Choice) error {
	for _, c := range choices {
		err := sqlitex.Execute(conn, how, &sqlitex.ExecOptions{Args: []any{subject, c.Channel, c.Purpose, c.Given}})
		if err != nil {
			return err
		}
	}
	return nil
}

// Choose records the last word of a person, also of one who is in no directory.
func (v *Vault) Choose(ctx context.Context, subject string, choices ...directory.Choice) error {
	if subject == "" {
		return fmt.Errorf("record a choice: %w", errNoSubject)
	}
	defer v.lately.evict(subject)
	return v.write(ctx, "record a choice", func(conn *sqlite.Conn) error {
		keys, err := v.ring(conn, []string{subject})
		if err != nil {
			return err
		}
		if key, exists := keys[subject]; exists && key == nil {
			return directory.ErrErased
		}
		return putChoices(conn, setChoice, subject, choices)
	})
}

// People gives the entries of those who are in the directory. One who was erased comes as Erased and nothing else.
func (v *Vault) People(ctx context.Context, subjects []string) (map[string]directory.Person, error) {
	wanted, err := distinct(subjects)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	people := make(map[string]directory.Person, len(wanted))
	err = v.read(ctx, "read people", func(conn *sqlite.Conn) error {
		keys, err := v.ring(conn, wanted)
		if err != nil {
			return err
		}
		for _, subject := range wanted {
			key, exists := keys[subject]
			switch {
			case !exists:
				continue
			case key == nil:
				people[subject] = directory.Person{Subject: subject, Erased: true}
				continue
			}
			p, known, err := person(conn, key, subject)
			if err != nil {
				return err
			}
			if known {
				people[subject] = p
			}
		}
		return nil
	})
	return people, err
}

// Contacts gives the contacts of those who are in the directory and not erased.
func (v *Vault) Contacts(ctx context.Context, subjects []string) (map[string][]directory.Contact, error) {
	ways, err := v.Ways(ctx, subjects)
	if err != nil {
		return nil, err
	}
	contacts := make(map[string][]directory.Contact, len(subjects))
	for n, w := range ways {
		if w.Known {
			contacts[subjects[n]] = slices.Clone(w.Contacts)
		}
	}
	return contacts, nil
}

func person(conn *sqlite.Conn, key *sealer, subject string) (p directory.Person, known bool, err error) {
	var box []byte
	p.Subject = subject
	err = sqlitex.Execute(conn, "SELECT lang, priority, box FROM people WHERE subject = ?", &sqlitex.ExecOptions{
		Args: []any{subject},
		ResultFunc: func(row *sqlite.Stmt) error {
			p.Lang, p.Priority, box, known = row.ColumnText(0), row.ColumnInt(1), blob(row, 2), true
			return nil
		},
	})
	if err != nil || !known {
		return p, false, err
	}
	text, err := key.open(subject, box)
	if err != nil {
		return p, false, directory.ErrTampered
	}
	var sealed profile
	if err := json.Unmarshal(text, &sealed); err != nil {
		return p, false, directory.ErrTampered // the error of the decoder could quote the text
	}
	p.Name, p.Zone, p.Need = sealed.Name, sealed.Zone, sealed.Need
	for _, c := range sealed.Contacts {
		p.Contacts = append(p.Contacts, directory.Contact(c))
	}
	err = sqlitex.Execute(conn, "SELECT channel, purpose, given FROM choices WHERE subject = ? ORDER BY channel, purpose",
		&sqlitex.ExecOptions{Args: []any{subject}, ResultFunc: func(row *sqlite.Stmt) error {
			p.Choices = append(p.Choices, directory.Choice{
				Channel: row.ColumnText(0), Purpose: row.ColumnText(1), Given: row.ColumnBool(2),
			})
			return nil
		}})
	return p, true, err
}
