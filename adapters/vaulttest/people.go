package vaulttest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain/directory"
	"tocsin/domain/incident"
)

func putAndGet(t *testing.T, e Engine) {
	dir := t.TempDir()
	v := open(t, e, dir)
	fill(t, v)
	put, err := v.PutPeople(t.Context(), []directory.Person{
		{Subject: "bob", Name: "Robert", Lang: "de"}, {Subject: "bob", Name: "Bob", Lang: "it", Priority: 2},
	})
	must(t, err)
	if want := (directory.Put{Kept: 1, Duplicates: 1}); put != want {
		t.Errorf("got %+v, want %+v", put, want)
	}
	must(t, v.Close())
	v = open(t, e, dir)
	people, err := v.People(t.Context(), []string{"ann", "bob", "nobody", "ann"})
	must(t, err)
	id := people["ann"].Contacts[0].ID
	want := map[string]directory.Person{
		"ann": {Subject: "ann", Name: "Ann Canary", Lang: "en", Zone: "Europe/Zurich", Need: "wheelchair", Priority: 1,
			Contacts: []directory.Contact{{ID: id, Channel: "sms", Address: "+41790000001"}, {ID: "c2", Channel: "email", Address: "ann@example.net", Verified: true}},
			Choices:  []directory.Choice{{Channel: "email", Purpose: "marketing", Given: true}}},
		"bob": {Subject: "bob", Name: "Bob", Lang: "it", Priority: 2}, // the last line, in the place of all before
	}
	if diff := cmp.Diff(want, people); diff != "" || id == "" {
		t.Errorf("people (-want +got), id of a contact %q:\n%s", id, diff)
	}
	contacts, err := v.Contacts(t.Context(), []string{"ann", "nobody"})
	must(t, err)
	if len(contacts) != 1 || len(contacts["ann"]) != 2 || contacts["ann"][0].Address != "+41790000001" {
		t.Errorf("got %d contacts of %d people", len(contacts["ann"]), len(contacts))
	}
	for _, what := range []string{"Canary", "+4179", "wheelchair"} {
		if strings.Contains(fmt.Sprintf("%v %+v %#v", people, contacts, people["ann"]), what) {
			t.Errorf("printing shows %q", what)
		}
	}
}

func optOut(t *testing.T, e Engine) {
	v := open(t, e, t.TempDir())
	yes := directory.Choice{Channel: "sms", Purpose: "service", Given: true}
	no := directory.Choice{Channel: "sms", Purpose: "service"}
	blocked := func() bool {
		t.Helper()
		people, err := v.People(t.Context(), []string{"ann"})
		must(t, err)
		return people["ann"].Blocked("sms", "service")
	}
	put := func(c directory.Choice) {
		t.Helper()
		_, err := v.PutPeople(t.Context(), []directory.Person{{Subject: "ann", Choices: []directory.Choice{c}}})
		must(t, err)
	}
	must(t, v.Choose(t.Context(), "ann", no)) // before anybody knew her
	put(yes)
	if !blocked() {
		t.Error("an import undid an opt-out")
	}
	must(t, v.Choose(t.Context(), "ann", yes))
	if blocked() {
		t.Error("her own yes does not count")
	}
	put(no)
	if !blocked() {
		t.Error("an import may bring a no")
	}
}

