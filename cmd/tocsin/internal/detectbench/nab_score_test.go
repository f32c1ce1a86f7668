package detectbench

import (
	"math"
	"testing"
)

// The case of NAB's own scorer test: two windows of 5 in 100 rows, two alarms in the first and one 3 rows behind it, with a
// full charge outside, gives -0.9540.
func TestNABsOwnCheckValue(t *testing.T) {
	s := Series{Values: make([]float64, 100), Windows: []Window{{30, 34}, {70, 74}}}
	got := s.ScoreNAB(Profile{"", 1, 1}, []int{30, 31, 37})
	if math.Abs(got.Raw+0.9540) > 5e-5 || got.Found != 1 || got.Outside != 1 {
		t.Errorf("got %+v, want raw -0.9540", got)
	}
}

func TestNABNormal(t *testing.T) {
	s := Series{Values: make([]float64, 1000), Windows: []Window{{300, 399}, {700, 799}}}
	for _, c := range []struct {
		name   string
		alarms []int
		want   float64
	}{
		{"nothing said", nil, 0},
		{"the first row of each window", []int{300, 700}, 100},
		{"the first row and more in the window", []int{300, 350, 399, 700}, 100},
		{"probation does not count", []int{0, 149, 300, 700}, 100},
		{"before any window: the full charge", []int{200, 300, 700}, 100 - 100*0.11/4},
		{"one window missed", []int{300}, 50},
		{"far behind a window: the full charge", []int{300, 699, 700}, 100 - 100*0.11/4},
	} {
		if got := s.ScoreNAB(standard, c.alarms).Normal(standard); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %g, want %g", c.name, got, c.want)
		}
	}
	if low := (Profile{"low FN", 2, 0.11}); s.ScoreNAB(low, []int{300}).Normal(low) != 50 {
		t.Error("a missed window costs twice as much, and so does saying nothing")
	}
}

func TestProbation(t *testing.T) {
	for rows, want := range map[int]int{100: 15, 999: 149, 4999: 749, 15902: 750} {
		s := Series{Values: make([]float64, rows)}
		if got := s.probation(); got != want {
			t.Errorf("%d rows: %d, want %d", rows, got, want)
		}
	}
}
