package packed

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tocsin/domain"
)

// subjects draws pseudonyms of every form from so few that they come again: UUIDs, UUIDs in a row, and what only looks like
// one.
func subjects() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		n := rapid.IntRange(0, 400).Draw(t, "n")
		switch rapid.IntRange(0, 7).Draw(t, "form") {
		case 0:
			return fmt.Sprint("p", n%20)
		case 1:
			return fmt.Sprintf("00000000-0000-0000-0000-%012x", n)
		case 2:
			return fmt.Sprintf("ABCDEF01-0000-0000-0000-%012X", n%20)
		case 3:
			return []string{
				"", "00000000-0000-0000-0000-00000000000g", "00000000-0000-0000-0000_000000000001",
				"00000000000000000000000000000000", "0000000000000000000000000000000A",
			}[n%5]
		case 4, 5:
			return strings.ReplaceAll(domain.DeriveID("subject", fmt.Sprint(n)), "-", "") // as the vault has them
		default:
			return domain.DeriveID("subject", fmt.Sprint(n))
		}
	})
}

func TestASubjectComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := subjects().Draw(t, "a"), subjects().Draw(t, "b")
		x, y := Of(a), Of(b)
		if x.String() != a {
			t.Fatalf("%q is %q", a, x)
		}
		if (x == y) != (a == b) || (x.Compare(y) < 0) != (a < b) || (x.Compare(y) == 0) != (a == b) {
			t.Fatalf("%q and %q are not told apart or ordered as texts are", a, b)
		}
		if (Hash(a) == Hash(b)) != (a == b) {
			t.Fatalf("%q and %q have one hash", a, b)
		}
	})
}

// TestAMapIsAMap compares it with Go's.
func TestAMapIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m Map[uint32]
		naive := map[string]uint32{}
		for range rapid.IntRange(0, 600).Draw(t, "steps") {
			s, v := subjects().Draw(t, "s"), rapid.Uint32Range(0, 9).Draw(t, "v")
			before, had := naive[s]
			switch what := rapid.IntRange(0, 9).Draw(t, "what"); {
			case what == 0:
				m.DeleteFunc(func(x uint32) bool { return x == v })
				maps.DeleteFunc(naive, func(_ string, x uint32) bool { return x == v })
			case what <= 2:
				if m.Delete(s) != had {
					t.Fatalf("delete %q: want %t", s, had)
				}
				delete(naive, s)
			default:
				if was, ok := m.Put(s, v); ok != had || was != before {
					t.Fatalf("put %q: was %d %t, want %d %t", s, was, ok, before, had)
				}
				naive[s] = v
			}
			if got, ok := m.Get(s); m.Len() != len(naive) || got != naive[s] || ok != hasKey(naive, s) {
				t.Fatalf("%q: %d %t of %d, want %d of %d", s, got, ok, m.Len(), naive[s], len(naive))
			}
		}
		got := map[string]uint32{}
		for s, v := range m.All() {
			got[s.String()] = v
		}
		if !maps.Equal(got, naive) {
			t.Fatalf("got %v, want %v", got, naive)
		}
	})
}

func hasKey(m map[string]uint32, k string) bool {
	_, ok := m[k]
	return ok
}

func TestASetIsASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Set
		var hashes Numbers
		naive := map[string]bool{}
		for range rapid.IntRange(0, 600).Draw(t, "steps") {
			who := subjects().Draw(t, "s")
			if rapid.IntRange(0, 3).Draw(t, "what") == 0 {
				if s.Delete(who) != naive[who] {
					t.Fatalf("delete %q: was in: %t", who, naive[who])
				}
				delete(naive, who)
				continue
			}
			if s.Add(who) == naive[who] || !s.Has(who) {
				t.Fatalf("add %q: was in: %t", who, naive[who])
			}
			naive[who] = true
			if hashes.Add(Hash(who)); !hashes.Has(Hash(who)) {
				t.Fatalf("%q is not in", who)
			}
		}
		list := hashes.Sorted()
		if s.Len() != len(naive) || len(list) != hashes.Len() || !slices.IsSorted(list) {
			t.Fatalf("%d in, want %d; hashes %v", s.Len(), len(naive), list)
		}
	})
}

// TestMuchGoesInAndOutAgain passes through many splits.
func TestMuchGoesInAndOutAgain(t *testing.T) {
	const many = 50_000
	var s Set
	for round := range 2 {
		for n := range many {
			if !s.Add(subjectOf(n)) {
				t.Fatalf("round %d: %d was in", round, n)
			}
		}
		for n := range many {
			if !s.Has(subjectOf(n)) || s.Has(subjectOf(n+many)) {
				t.Fatalf("round %d: %d is not found, or its like is", round, n)
			}
		}
		for n := range many {
			if !s.Delete(subjectOf(n)) || s.Len() != many-n-1 {
				t.Fatalf("round %d: %d is not deleted", round, n)
			}
		}
	}
}

func subjectOf(n int) string { return domain.DeriveID("subject", fmt.Sprint(n)) }

func TestEventsHaveValues(t *testing.T) {
	var m ByID[Subject]
	const many = 3_000
	for n := range many {
		m.Put(domain.NewEventID("s-1", "k", n), Of(fmt.Sprint(n)))
		m.Put(domain.NewEventID("s-1", "k", n/2), Of(fmt.Sprint(n/2)))
	}
	for n := range many {
		if v, ok := m.Get(domain.NewEventID("s-1", "k", n)); !ok || v.String() != fmt.Sprint(n) {
			t.Fatalf("%d: %s", n, v)
		}
	}
	if _, ok := m.Get(domain.EventID{}); ok || m.Len() != many {
		t.Fatalf("%d events, want %d, and none without an id", m.Len(), many)
	}
}
