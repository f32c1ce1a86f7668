package incident

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
)

func chunk(n, of int, people ...Person) AffectedListed {
	return AffectedListed{Listing: "l-1", Chunk: n, Of: of, Source: "manifest", People: people}
}

func TestChunkIsListedOnce(t *testing.T) {
	one, two, three := chunk(1, 3, Person{Subject: "p-1"}), chunk(2, 3, Person{Subject: "p-2"}), chunk(3, 3)
	three.People = []Person{}
	given(t, snow()).When(ListAffected{one}).Then(one).When(ListAffected{one}).Then().
		When(ListAffected{three}).Then(three).When(ListAffected{three}).Then().
		When(ListAffected{two}).Then(two).When(ListAffected{one}).Then().When(ListAffected{three}).Then()
	later := one
	later.Listing, later.Of = "l-2", 1
	given(t, snow(), one).When(ListAffected{later}).Then(later)
}

func TestChunkIsWellFormed(t *testing.T) {
	crowd := make([]Person, MaxPeople+1)
	for i := range crowd {
		crowd[i].Subject = fmt.Sprint(i)
	}
	for name, e := range map[string]AffectedListed{
		"no listing":     {Chunk: 1, Of: 1},
		"chunk 0":        chunk(0, 1),
		"beyond of":      chunk(2, 1),
		"too many":       chunk(1, 1, crowd...),
		"without a name": chunk(1, 1, Person{}),
	} {
		t.Run(name, func(t *testing.T) { given(t, snow()).When(ListAffected{e}).Refused(domain.Invalid) })
	}
	given(t, snow(), chunk(1, 2)).When(ListAffected{chunk(2, 3)}).Refused(domain.Conflict)
	full := chunk(1, 1, crowd[:MaxPeople]...)
	given(t, snow()).When(ListAffected{full}).Then(full)
}

func TestPersonWithTwoLegsIsOnePerson(t *testing.T) {
	rows := []Person{
		{Subject: "p-1", Party: "p-1", Journeys: []string{"a"}, DepartsAt: t0.Add(time.Hour), Priority: PriorityTop},
		{Subject: "p-2", Party: "p-2", Journeys: []string{"a"}},
		{Subject: "p-1", Party: "p-1", Journeys: []string{"a", "b"}, DepartsAt: t0, Priority: PriorityVulnerable},
		{Subject: "p-1", Party: "p-1", Priority: PriorityTop},
	}
	want := chunk(1, 1,
		Person{Subject: "p-1", Party: "p-1", Journeys: []string{"a", "b"}, DepartsAt: t0, Priority: PriorityVulnerable},
		Person{Subject: "p-2", Party: "p-2", Journeys: []string{"a"}})
	given(t, snow()).When(ListAffected{chunk(1, 1, rows...)}).Then(want)
	if diff := cmp.Diff([]string{"a"}, rows[0].Journeys); diff != "" {
		t.Errorf("the command was written into (-want +got):\n%s", diff)
	}
}

func TestMemoryOfChunksStaysSmall(t *testing.T) {
	s := given(t, snow()).State()
	for n := 1; n <= 10_000; n++ {
		s = evolve(s, chunk(n, 10_000))
	}
	if got := s.listings[0]; got.upTo != 10_000 || len(got.ahead) != 0 {
		t.Errorf("got %+v, want one counter", got)
	}
}
