package volume

import (
	"slices"
	"testing"
)

func TestSamplesAreTheLastOnes(t *testing.T) {
	var s samples
	next := int64(0)
	for _, step := range []struct {
		most, add int
		want      []int64
	}{
		{3, 2, []int64{1, 2}}, {3, 2, []int64{2, 3, 4}}, {3, 1, []int64{3, 4, 5}}, // a ring that turns
		{5, 1, []int64{3, 4, 5, 6}}, {5, 3, []int64{5, 6, 7, 8, 9}}, // grows when it may
		{2, 1, []int64{9, 10}}, {0, 1, nil}, {1, 2, []int64{13}}, // and shrinks when it must
	} {
		for range step.add {
			next++
			s.add(sample{at: next}, step.most)
		}
		var forward, back []int64
		for _, x := range s.newest(len(s.ring)) {
			forward = append(forward, x.at)
		}
		for x := range s.backward() {
			back = append(back, x.at)
		}
		slices.Reverse(back)
		if !slices.Equal(forward, step.want) || !slices.Equal(back, step.want) {
			t.Errorf("after %d of at most %d: %v, backward %v, want %v", next, step.most, forward, back, step.want)
		}
	}
}
