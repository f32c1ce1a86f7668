package detect

import (
	"maps"
	"slices"
)

// Distinct counts customers, not messages: the same pseudonym counts once within a window. Its memory is what was
// counted within the last window.
type Distinct struct {
	counted map[string]int64 // when each pseudonym was last counted
	order   []sighting       // the same, oldest first
	head    int              // of order: what lies before it is gone
}

type sighting struct {
	t   int64
	who string
}

// Count tells whether an event of this customer at t counts. Times must not fall. Nobody ("") always counts.
func (d *Distinct) Count(t, window int64, who string) bool {
	d.prune(t - window)
	if who == "" {
		return true
	}
	if _, seen := d.counted[who]; seen {
		return false
	}
	if d.counted == nil {
		d.counted = map[string]int64{}
	}
	d.counted[who] = t
	d.order = append(d.order, sighting{t, who})
	return true
}

// prune forgets what was counted at or before edge.
func (d *Distinct) prune(edge int64) {
	for d.head < len(d.order) && d.order[d.head].t <= edge {
		delete(d.counted, d.order[d.head].who)
		d.order[d.head].who = ""
		d.head++
	}
	if d.head > 32 && d.head*2 > len(d.order) {
		d.order = append(d.order[:0], d.order[d.head:]...)
		d.head = 0
	}
}

// AppendBinary writes the memory, sorted by pseudonym.
func (d *Distinct) AppendBinary(b []byte) []byte {
	w := Writer{b}
	w.Int(int64(len(d.counted)))
	for _, who := range slices.Sorted(maps.Keys(d.counted)) {
		w.String(who)
		w.Int(d.counted[who])
	}
	return w.Bytes
}

// Read restores what AppendBinary wrote.
func (d *Distinct) Read(r *Reader) {
	*d = Distinct{}
	for range r.Len() {
		who, t := r.String(), r.Int()
		if d.counted == nil {
			d.counted = map[string]int64{}
		}
		d.counted[who] = t
		d.order = append(d.order, sighting{t, who})
	}
	slices.SortStableFunc(d.order, func(a, b sighting) int { return int(min(max(a.t-b.t, -1), 1)) })
}
