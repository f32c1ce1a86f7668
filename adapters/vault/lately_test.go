package vault

import (
	"fmt"
	"testing"
)

// TestWhatIsKeptIsBounded: those who were asked for last are kept, and no more than was said.
func TestWhatIsKeptIsBounded(t *testing.T) {
	var l lately
	subjects, ways, places := make([]string, 3*keptWays), make([]Ways, 3*keptWays), make([]int, 3*keptWays)
	for n := range subjects {
		subjects[n], ways[n], places[n] = fmt.Sprint(n), Ways{Known: true}, n
	}
	l.keep(l.generation(), subjects, places, ways)
	if n := len(l.newer) + len(l.older); n > keptWays || n < keptWays/2 {
		t.Errorf("%d are kept, of at most %d", n, keptWays)
	}
	late := subjects[len(subjects)-keptWays/2:]
	found := make([]Ways, len(late))
	if missing := l.find(true, late, found); len(missing) > 0 || !found[0].Known {
		t.Errorf("%d of the last are forgotten", len(missing))
	}
	if missing := l.find(false, late, found); len(missing) != len(late) {
		t.Error("what may be out of date is used")
	}
	before := l.generation()
	l.evict(late[7])
	l.keep(before, late, []int{7}, ways)
	if missing := l.find(true, late, found); len(missing) != 1 || missing[0] != 7 {
		t.Errorf("missing %v, want the one who was evicted", missing)
	}
}
