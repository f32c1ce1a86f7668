package inventory

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var offers = rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h"})

// all lists a tree in order.
func all(n *node) []hold {
	if n == nil {
		return nil
	}
	return append(append(all(n.left), n.hold), all(n.right)...)
}

// check compares a tree with a map that had the same done to it.
func check(t *rapid.T, h holds, want map[string]hold) {
	got := all(h.root)
	if len(got) != len(want) {
		t.Fatalf("%d holds, want %d", len(got), len(want))
	}
	var first hold
	for i, x := range got {
		if known, ok := h.get(x.offer); x != want[x.offer] || !ok || known != x || i > 0 && got[i-1].offer >= x.offer {
			t.Fatalf("hold %d of %v, want %v", i, got, want)
		}
		if !x.taken && (first.offer == "" || x.before(first)) {
			first = x
		}
	}
	if next, ok := h.next(); next != first || ok != (first.offer != "") {
		t.Fatalf("next %v, want %v", next, first)
	}
	if _, ok := h.get("nobody's"); ok {
		t.Fatal("found what is not there")
	}
}

func TestHoldsAreASetAndNeverChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, want := holds{}, map[string]hold{}
		older, olderWant := h, map[string]hold{}
		t.Repeat(map[string]func(*rapid.T){
			"with": func(t *rapid.T) {
				x := hold{
					offer: offers.Draw(t, "offer"), n: rapid.IntRange(1, 9).Draw(t, "n"),
					until: at(rapid.IntRange(0, 5).Draw(t, "until")), taken: rapid.Bool().Draw(t, "taken"),
				}
				h, want[x.offer] = h.with(x), x
			},
			"without": func(t *rapid.T) {
				offer := offers.Draw(t, "offer")
				h = h.without(offer)
				delete(want, offer)
			},
			"remember": func(*rapid.T) { older, olderWant = h, maps.Clone(want) },
			"": func(t *rapid.T) {
				check(t, h, want)
				check(t, older, olderWant)
			},
		})
	})
}

func depth(n *node) int {
	if n == nil {
		return 0
	}
	return 1 + max(depth(n.left), depth(n.right))
}

func TestHoldsStayShallow(t *testing.T) {
	for name, format := range map[string]string{"numbered": "offer-%d", "padded": "%036d", "one prefix": "aaaaaaaaaaaaaaaaaaaaaaaa%d"} {
		h := holds{}
		for i := range 20_000 {
			h = h.with(hold{offer: fmt.Sprintf(format, i), n: 1, until: at(i)})
		}
		if d := depth(h.root); d > 60 { // about 2.5 times the depth of a full tree is usual
			t.Errorf("%s: %d deep", name, d)
		}
		if next, _ := h.next(); next.until != at(0) {
			t.Errorf("%s: next ends at %v", name, next.until)
		}
	}
}

func TestTheShapeDoesNotDependOnTheOrder(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f", "g"}
	forth, back := holds{}, holds{}
	for _, n := range names {
		forth = forth.with(hold{offer: n, n: 1})
	}
	for _, n := range slices.Backward(names) {
		back = back.with(hold{offer: n, n: 1})
	}
	if forth.root.offer != back.root.offer || depth(forth.root) != depth(back.root) {
		t.Error("two orders made two trees")
	}
}

// BenchmarkHold is one hold in a stream that has many: command decided, event folded.
func BenchmarkHold(b *testing.B) {
	for _, n := range []int{100, 20_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := given(b, with(1<<30)...).State()
			for i := range n {
				s = Decider.Evolve(s, held(fmt.Sprintf("offer-%d", i), 1, 30))
			}
			b.ReportAllocs()
			for b.Loop() {
				events, err := Decider.Decide(ask("offer-x", 1, 0), s)
				if err != nil {
					b.Fatal(err)
				}
				Decider.Evolve(s, events[0])
			}
		})
	}
}
