package audience

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/incident"
)

// plain is a crowd as one would write it without a care for memory.
type plain struct {
	people  []incident.Person
	index   map[string]int
	parties map[string][]int
}

func (l *plain) list(p incident.Person) {
	if at, known := l.index[p.Subject]; known {
		l.people[at].Journeys = append(slices.Clone(l.people[at].Journeys), p.Journeys...)
		return
	}
	p.Party = cmp.Or(p.Party, p.Subject)
	l.index[p.Subject] = len(l.people)
	l.parties[p.Party] = append(l.parties[p.Party], len(l.people))
	l.people = append(l.people, p)
}

// anybody draws a person; subjects, parties and departures come again, and a party may have the name of a subject.
func anybody(t *rapid.T) incident.Person {
	name := func(label string) string {
		n := rapid.IntRange(0, 40).Draw(t, label)
		if n%3 == 0 {
			return fmt.Sprintf("p%d", n)
		}
		return pseudonymOf(n)
	}
	p := incident.Person{
		Subject: name("subject"), Lang: rapid.SampledFrom([]string{"en", "fr", ""}).Draw(t, "lang"), Priority: rapid.IntRange(-1, 3).Draw(t, "priority"),
		Journeys: rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 2).Draw(t, "journeys"),
	}
	if rapid.Bool().Draw(t, "in a party") {
		p.Party = name("party")
	}
	if hours := rapid.IntRange(-3, 3).Draw(t, "hours"); hours != 0 {
		p.DepartsAt = noon.Add(time.Duration(hours) * time.Hour)
	}
	return p
}

func TestACrowdKnowsWhatAPlainListKnows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, a := &plain{index: map[string]int{}, parties: map[string][]int{}}, New()
		i := a.incident("i1")
		for range rapid.IntRange(0, 60).Draw(t, "listings") {
			p := anybody(t)
			l.list(p)
			a.list(domain.Recorded{}, i, incident.AffectedListed{People: []incident.Person{p}})
		}
		restored := New()
		if err := restored.Restore(a.Snapshot()); err != nil {
			t.Fatal(err)
		}
		for _, i := range []*Incident{i, restored.Incident("i1")} {
			l.compare(t, i)
		}
	})
}

func (l *plain) compare(t *rapid.T, i *Incident) {
	if i.Len() != len(l.people) {
		t.Fatalf("%d people, want %d", i.Len(), len(l.people))
	}
	all := make(places, 0, i.Len())
	for at, want := range l.people {
		got := i.Told(at).Person
		if !slices.Equal(got.Journeys, want.Journeys) || !got.DepartsAt.Equal(want.DepartsAt) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		got.Journeys, want.Journeys, got.DepartsAt, want.DepartsAt = nil, nil, time.Time{}, time.Time{}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		if place, ok := i.crowd.find(want.Subject); !ok || int(place) != at {
			t.Fatalf("%s is found at %d, %v", want.Subject, place, ok)
		}
		head, size := i.crowd.lead(uint32(at))
		if members := l.parties[want.Party]; size != len(members) || int(head) != l.head(members) {
			t.Fatalf("party %s of %d people with head %d; want %v", want.Party, size, head, members)
		}
		all = append(all, uint32(at))
	}
	for _, party := range slices.Sorted(maps.Keys(l.parties)) {
		var got []int
		first, ok := i.crowd.firstOf(party)
		for place := range i.crowd.members(first) {
			got = append(got, int(place))
		}
		if !ok || !slices.Equal(got, l.parties[party]) {
			t.Fatalf("party %s: got %v, want %v", party, got, l.parties[party])
		}
	}
	l.sorted(t, "by departure", all, i.crowd.byDeparture, func(x, y incident.Person) int {
		return cmp.Or(x.DepartsAt.Compare(y.DepartsAt), cmp.Compare(x.Party, y.Party))
	})
	l.sorted(t, "by subject", all, i.crowd.bySubject, func(x, y incident.Person) int { return cmp.Compare(x.Subject, y.Subject) })
	if _, ok := i.crowd.find("nobody"); ok {
		t.Fatal("somebody is found who was not listed")
	}
}

func (l *plain) head(members []int) int {
	urgency := map[int]int{incident.PriorityVulnerable: -2, incident.PriorityTop: -1}
	return slices.MinFunc(members, func(x, y int) int {
		return cmp.Or(cmp.Compare(urgency[l.people[x].Priority], urgency[l.people[y].Priority]), cmp.Compare(x, y))
	})
}

func (l *plain) sorted(t *rapid.T, how string, all places, sort func(places), order func(x, y incident.Person) int) {
	got, want := slices.Clone(all), slices.Clone(all)
	sort(got)
	slices.SortStableFunc(want, func(x, y uint32) int { return order(l.people[x], l.people[y]) })
	if !slices.Equal(got, want) {
		t.Fatalf("%s: got %v, want %v", how, got, want)
	}
}

func TestACrowdIsOfManyBlocks(t *testing.T) {
	c := newCrowd()
	for n := range 3*perBlock + 7 {
		c.list(incident.Person{Subject: pseudonymOf(n), Lang: "en"})
	}
	for n := range 3*perBlock + 7 {
		if place, ok := c.find(pseudonymOf(n)); !ok || place != uint32(n) {
			t.Fatalf("person %d is found at %d, %v", n, place, ok)
		}
	}
}

func TestAPseudonymIsReadInItsOwnFormAlone(t *testing.T) {
	const text = "0123456789ab5def8123456789abcdef"
	id, ok := parsePseudonym(text)
	if got := string(id.appendTo(nil)); !ok || got != text {
		t.Errorf("got %q, %v", got, ok)
	}
	for _, other := range []string{
		"", "p0", "0123456789AB5def8123456789abcdef", "0123456789ab5def8123456789abcdeg", text + "0", text[1:],
		"01234567-89ab-5def-8123-456789abcdef", "0123456789ab5def8123456789abcd-f",
	} {
		if _, ok := parsePseudonym(other); ok {
			t.Errorf("%q passes", other)
		}
	}
}

// pseudonymOf is one as the vault makes them.
func pseudonymOf(who any) string {
	return strings.ReplaceAll(domain.DeriveID(fmt.Sprint(who)), "-", "")
}
