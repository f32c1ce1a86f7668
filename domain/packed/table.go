package packed

import (
	"cmp"
	"iter"
	"slices"
)

// key is what a table is keyed by.
type key interface {
	comparable
	hash() uint64
}

// table is a hash table that grows by one bucket at a time (linear hashing): nothing is ever copied as a whole, so neither
// the time nor the room of one step depends on how many there are. Buckets are plain arrays without pointers, as full as
// they can be; the price is that a few dozen keys are looked through.
type table[K key, V any] struct {
	buckets [][]entry[K, V]
	n       int
	low     int // buckets from 0 to here are split, out of half; see place
	half    int // a power of two
	per     int // how many keys a bucket has on average; 0: see perBucket
}

// entry has its key last: behind it a value of no size would take room.
type entry[K key, V any] struct {
	value V
	key   K
}

// perBucket is how many keys a bucket has on average, unless a table has its own number.
const perBucket = 32

// place gives the bucket of a hash: by as many bits as number the buckets, or one fewer where that one is not split yet.
func (t *table[K, V]) place(hash uint64) int {
	if at := int(hash & uint64(t.half-1)); at >= t.low {
		return at
	}
	return int(hash & uint64(2*t.half-1))
}

// find gives the value of a key in its place, nil if there is none.
func (t *table[K, V]) find(k K) *V {
	if t.n == 0 {
		return nil
	}
	b := t.buckets[t.place(k.hash())]
	for i := range b {
		if b[i].key == k {
			return &b[i].value
		}
	}
	return nil
}

// put makes v the value of a key; it gives the one before.
func (t *table[K, V]) put(k K, v V) (was V, had bool) {
	if p := t.find(k); p != nil {
		was, *p = *p, v
		return was, true
	}
	if t.half == 0 {
		t.buckets, t.half = make([][]entry[K, V], 1), 1
	}
	if t.n >= cmp.Or(t.per, perBucket)*len(t.buckets) {
		t.split()
	}
	b := &t.buckets[t.place(k.hash())]
	*b = append(room(*b), entry[K, V]{v, k})
	t.n++
	return was, false
}

// split halves the next bucket in turn.
func (t *table[K, V]) split() {
	old := t.buckets[t.low]
	at := t.low
	t.buckets = append(t.buckets, nil)
	if t.low++; t.low == t.half {
		t.low, t.half = 0, 2*t.half
	}
	leaves := 0
	for _, e := range old {
		if t.place(e.key.hash()) != at {
			leaves++
		}
	}
	stay, leave := sized[entry[K, V]](len(old)-leaves), sized[entry[K, V]](leaves)
	for _, e := range old {
		if t.place(e.key.hash()) == at {
			stay = append(stay, e)
		} else {
			leave = append(leave, e)
		}
	}
	t.buckets[at], t.buckets[len(t.buckets)-1] = stay, leave
}

// room gives a bucket room for one more, and little beyond that.
func room[E any](b []E) []E {
	if len(b) < cap(b) {
		return b
	}
	return append(sized[E](len(b)), b...)
}

// sized is an empty bucket for so many and a few more, as far as what is allocated for them reaches.
func sized[E any](n int) []E { return slices.Grow([]E(nil), n+n/8+2) }

// drop forgets a key.
func (t *table[K, V]) drop(k K) bool {
	if t.n == 0 {
		return false
	}
	b := &t.buckets[t.place(k.hash())]
	for i := range *b {
		if (*b)[i].key == k {
			t.cut(b, i)
			return true
		}
	}
	return false
}

// cut takes entry i out of a bucket, and gives back its room when half of it is empty.
func (t *table[K, V]) cut(b *[]entry[K, V], i int) {
	last := len(*b) - 1
	(*b)[i] = (*b)[last]
	*b = (*b)[:last]
	if t.n--; t.n == 0 {
		*t = table[K, V]{per: t.per}
		return
	}
	if last == 0 {
		*b = nil
	} else if cap(*b) > 2*last+4 {
		*b = append(make([]entry[K, V], 0, last), *b...)
	}
}

// all yields every key, in no order that means anything.
func (t *table[K, V]) all() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, b := range t.buckets {
			for _, e := range b {
				if !yield(e.key, e.value) {
					return
				}
			}
		}
	}
}

// dropFunc forgets every key of whose value drop says so.
func (t *table[K, V]) dropFunc(drop func(V) bool) {
	for at := range t.buckets {
		b := &t.buckets[at]
		for i := len(*b) - 1; i >= 0; i-- {
			if drop((*b)[i].value) {
				t.cut(b, i)
			}
			if t.n == 0 {
				return
			}
		}
	}
}
