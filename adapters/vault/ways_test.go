package vault_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"tocsin/adapters/vault"
	"tocsin/domain/directory"
)

func opened(tb testing.TB, dir string) *vault.Vault {
	tb.Helper()
	v, err := vault.Open(filepath.Join(dir, "vault.db"), options(dir, false))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = v.Close() })
	return v
}

// sameAsPeople holds Ways, Contacts and Unreachable to what People says.
func sameAsPeople(t rapid.TB, v *vault.Vault, subjects []string) {
	t.Helper()
	ctx := context.Background()
	people, err := v.People(ctx, subjects)
	if err != nil {
		t.Fatal(err)
	}
	ways, err := v.Ways(ctx, subjects)
	if err != nil {
		t.Fatal(err)
	}
	erased, contactless := 0, 0
	for n, subject := range subjects {
		p, known := people[subject]
		w := ways[n]
		if w.Erased != p.Erased || w.Known != (known && !p.Erased) || !slices.Equal(w.Contacts, p.Contacts) || !slices.Equal(w.Choices, p.Choices) {
			t.Fatalf("%s: got %+v, want %+v with %d contacts", subject, w, p, len(p.Contacts))
		}
		switch {
		case p.Erased:
			erased++
		case len(p.Contacts) == 0:
			contactless++
		}
	}
	gotErased, gotContactless, err := v.Unreachable(ctx, subjects)
	if err != nil || gotErased != erased || gotContactless != contactless {
		t.Fatalf("got %d erased and %d without a contact, want %d and %d, error %v", gotErased, gotContactless, erased, contactless, err)
	}
	contacts, err := v.Contacts(ctx, subjects)
	if err != nil {
		t.Fatal(err)
	}
	for subject, p := range people {
		if _, has := contacts[subject]; has == p.Erased || !slices.Equal(contacts[subject], p.Contacts) {
			t.Fatalf("%s: got %d contacts, want %d", subject, len(contacts[subject]), len(p.Contacts))
		}
	}
}

// TestWaysAreThoseOfPeople: whatever is written, by this vault or another that has the file open, and in whatever order
// people are asked for.
func TestWaysAreThoseOfPeople(t *testing.T) {
	dir := t.TempDir()
	mine, other := opened(t, dir), opened(t, dir)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++ // other people each time
		one := rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("p%d/%02d", round, rapid.IntRange(0, 40).Draw(t, "n")) })
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			v := rapid.SampledFrom([]*vault.Vault{mine, mine, other}).Draw(rt, "vault")
			var err error
			switch rapid.IntRange(0, 4).Draw(rt, "step") {
			case 0:
				var people []directory.Person
				for _, s := range rapid.SliceOfN(one, 1, 30).Draw(rt, "people") {
					people = append(people, somebody(rt, s))
				}
				_, err = v.PutPeople(t.Context(), people)
			case 1:
				err = v.Erase(t.Context(), one.Draw(rt, "erased"))
			case 2:
				_ = v.Choose(t.Context(), one.Draw(rt, "chooses"), directory.Choice{Channel: "sms", Purpose: "service", Given: rapid.Bool().Draw(rt, "given")})
			case 3:
				_ = v.Keys(t.Context(), []string{one.Draw(rt, "key")})
			}
			if err != nil {
				rt.Fatal(err)
			}
			sameAsPeople(rt, mine, rapid.SliceOf(one).Draw(rt, "asked"))
		}
	})
}

