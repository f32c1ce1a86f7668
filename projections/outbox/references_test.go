package outbox

import (
	"testing"

	"pgregory.net/rapid"
)

// TestTheTableFindsWhatAMapWould uses few hashes, so that many keys lie in each other's way.
func TestTheTableFindsWhatAMapWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type entry struct{ hash, key uint32 }
		hash := rapid.SampledFrom([]uint32{0, 1, 1 << 25, 1 << 26, 1<<26 + 1, 3 << 30, 1<<32 - 2, 1<<32 - 1})
		var table references
		model := map[entry]uint32{} // -> number
		keys := map[uint32]entry{}  // of each number
		mine := func(e entry) func(uint32) bool { return func(n uint32) bool { return keys[n] == e } }
		for n := range rapid.IntRange(1, 300).Draw(t, "steps") {
			e := entry{hash.Draw(t, "hash"), rapid.Uint32Range(0, 12).Draw(t, "key")}
			number := uint32(n + 1)
			if before, known := model[e]; known && rapid.Bool().Draw(t, "remove") {
				table.remove(e.hash, before)
				table.remove(e.hash, number) // nobody knows it
				delete(model, e)
			} else {
				keys[number] = e
				table.put(e.hash, number, mine(e))
				model[e] = number
			}
		}
		if table.used != len(model) {
			t.Fatalf("%d in use, want %d", table.used, len(model))
		}
		for _, e := range keys { // order-free: each is looked up alone
			if got, _ := table.find(e.hash, mine(e)); got != model[e] {
				t.Fatalf("%v: got %d, want %d", e, got, model[e])
			}
		}
	})
}

func TestHashesAreOfKeysAlone(t *testing.T) {
	for _, key := range []string{"", "nobody", "8a5ccf9a-c700-55ea-ac6d-d153b2039fcA", "8a5ccf9a-c700-55ea-ac6d-d153b2039fca "} {
		if _, ok := hashOf(key); ok {
			t.Errorf("%q is a key", key)
		}
	}
	if hash, ok := hashOf("8a5ccf9a-c700-55ea-ac6d-d153b2039fca"); !ok || hash != 0x8a5ccf9a {
		t.Errorf("got %x, %t", hash, ok)
	}
}
