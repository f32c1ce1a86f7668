package volume

import "testing"

func TestUnlikeNamesTheFiguresThatDiffer(t *testing.T) {
	for _, c := range []struct{ name, recorded, computed, want string }{
		{"one figure", `{"level":1,"observed":13}`, `{"level":1,"observed":12}`, "observed: recorded 13, recomputed 12"},
		{"two, in order", `{"b":1,"a":"x"}`, `{"a":"y","b":2}`, `a: recorded "x", recomputed "y"; b: recorded 1, recomputed 2`},
		{"a figure too many", `{"a":1,"b":2}`, `{"a":1}`, "b: recorded 2, recomputed nothing"},
		{"a figure too few", `{"a":1}`, `{"a":1,"b":2}`, "b: recorded nothing, recomputed 2"},
		{"no objects", `1`, `{"a":1}`, `recorded 1, recomputed {"a":1}`},
	} {
		if got := unlike(c.recorded, c.computed); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
