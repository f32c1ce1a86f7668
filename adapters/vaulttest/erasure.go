package vaulttest

import (
	"context"
	"errors"
	"testing"
	"time"

	"tocsin/domain/directory"
)

func fill(t *testing.T, v Vault) {
	t.Helper()
	_, err := v.PutPeople(t.Context(), []directory.Person{
		{Subject: "ann", Name: "Ann Canary", Lang: "en", Zone: "Europe/Zurich", Need: "wheelchair", Priority: 1,
			Contacts: []directory.Contact{{Channel: "sms", Address: "+41790000001"}, {ID: "c2", Channel: "email", Address: "ann@example.net", Verified: true}},
			Choices:  []directory.Choice{{Channel: "email", Purpose: "marketing", Given: true}}},
		{Subject: "bob", Name: "Bob Canary", Lang: "fr", Contacts: []directory.Contact{{Channel: "sms", Address: "+41790000002"}}},
	})
	must(t, err)
	noon := time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)
	_, err = v.PutManifest(t.Context(), "AA/1/2015-02-22/DFW", []directory.Traveller{
		{Subject: "ann", Party: "ann", DepartsAt: noon}, {Subject: "bob", Party: "ann", DepartsAt: noon},
	})
	must(t, err)
}

func erased(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	fill(t, v)
	boxes := seal(t, v, body("ann", "hello"), body("bob", "hello"))
	must(t, v.Erase(t.Context(), "ann"))
	must(t, v.Erase(t.Context(), "ann")) // twice is once
	for range 2 {                        // before and after a restart
		texts, err := v.Open(t.Context(), boxes)
		must(t, err)
		if !errors.Is(texts[0].Err, directory.ErrErased) || string(texts[1].Text) != "hello" {
			t.Errorf("open: got errors %v and %v", texts[0].Err, texts[1].Err)
		}
		if _, err := v.Seal(t.Context(), []directory.Plain{body("bob", "x"), body("ann", "x")}); !errors.Is(err, directory.ErrErased) {
			t.Errorf("seal: got %v", err)
		}
		if err := v.Keys(t.Context(), []string{"ann"}); !errors.Is(err, directory.ErrErased) {
			t.Errorf("keys: got %v", err)
		}
		if err := v.Choose(t.Context(), "ann", directory.Choice{Channel: "sms", Purpose: "service"}); !errors.Is(err, directory.ErrErased) {
			t.Errorf("choose: got %v", err)
		}
		people, err := v.People(t.Context(), []string{"ann", "bob"})
		must(t, err)
		if p := people["ann"]; !p.Erased || p.Name != "" || len(p.Contacts) > 0 || people["bob"].Name == "" {
			t.Errorf("people: got %+v", people)
		}
		affected, err := v.Affected(t.Context(), []string{"AA/1/2015-02-22/DFW"})
		must(t, err)
		if len(affected) != 1 || affected[0].Subject != "bob" {
			t.Errorf("affected: got %v", affected)
		}
		put, err := v.PutPeople(t.Context(), []directory.Person{{Subject: "ann", Name: "Ann Canary"}})
		must(t, err)
		again, err := v.PutManifest(t.Context(), "LX/2/2015-02-22/ZRH", []directory.Traveller{{Subject: "ann"}, {Subject: "bob"}})
		must(t, err)
		if put.Erased != 1 || put.Kept != 0 || again.Erased != 1 || again.Kept != 1 {
			t.Errorf("imports brought an erased person back: %+v, %+v", put, again)
		}
		must(t, v.Close())
		v = open(t, e, dir)
	}
}

func nothingLeft(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	// The names of journeys and a contact id are in clear: what is looked for is what only ann has.
	const journey, other = "canary/ann/journey", "canary/bob/journey"
	fill(t, v)
	for subject, j := range map[string]string{"ann": journey, "bob": other} {
		_, err := v.PutManifest(t.Context(), j, []directory.Traveller{{Subject: subject}})
		must(t, err)
	}
	if !e.Holds(t, dir, []byte(journey)) {
		t.Fatal("the test looks in the wrong place")
	}
	must(t, v.Erase(t.Context(), "ann"))
	if e.Holds(t, dir, []byte(journey)) {
		t.Error("rows of an erased person are still in the files")
	}
	if !e.Holds(t, dir, []byte(other)) {
		t.Error("rows of another person are gone")
	}
}

func comesBack(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	before := v.Pseudonym("sender", "@ann")
	if before != v.Pseudonym("sender", "@ann") || before == v.Pseudonym("thread", "@ann") || before == v.Pseudonym("sender", "@bob") {
		t.Fatal("a pseudonym is one value of one kind")
	}
	must(t, v.Keys(t.Context(), []string{before}))
	must(t, v.Erase(t.Context(), before))
	after := v.Pseudonym("sender", "@ann")
	if after == before {
		t.Fatal("the erased subject came back")
	}
	seal(t, v, body(after, "hello"))
	must(t, v.Close())
	if got := open(t, e, dir).Pseudonym("sender", "@ann"); got != after {
		t.Errorf("after a restart: got %s, want %s", got, after)
	}
}

func noClearText(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	fill(t, v)
	seal(t, v, body("ann", "a text about canaries"))
	for _, what := range []string{"Canary", "+4179000000", "example.net", "wheelchair", "canaries", "Europe/Zurich"} {
		if e.Holds(t, dir, []byte(what)) {
			t.Errorf("%q is in the files", what)
		}
	}
}

func keyedHashes(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	pseudonym, token, hash := v.Pseudonym("sender", "@ann"), v.Token("offer-1"), v.RequestHash([]byte("{}"))
	if hash == v.RequestHash([]byte("{} ")) {
		t.Error("two requests have one hash")
	}
	must(t, v.Close())
	v = open(t, e, dir)
	if pseudonym != v.Pseudonym("sender", "@ann") || token != v.Token("offer-1") || hash != v.RequestHash([]byte("{}")) {
		t.Error("hashes changed with a restart")
	}
	w := open(t, e, t.TempDir())
	if pseudonym == w.Pseudonym("sender", "@ann") || token == w.Token("offer-1") || hash == w.RequestHash([]byte("{}")) {
		t.Error("two vaults have one secret")
	}
}

func cancelled(t *testing.T, e Engine) {
	v := open(t, e, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Seal(ctx, []directory.Plain{body("ann", "hello")}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	must(t, v.Keys(t.Context(), []string{"ann"})) // and harms nobody after
}
