package vault

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tocsin/domain/directory"
	"tocsin/domain/incident"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

const (
	// The second line drops those who were erased.
	putTraveller = `INSERT INTO travellers (journey, subject, party, priority, departs_at) SELECT ?1, ?2, ?3, ?4, ?5
		WHERE NOT EXISTS (SELECT 1 FROM keys WHERE subject = ?2 AND wrapped IS NULL)
		ON CONFLICT DO UPDATE SET party = excluded.party, priority = excluded.priority, departs_at = excluded.departs_at`
	affected = `SELECT t.subject, t.journey, t.party, t.priority, t.departs_at, p.lang, p.priority
		FROM travellers t LEFT JOIN people p ON p.subject = t.subject
		WHERE t.journey IN (SELECT value FROM json_each(?))
		ORDER BY t.subject, t.departs_at IS NULL, t.departs_at, t.journey`
)

// PutManifest writes who is on a journey (a flight key, a cell, a product), in the place of the manifest before; all of
// it or nothing. Who is named twice counts once, as the last line says.
func (v *Vault) PutManifest(ctx context.Context, journey string, travellers []directory.Traveller) (directory.Put, error) {
	return v.manifest(ctx, "put manifest", journey, travellers, true)
}

// AddToManifest puts people on a journey beside those who are on it already, or changes their lines: a manifest of
// millions is written piece by piece.
func (v *Vault) AddToManifest(ctx context.Context, journey string, travellers []directory.Traveller) (directory.Put, error) {
	return v.manifest(ctx, "add to manifest", journey, travellers, false)
}

func (v *Vault) manifest(ctx context.Context, what, journey string, travellers []directory.Traveller, anew bool) (done directory.Put, err error) {
	last := lastLines(len(travellers), func(n int) string { return travellers[n].Subject })
	if len(last) > 0 && travellers[last[0]].Subject == "" {
		return done, fmt.Errorf("%s: %w", what, errNoSubject)
	}
	if journey == "" {
		return done, fmt.Errorf("%s: the journey is empty", what)
	}
	err = v.write(ctx, what, func(conn *sqlite.Conn) error {
		done = directory.Put{Duplicates: len(travellers) - len(last)}
		if anew {
			err := sqlitex.Execute(conn, "DELETE FROM travellers WHERE journey = ?", &sqlitex.ExecOptions{Args: []any{journey}})
			if err != nil {
				return err
			}
		}
		insert, err := conn.Prepare(putTraveller)
		if err != nil {
			return err
		}
		for _, at := range last {
			if err := putLine(insert, journey, travellers[at]); err != nil {
				return err
			}
			done.Kept += conn.Changes()
		}
		done.Erased = len(last) - done.Kept
		return nil
	})
	return done, err
}

func putLine(insert *sqlite.Stmt, journey string, t directory.Traveller) error {
	insert.BindText(1, journey)
	insert.BindText(2, t.Subject)
	insert.BindText(3, t.Party)
	insert.BindInt64(4, int64(t.Priority))
	if t.DepartsAt.IsZero() {
		insert.BindNull(5)
	} else {
		insert.BindInt64(5, t.DepartsAt.Unix())
	}
	_, err := insert.Step()
	return firstError(err, insert.Reset())
}

// Affected lists who is on any of these journeys, sorted by subject. A person with two of them is listed once, with
// both, in order of departure.
func (v *Vault) Affected(ctx context.Context, journeys []string) (people []incident.Person, err error) {
	list, err := json.Marshal(journeys)
	if err != nil {
		return nil, fmt.Errorf("list affected: %w", err)
	}
	err = v.read(ctx, "list affected", func(conn *sqlite.Conn) error {
		var l listing
		var buffer []byte
		err := sqlitex.Execute(conn, affected, &sqlitex.ExecOptions{
			Args:       []any{string(list)},
			ResultFunc: func(row *sqlite.Stmt) error { buffer = l.add(row, buffer); return nil },
		})
		l.share()
		people = l.people
		return err
	})
	return people, err
}

// listing puts the rows of a sorted list of travellers to the people they are about. There may be millions, nearly all
// alike: what the last one had is not kept twice.
type listing struct {
	people   []incident.Person
	lang     string
	journeys []string // of the last person who is complete
}

func (l *listing) add(row *sqlite.Stmt, buffer []byte) []byte {
	buffer = column(row, 0, buffer)
	if n := len(l.people); n == 0 || l.people[n-1].Subject != string(buffer) {
		l.share()
		p := incident.Person{Subject: string(buffer), Priority: row.ColumnInt(6)}
		if buffer = column(row, 5, buffer); string(buffer) != l.lang {
			l.lang = string(buffer)
		}
		p.Lang = l.lang
		if p.Party = row.ColumnText(2); p.Party == "" {
			p.Party = p.Subject
		}
		if !row.ColumnIsNull(4) {
			p.DepartsAt = time.Unix(row.ColumnInt64(4), 0).UTC()
		}
		l.people = append(l.people, p)
	}
	p := &l.people[len(l.people)-1]
	p.Priority = mostUrgent(p.Priority, row.ColumnInt(3))
	buffer = column(row, 1, buffer)
	if n := len(p.Journeys); n < len(l.journeys) && l.journeys[n] == string(buffer) {
		p.Journeys = append(p.Journeys, l.journeys[n])
	} else {
		p.Journeys = append(p.Journeys, string(buffer))
	}
	return buffer
}

// share lets the last person have the journeys of the one before him, if they are the same. Nobody appends to them.
func (l *listing) share() {
	n := len(l.people)
	if n == 0 {
		return
	}
	if p := &l.people[n-1]; slices.Equal(p.Journeys, l.journeys) {
		p.Journeys = l.journeys
	} else {
		p.Journeys = slices.Clip(p.Journeys)
		l.journeys = p.Journeys
	}
}

// mostUrgent joins what directory and manifests say of one person: any class comes before normal, and the numbers of
// the others rise as they matter less.
func mostUrgent(a, b int) int {
	if a == incident.PriorityNormal || b == incident.PriorityNormal {
		return max(a, b)
	}
	return min(a, b)
}
