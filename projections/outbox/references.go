package outbox

import (
	"encoding/binary"
	"slices"
)

// references finds notices by the provider's key, in eight bytes each and some room. It is an open table of (hash,
// number of the notice), in which a key lies at its hash's share of the table or in the next free place. The hash alone
// says nothing: whoever looks compares the whole key with that of the notice.
type references struct {
	slots []uint64 // hash<<32 | number; 0 is free, for numbers begin at 1
	used  int
}

// hashOf cuts the hash from a key; false for a text that is none.
func hashOf(key string) (uint32, bool) {
	id, _, ok := parseID(key)
	return binary.BigEndian.Uint32(id[:4]), ok
}

func (t *references) home(hash uint32) int { return int(uint64(hash) * uint64(len(t.slots)) >> 32) }

func (t *references) next(at int) int {
	if at++; at == len(t.slots) {
		return 0
	}
	return at
}

// find gives the number under a hash that the caller recognises, and where it lies: a free place if there is none.
func (t *references) find(hash uint32, mine func(number uint32) bool) (number uint32, at int) {
	if len(t.slots) == 0 {
		return 0, 0
	}
	for at = t.home(hash); t.slots[at] != 0; at = t.next(at) {
		if uint32(t.slots[at]>>32) == hash && mine(uint32(t.slots[at])) {
			return uint32(t.slots[at]), at
		}
	}
	return 0, at
}

// put notes a number under a hash, in place of the one there that the caller recognises.
func (t *references) put(hash, number uint32, mine func(number uint32) bool) {
	if t.used >= len(t.slots)*85/100 {
		t.grow()
	}
	_, at := t.find(hash, mine)
	if t.slots[at] == 0 {
		t.used++
	}
	t.slots[at] = uint64(hash)<<32 | uint64(number)
}

// grow makes the table two fifths larger: it is then half again as full as it may be.
func (t *references) grow() {
	old := t.slots
	t.slots = make([]uint64, max(64, len(old)*7/5))
	for _, slot := range old {
		if slot != 0 {
			_, at := t.find(uint32(slot>>32), func(uint32) bool { return false })
			t.slots[at] = slot
		}
	}
}

// remove forgets a number under a hash. Those behind it move up, so that no free place comes before one that is looked
// for.
func (t *references) remove(hash, number uint32) {
	found, gap := t.find(hash, func(n uint32) bool { return n == number })
	if found == 0 {
		return
	}
	t.used--
	for at := t.next(gap); t.slots[at] != 0; at = t.next(at) {
		home := t.home(uint32(t.slots[at] >> 32))
		if stays := gap < at && gap < home && home <= at || gap > at && (gap < home || home <= at); !stays {
			t.slots[gap], gap = t.slots[at], at
		}
	}
	t.slots[gap] = 0
}

// numbered finds the batch that has a number: each has as many in a row as it has notices.
func (o *Outbox) numbered(number uint32) (*Batch, int) {
	n, exact := slices.BinarySearch(o.firsts, number)
	if !exact {
		n--
	}
	return o.known[n], int(number - o.firsts[n])
}

// isKey tells whether a key is that of a notice, on any channel where it was tried.
func (o *Outbox) isKey(number uint32, key string) bool {
	b, i := o.numbered(number)
	for _, channel := range b.tried(i) {
		if b.key(i, channel) == key {
			return true
		}
	}
	return false
}

// number gives a batch its numbers. They are never given twice; when they run out, all batches are numbered anew.
func (o *Outbox) number(b *Batch) {
	if uint64(o.last)+uint64(b.Len()) > uint64(o.limit) {
		known := o.known
		o.known, o.firsts, o.last, o.references = nil, nil, 0, references{}
		for _, other := range known {
			o.number(other)
			o.referAll(other)
		}
	}
	b.first = o.last + 1
	o.last += uint32(b.Len())
	o.known, o.firsts = append(o.known, b), append(o.firsts, b.first)
}
