package audience

// index finds the places of subjects of 32 digits: a table of places, each as near behind where its hash points as
// there was room, at most seven eighths full.
type index struct {
	slots []uint32 // one more than a place; 0 is free
	used  int
	shift uint // of a hash, for its upper bits to point into the table
}

const smallestIndex = 3 // bits

func (x *index) find(c *crowd, id pseudonym) (place uint32, known bool) {
	if len(x.slots) == 0 {
		return 0, false
	}
	for at := id.hash() >> x.shift; ; at++ {
		slot := x.slots[at&uint64(len(x.slots)-1)]
		if slot == 0 {
			return 0, false
		}
		if p := c.at(slot - 1); p.id == id && !p.odd {
			return slot - 1, true
		}
	}
}

// add takes in the person at a place, who must not be in it.
func (x *index) add(c *crowd, place uint32) {
	if len(x.slots) == 0 {
		x.resize(c, smallestIndex)
	}
	if (x.used+1)*8 > len(x.slots)*7 {
		x.resize(c, 64-x.shift+1)
	}
	x.put(c, place+1)
	x.used++
}

func (x *index) resize(c *crowd, bits uint) {
	old := x.slots
	x.slots, x.shift = make([]uint32, 1<<bits), 64-bits
	for _, slot := range old {
		if slot != 0 {
			x.put(c, slot)
		}
	}
}

func (x *index) put(c *crowd, slot uint32) {
	at := c.at(slot-1).id.hash() >> x.shift
	for x.slots[at&uint64(len(x.slots)-1)] != 0 {
		at++
	}
	x.slots[at&uint64(len(x.slots)-1)] = slot
}
