package node

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin/domain"
)

// drawBatches makes up commands for three boxes, some with a key that was used before, some with what their sender saw.
func drawBatches(t *rapid.T) (batches [][]Asked) {
	for range rapid.IntRange(1, 12).Draw(t, "batches") {
		var batch []Asked
		for range rapid.IntRange(1, 6).Draw(t, "commands") {
			text := rapid.StringMatching(`[a-f]{1,2}`).Draw(t, "text")
			var command any = put{text}
			if rapid.IntRange(0, 2).Draw(t, "kind") == 0 {
				command = drop{text}
			}
			to := rapid.SampledFrom([]domain.StreamID{"box-1", "box-2-with-dashes", "shelf-1"}).Draw(t, "stream")
			a := asked(to, fmt.Sprint(rapid.IntRange(0, 40).Draw(t, "key")), command)
			if rapid.IntRange(0, 5).Draw(t, "seen") == 0 {
				a.At = new(domain.Revision(rapid.IntRange(0, 4).Draw(t, "revision")))
			}
			if rapid.IntRange(0, 5).Draw(t, "looked") == 0 {
				a.Seen = domain.Position(rapid.IntRange(1, 8).Draw(t, "position"))
			}
			batch = append(batch, *a)
		}
		batches = append(batches, batch)
	}
	return batches
}

// answers runs batches, with something done before each, and says what was answered and what the log holds.
func answers(b *bench, batches [][]Asked, before func(n int)) (lines []string) {
	for n, batch := range batches {
		before(n)
		run := make([]*Asked, len(batch))
		for k := range batch {
			run[k] = new(batch[k])
		}
		for _, a := range b.batch(run...) {
			a.Outcome.Repeated = false // where another node did it, the log alone may know
			lines = append(lines, fmt.Sprintf("%+v %v", a.Outcome, a.Err))
		}
	}
	return append(lines, b.story()...)
}

func TestWhateverIsCachedTheDecisionsAreTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		batches := drawBatches(r)
		cached := newBench(t, nil)
		want := answers(cached, batches, func(int) {})
		evicted := newBench(t, nil)
		evicted.x.cache = newCache(1, cachedBytes)
		heavy := newBench(t, nil)
		heavy.x.cache = newCache(cachedStreams, 20)
		restarted := newBench(t, nil)
		for name, got := range map[string][]string{
			"evicted":   answers(evicted, batches, func(int) {}),
			"heavy":     answers(heavy, batches, func(int) {}),
			"restarted": answers(restarted, batches, func(int) { restarted.restart() }),
			"again":     answers(newBench(t, nil), batches, func(int) {}),
		} {
			if diff := cmp.Diff(want, got); diff != "" {
				r.Fatalf("%s (-cached +%s):\n%s", name, name, diff)
			}
		}
	})
}

func TestNodesThatShareALogDecideAsOneWould(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var single [][]Asked // streams of one batch may change places when one of them is decided again
		for _, batch := range drawBatches(r) {
			for _, a := range batch {
				single = append(single, []Asked{a})
			}
		}
		want := answers(newBench(t, nil), single, func(int) {})
		nodes := newBench(t, nil)
		several := []*Executor{nodes.another(), nodes.another(), nodes.another()}
		got := answers(nodes, single, func(n int) {
			nodes.x = several[rapid.IntRange(0, 2).Draw(r, "node")]
			nodes.x.Share()
		})
		if diff := cmp.Diff(want, got); diff != "" {
			r.Fatalf("(-one node +three):\n%s", diff)
		}
	})
}
