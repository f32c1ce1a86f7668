package audience

import (
	"encoding/binary"
	"time"
)

// frozenCrowd is the tables of a crowd; what follows from them and from the people is not saved.
type frozenCrowd struct {
	N       int         `json:"n"`
	Odd     []string    `json:"odd,omitempty"`
	Kinds   []kind      `json:"kinds,omitempty"`
	Names   []string    `json:"names,omitempty"` // of journeys
	Ways    []way       `json:"ways,omitempty"`
	Times   []time.Time `json:"times,omitempty"`
	Parties []string    `json:"parties,omitempty"`
}

// packedPerson is what a person takes at most, and nearly so: his id, what of him is odd, and eight small numbers.
const packedPerson = 32

func (c *crowd) frozen() frozenCrowd {
	f := frozenCrowd{N: c.n, Odd: c.odd, Kinds: c.kinds, Names: c.ways.names, Ways: c.ways.steps[1:], Times: c.times.all[1:]}
	for _, p := range c.parties {
		f.Parties = append(f.Parties, p.name)
	}
	return f
}

// pack appends the people.
func (c *crowd) pack(b []byte) []byte {
	for _, block := range c.blocks {
		for at := range block {
			p := &block[at]
			b = append(b, p.id[:]...)
			odd := uint64(0)
			if p.odd {
				odd = 1
			}
			for _, n := range [...]uint64{
				uint64(p.state)<<1 | odd, uint64(p.kind), uint64(p.party), uint64(p.way), uint64(p.departs), uint64(p.assigned),
				uint64(p.informed), uint64(p.loose),
			} {
				b = binary.AppendUvarint(b, n)
			}
		}
	}
	return b
}

// thaw restores a crowd, its people from the head of the bytes; the rest of them is given back.
func (f frozenCrowd) thaw(b []byte) (c crowd, rest []byte, ok bool) {
	c = newCrowd()
	c.odd = f.Odd
	for _, k := range f.Kinds {
		c.kindOf(k)
	}
	c.ways.restore(f.Names, f.Ways)
	for _, t := range f.Times {
		c.times.number(t)
	}
	for _, name := range f.Parties {
		c.parties = append(c.parties, party{name: name, first: nowhere})
		c.partyAt[name] = uint32(len(c.parties))
	}
	for range f.N {
		var p packed
		if b, ok = p.unpack(b); !ok || !c.fits(&p) {
			return c, nil, false
		}
		c.restore(p)
	}
	return c, b, true
}

// unpack reads a person.
func (p *packed) unpack(b []byte) (rest []byte, ok bool) {
	if len(b) < len(p.id) {
		return nil, false
	}
	b = b[copy(p.id[:], b):]
	var numbers [8]uint64
	for k := range numbers {
		n, length := binary.Uvarint(b)
		if length <= 0 {
			return nil, false
		}
		numbers[k], b = n, b[length:]
	}
	p.odd, p.state = numbers[0]&1 == 1, State(numbers[0]>>1)
	p.kind, p.party, p.way, p.departs = uint32(numbers[1]), uint32(numbers[2]), uint32(numbers[3]), uint32(numbers[4])
	p.assigned, p.informed, p.loose = uint16(numbers[5]), uint16(numbers[6]), uint16(numbers[7])
	return b, true
}

// fits tells whether the numbers of a person lead into the tables.
func (c *crowd) fits(p *packed) bool {
	return int(p.kind) < len(c.kinds) && int(p.party) <= len(c.parties) && int(p.way) < len(c.ways.steps) &&
		int(p.departs) < len(c.times.all) && int(p.state) < len(stateNames) && (!p.odd || p.id.odd() >= 0 && p.id.odd() < len(c.odd))
}

// restore puts a person behind the last, into the index, and behind the last of his party.
func (c *crowd) restore(p packed) {
	place := uint32(c.n)
	c.add(p)
	if p.odd {
		c.oddAt[c.odd[p.id.odd()]] = place
	} else {
		c.index.add(c, place)
	}
	if p.party == 0 {
		return
	}
	of := &c.parties[p.party-1]
	if of.first == nowhere {
		of.first = place
	} else {
		c.at(of.last).next = place + 1
	}
	of.last = place
}

// restore fills the tables again.
func (w *ways) restore(names []string, steps []way) {
	for n, name := range names {
		w.names, w.nameAt[name] = append(w.names, name), uint32(n)
	}
	for _, s := range steps {
		w.stepAt[[2]uint32{s.Before, s.Journey}] = uint32(len(w.steps))
		w.steps = append(w.steps, s)
	}
}
