package node

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin/domain"
)

// crashAt ends the life of a node at the n-th fail point that it passes; 0 never.
type crashAt struct{ n, passed int }

func (c *crashAt) At(name string) {
	if c.passed++; c.passed == c.n {
		panic(Crash{At: name})
	}
}

// survive does something that may crash, and tells whether it did.
func survive(do func()) (crashed bool) {
	defer func() {
		if bug := recover(); bug != nil {
			if _, crashed = bug.(Crash); !crashed {
				panic(bug)
			}
		}
	}()
	do()
	return false
}

// lives plays the same facts through as many lives as there are crashes; each begins at the checkpoint that the last one
// has saved, which lags.
func lives(b *bench, facts []Fact, crashes []int, lag func() domain.Position) {
	var saved domain.Position
	for life := 0; ; life++ {
		fails := &crashAt{}
		if life < len(crashes) {
			fails.n = crashes[life]
		}
		b.fails = fails
		b.restart()
		crashed := survive(func() {
			r := b.reactor(newEcho(), saved)
			inlet := NewInlet(b.x, b.clock, facts)
			saver := pumpFunc(func() { saved = max(saved, r.Position()-min(r.Position(), lag())) })
			if err := NewDeterministic(b.clock, inlet, r, saver).Run(b.Context(), noon.Add(24*time.Hour)); err != nil {
				b.Fatal(err)
			}
			if r.Held() != nil {
				b.Fatal(r.Held())
			}
		})
		if !crashed && life >= len(crashes) {
			return
		}
	}
}

// pumpFunc is a pump that never counts as work.
type pumpFunc func()

// Step does it.
func (f pumpFunc) Step(context.Context) (bool, error) { f(); return false, nil }

// effects is what came of everything, per stream: what was done and what was refused, by whom.
func effects(b *bench) (lines []string) {
	for _, r := range b.records() {
		lines = append(lines, fmt.Sprintf("%s %s %+v", r.Stream, r.Meta.Key, r.Event))
	}
	slices.Sort(lines)
	return lines
}

func TestWhereverItCrashesEverythingIsDoneOnce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var facts []Fact
		for n := range rapid.IntRange(1, 8).Draw(r, "facts") {
			text := rapid.StringMatching(`[a-f]{1,2}`).Draw(r, "text")
			facts = append(facts, Fact{
				At:   noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(r, "half hours")) * 30 * time.Minute),
				Ask:  domain.Request{To: "box-1", Command: put{text}}, // what is refused once stays so: a box is never emptied
				Meta: domain.Meta{Key: fmt.Sprint("fact ", n), Actor: domain.Actor{ID: "source"}},
			})
		}
		full := rapid.StringMatching(`[a-f]{0,3}`).Draw(r, "full boxes")
		begin := func() *bench {
			b := newBench(t, nil)
			for _, letter := range full {
				b.batch(asked(boxOf(string(letter)), "full", put{"xyz"}))
			}
			return b
		}
		whole := begin()
		lives(whole, facts, nil, func() domain.Position { return 0 })
		broken := begin()
		crashes := rapid.SliceOfN(rapid.IntRange(1, 12), 1, 8).Draw(r, "crashes")
		lives(broken, facts, crashes, func() domain.Position { return domain.Position(rapid.IntRange(0, 6).Draw(r, "lag")) })
		if diff := cmp.Diff(effects(whole), effects(broken)); diff != "" {
			r.Fatalf("(-without +with crashes):\n%s", diff)
		}
	})
}
