package vault

import (
	"context"
	"encoding/json"
	"fmt"

	"tocsin/domain/directory"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// profile is what is sealed of a person. Names of fields are short: there is one per person.
type profile struct {
	Name     string    `json:"n,omitempty"`
	Zone     string    `json:"z,omitempty"`
	Need     string    `json:"d,omitempty"`
	Contacts []contact `json:"c,omitempty"`
}

type contact struct {
	ID       string `json:"i"`
	Channel  string `json:"c"`
	Address  string `json:"a"`
	Verified bool   `json:"v,omitempty"`
}

const (
	putPerson = `INSERT INTO people (subject, lang, priority, box) VALUES (?, ?, ?, ?)
		ON CONFLICT (subject) DO UPDATE SET lang = excluded.lang, priority = excluded.priority, box = excluded.box`
	// An import may bring a no; a yes only where nothing is known, or an old list would undo an opt-out.
	importChoice = `INSERT INTO choices (subject, channel, purpose, given) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET given = 0 WHERE excluded.given = 0`
	setChoice = `INSERT INTO choices (subject, channel, purpose, given) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET given = excluded.given`
)

// PutPeople writes entries of the directory, each in the place of the one before; all of them or none. Keys are made
// as needed. Erased people are dropped: an import does not bring them back.
func (v *Vault) PutPeople(ctx context.Context, people []directory.Person) (done directory.Put, err error) {
	last := make(map[string]int, len(people))
	for i, p := range people {
		last[p.Subject] = i
	}
	subjects := make([]string, 0, len(last))
	for subject := range last { // order-free: sorted by distinct
		subjects = append(subjects, subject)
	}
	wanted, err := distinct(subjects)
	if err != nil {
		return done, fmt.Errorf("put people: %w", err)
	}
	err = v.write(ctx, "put people", func(conn *sqlite.Conn) error {
		keys, err := v.makeKeys(conn, wanted)
		if err != nil {
			return err
		}
		done = directory.Put{Duplicates: len(people) - len(wanted)}
		for _, subject := range wanted {
			if keys[subject] == nil {
				done.Erased++
				continue
			}
			if err := v.putPerson(conn, keys[subject], people[last[subject]]); err != nil {
				return err
			}
			done.Kept++
		}
		return nil
	})
	return done, err
}

func (v *Vault) putPerson(conn *sqlite.Conn, key *sealer, p directory.Person) error {
	sealed := profile{Name: p.Name, Zone: p.Zone, Need: p.Need}
	for _, c := range p.Contacts {
		if c.ID == "" {
			c.ID = v.Pseudonym("contact", p.Subject+"\x00"+c.Channel+"\x00"+c.Address)
		}
		sealed.Contacts = append(sealed.Contacts, contact{c.ID, c.Channel, c.Address, c.Verified})
	}
	text, err := json.Marshal(sealed)
	if err != nil {
		return err
	}
	box := key.seal(p.Subject, "directory", "profile", text)
	err = sqlitex.Execute(conn, putPerson, &sqlitex.ExecOptions{Args: []any{p.Subject, p.Lang, p.Priority, box}})
	if err != nil {
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
	people, err := v.People(ctx, subjects)
	if err != nil {
		return nil, err
	}
	contacts := make(map[string][]directory.Contact, len(people))
	for subject, p := range people { // order-free: from map to map
		if !p.Erased {
			contacts[subject] = p.Contacts
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
