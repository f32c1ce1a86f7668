package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin/domain/directory"
	"tocsin/domain/incident"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const (
	// The second line drops those who were erased.
	putTraveller = `INSERT INTO travellers (journey, subject, party, priority, departs_at) SELECT ?1, ?2, ?3, ?4, ?5
		WHERE NOT EXISTS (SELECT 1 FROM keys WHERE subject = ?2 AND wrapped IS NULL)`
	affected = `SELECT t.subject, t.journey, t.party, t.priority, t.departs_at, p.lang, p.priority
		FROM travellers t LEFT JOIN people p ON p.subject = t.subject
		WHERE t.journey IN (SELECT value FROM json_each(?))
		ORDER BY t.subject, t.departs_at IS NULL, t.departs_at, t.journey`
)

// PutManifest writes who is on a journey (a flight key, a cell, a product), in the place of the manifest before; all of
// it or nothing. Who is named twice counts once, as the last line says.
func (v *Vault) PutManifest(ctx context.Context, journey string, travellers []directory.Traveller) (done directory.Put, err error) {
	last := make(map[string]int, len(travellers))
	for i, t := range travellers {
		if t.Subject == "" {
			return done, fmt.Errorf("put manifest: %w", errNoSubject)
		}
		last[t.Subject] = i
	}
	if journey == "" {
		return done, errors.New("put manifest: the journey is empty")
	}
	err = v.write(ctx, "put manifest", func(conn *sqlite.Conn) error {
		done = directory.Put{Duplicates: len(travellers) - len(last)}
		err := sqlitex.Execute(conn, "DELETE FROM travellers WHERE journey = ?", &sqlitex.ExecOptions{Args: []any{journey}})
		if err != nil {
			return err
		}
		for i, t := range travellers {
			if last[t.Subject] != i {
				continue
			}
			var departs any
			if !t.DepartsAt.IsZero() {
				departs = t.DepartsAt.Unix()
			}
			err := sqlitex.Execute(conn, putTraveller, &sqlitex.ExecOptions{
				Args: []any{journey, t.Subject, t.Party, t.Priority, departs},
			})
			if err != nil {
				return err
			}
			done.Kept += conn.Changes()
		}
		done.Erased = len(last) - done.Kept
		return nil
	})
	return done, err
}

// Affected lists who is on any of these journeys, sorted by subject. A person with two of them is listed once, with
// both, in order of departure.
func (v *Vault) Affected(ctx context.Context, journeys []string) (people []incident.Person, err error) {
	list, err := json.Marshal(journeys)
	if err != nil {
		return nil, fmt.Errorf("list affected: %w", err)
	}
	err = v.read(ctx, "list affected", func(conn *sqlite.Conn) error {
		people = nil
		return sqlitex.Execute(conn, affected, &sqlitex.ExecOptions{
			Args: []any{string(list)},
			ResultFunc: func(row *sqlite.Stmt) error {
				people = addRow(people, row)
				return nil
			},
		})
	})
	return people, err
}

// addRow puts one row of a sorted list of travellers to the person it is about.
func addRow(people []incident.Person, row *sqlite.Stmt) []incident.Person {
	subject := row.ColumnText(0)
	if n := len(people); n == 0 || people[n-1].Subject != subject {
		p := incident.Person{Subject: subject, Lang: row.ColumnText(5), Party: row.ColumnText(2), Priority: row.ColumnInt(6)}
		if p.Party == "" {
			p.Party = subject
		}
		if !row.ColumnIsNull(4) {
			p.DepartsAt = time.Unix(row.ColumnInt64(4), 0).UTC()
		}
		people = append(people, p)
	}
	p := &people[len(people)-1]
	p.Journeys = append(p.Journeys, row.ColumnText(1))
	p.Priority = mostUrgent(p.Priority, row.ColumnInt(3))
	return people
}

// mostUrgent joins what directory and manifests say of one person: any class comes before normal, and the numbers of
// the others rise as they matter less.
func mostUrgent(a, b int) int {
	if a == incident.PriorityNormal || b == incident.PriorityNormal {
		return max(a, b)
	}
	return min(a, b)
}