func somebody(t *rapid.T, subject string) directory.Person {
	p := directory.Person{Subject: subject, Name: "Somebody", Lang: "en", Need: "wheelchair"}
	for _, kind := range []string{"sms", "email"} {
		if rapid.Bool().Draw(t, kind) {
			p.Contacts = append(p.Contacts, directory.Contact{ID: subject + "/" + kind, Channel: kind, Address: rapid.SampledFrom([]string{"plain", "söme"}).Draw(t, "address")})
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "no") == 0 {
		p.Choices = append(p.Choices, directory.Choice{Channel: "sms", Purpose: "service"})
	}
	return p
}

// TestAnErasedPersonIsNotRemembered: neither what was read a moment ago, nor what is being read, outlives an erasure,
// whoever asked for it.
func TestAnErasedPersonIsNotRemembered(t *testing.T) {
	dir := t.TempDir()
	mine, other := opened(t, dir), opened(t, dir)
	people, subjects := invented(mine, 0, 60)
	if _, err := mine.PutPeople(t.Context(), people); err != nil {
		t.Fatal(err)
	}
	var reading sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		reading.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := mine.Ways(t.Context(), subjects); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n, subject := range subjects {
		v := mine
		if n%2 == 1 {
			v = other
		}
		if err := v.Erase(t.Context(), subject); err != nil && v == mine { // a reader may keep the other from scrubbing
			t.Error(err)
		}
		ways, err := mine.Ways(t.Context(), subjects)
		if err != nil {
			t.Fatal(err)
		}
		for m, w := range ways {
			if w.Erased != (m <= n) || w.Erased && len(w.Contacts) > 0 {
				t.Fatalf("after %d were erased, %d is %+v with %d contacts", n+1, m, w, len(w.Contacts))
			}
		}
	}
	close(stop)
	reading.Wait()
}

// TestAVaultOfVersion1IsLifted: it had no column that tells who can be reached.
func TestAVaultOfVersion1IsLifted(t *testing.T) {
	dir := t.TempDir()
	v := opened(t, dir)
	people, subjects := invented(v, 0, 20)
	people[3].Contacts = nil
	if _, err := v.PutPeople(t.Context(), people); err != nil {
		t.Fatal(err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	conn, err := sqlite.OpenConn(filepath.Join(dir, "vault.db"), sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlitex.ExecuteScript(conn, "ALTER TABLE people DROP COLUMN reachable; PRAGMA user_version = 1;", nil); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	v = opened(t, dir)
	sameAsPeople(t, v, append(subjects, "nobody"))
	if _, contactless, err := v.Unreachable(t.Context(), subjects); err != nil || contactless != 1 {
		t.Errorf("%d without a contact, error %v", contactless, err)
	}
	if _, err := v.PutPeople(t.Context(), people[5:9]); err != nil {
		t.Fatal(err)
	}
	sameAsPeople(t, v, subjects)
}

// TestAManifestInPiecesIsTheWhole: and a line that comes again takes the place of the first.
func TestAManifestInPiecesIsTheWhole(t *testing.T) {
	v := opened(t, t.TempDir())
	people, subjects := invented(v, 0, 40)
	if _, err := v.PutPeople(t.Context(), people); err != nil {
		t.Fatal(err)
	}
	if err := v.Erase(t.Context(), subjects[1]); err != nil {
		t.Fatal(err)
	}
	var lines []directory.Traveller
	for n, s := range subjects {
		lines = append(lines, directory.Traveller{Subject: s, Priority: n % 3})
	}
	if _, err := v.PutManifest(t.Context(), "whole", lines); err != nil {
		t.Fatal(err)
	}
	var sum directory.Put
	for some := range slices.Chunk(append([]directory.Traveller{{Subject: subjects[0], Priority: 2, Party: "x"}}, lines...), 7) {
		put, err := v.AddToManifest(t.Context(), "pieces", some)
		if err != nil {
			t.Fatal(err)
		}
		sum = directory.Put{Kept: sum.Kept + put.Kept, Duplicates: sum.Duplicates + put.Duplicates, Erased: sum.Erased + put.Erased}
	}
	if want := (directory.Put{Kept: 39, Duplicates: 1, Erased: 1}); sum != want {
		t.Errorf("got %+v, want %+v", sum, want)
	}
	whole, err := v.Affected(t.Context(), []string{"whole"})
	if err != nil {
		t.Fatal(err)
	}
	pieces, err := v.Affected(t.Context(), []string{"pieces"})
	if err != nil {
		t.Fatal(err)
	}
	for n := range pieces {
		pieces[n].Journeys = []string{"whole"}
	}
	if diff := cmp.Diff(whole, pieces); diff != "" || len(whole) != 39 {
		t.Errorf("%d people, (-whole +pieces):\n%s", len(whole), diff)
	}
	for _, bad := range [][]directory.Traveller{{{}}, {{Subject: "a"}, {}}} {
		if _, err := v.AddToManifest(t.Context(), "pieces", bad); err == nil {
			t.Error("a line about nobody was taken")
		}
	}
	if _, err := v.AddToManifest(t.Context(), "", lines); err == nil {
		t.Error("a manifest of no journey was taken")
	}
}