func listedOnce(t *testing.T, e Engine) {
	v := open(t, e, t.TempDir())
	fill(t, v)
	noon := time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)
	put, err := v.PutManifest(t.Context(), "AA/2/2015-02-22/ORD", []directory.Traveller{
		{Subject: "ann", Party: "ann", Priority: incident.PriorityTop, DepartsAt: noon.Add(-time.Hour)},
		{Subject: "zoe"}, {Subject: "abe", Priority: incident.PriorityTop}, {Subject: "zoe"},
	})
	must(t, err)
	if want := (directory.Put{Kept: 3, Duplicates: 1}); put != want {
		t.Errorf("got %+v, want %+v", put, want)
	}
	got, err := v.Affected(t.Context(), []string{"AA/1/2015-02-22/DFW", "AA/2/2015-02-22/ORD", "AA/1/2015-02-22/DFW", "unknown"})
	must(t, err)
	want := []incident.Person{
		{Subject: "abe", Party: "abe", Priority: incident.PriorityTop, Journeys: []string{"AA/2/2015-02-22/ORD"}},
		{Subject: "ann", Lang: "en", Party: "ann", Priority: incident.PriorityVulnerable, DepartsAt: noon.Add(-time.Hour),
			Journeys: []string{"AA/2/2015-02-22/ORD", "AA/1/2015-02-22/DFW"}}, // in order of departure
		{Subject: "bob", Lang: "fr", Party: "ann", Journeys: []string{"AA/1/2015-02-22/DFW"}, DepartsAt: noon},
		{Subject: "zoe", Party: "zoe", Journeys: []string{"AA/2/2015-02-22/ORD"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("affected (-want +got):\n%s", diff)
	}
	if none, err := v.Affected(t.Context(), nil); err != nil || len(none) > 0 {
		t.Errorf("no journey: got %v, error %v", none, err)
	}
}

func newManifest(t *testing.T, e Engine) {
	v := open(t, e, t.TempDir())
	fill(t, v)
	_, err := v.PutManifest(t.Context(), "AA/1/2015-02-22/DFW", []directory.Traveller{{Subject: "cid"}})
	must(t, err)
	if _, err := v.PutManifest(t.Context(), "AA/1/2015-02-22/DFW", []directory.Traveller{{Subject: "dan"}, {}}); err == nil {
		t.Error("a line about nobody was taken")
	}
	got, err := v.Affected(t.Context(), []string{"AA/1/2015-02-22/DFW"})
	must(t, err)
	if len(got) != 1 || got[0].Subject != "cid" {
		t.Errorf("got %v", got)
	}
}

func concurrent(t *testing.T, e Engine) {
	v := open(t, e, t.TempDir())
	want := seal(t, v, body("all", "hello"))[0]
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for n := range 10 {
				own := fmt.Sprintf("person-%d-%d", g, n)
				boxes, err := v.Seal(t.Context(), []directory.Plain{body(own, "hi"), body("all", "hello"), body(fmt.Sprintf("shared-%d", n), "hi")})
				if err != nil {
					t.Error(err)
					return
				}
				texts, err := v.Open(t.Context(), boxes)
				if err != nil || string(texts[0].Text) != "hi" || string(texts[2].Text) != "hi" || !cmp.Equal(boxes[1], want) {
					t.Errorf("got other boxes, or error %v", err)
				}
				if n == 5 {
					if err := v.Erase(t.Context(), own); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
}

// many prints what the import of a large event takes; it is no time limit.
func many(t *testing.T, e Engine) {
	if testing.Short() {
		t.Skip("-short")
	}
	const n = 20_000
	v := open(t, e, t.TempDir())
	people, travellers, subjects := make([]directory.Person, n), make([]directory.Traveller, n), make([]string, n)
	texts := make([]directory.Plain, n)
	for i := range n {
		subjects[i] = fmt.Sprintf("subject-%05d", i)
		people[i] = directory.Person{Subject: subjects[i], Name: "Somebody", Lang: "en", Contacts: []directory.Contact{
			{Channel: "sms", Address: fmt.Sprint(41790000000 + i)}, {Channel: "email", Address: fmt.Sprintf("p%d@example.net", i)},
		}}
		travellers[i] = directory.Traveller{Subject: subjects[i], DepartsAt: time.Unix(int64(1424600000+i), 0)}
		texts[i] = body(subjects[i], "my flight is cancelled, what now?")
	}
	clock := newWatch(t)
	put, err := v.PutPeople(t.Context(), people)
	clock.lap("put 20,000 people", err)
	_, err = v.PutManifest(t.Context(), "all", travellers)
	clock.lap("put a manifest of 20,000", err)
	affected, err := v.Affected(t.Context(), []string{"all"})
	clock.lap("list 20,000 affected", err)
	found, err := v.People(t.Context(), subjects)
	clock.lap("read 20,000 people", err)
	boxes, err := v.Seal(t.Context(), texts)
	clock.lap("seal 20,000 texts", err)
	opened, err := v.Open(t.Context(), boxes)
	clock.lap("open 20,000 boxes", err)
	if put.Kept != n || len(affected) != n || len(found) != n || string(opened[n-1].Text) != string(texts[n-1].Text) {
		t.Fatalf("kept %d, affected %d, found %d", put.Kept, len(affected), len(found))
	}
}

type watch struct {
	t    *testing.T
	last time.Time
}

func newWatch(t *testing.T) *watch { return &watch{t, time.Now()} }

func (w *watch) lap(what string, err error) {
	w.t.Helper()
	must(w.t, err)
	w.t.Logf("%s: %v", what, time.Since(w.last).Round(time.Millisecond))
	w.last = time.Now()
}
