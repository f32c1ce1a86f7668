package audience

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// sortKey is what decides the order of two people nearly always, beside each other in memory.
type sortKey struct {
	name  uint64 // the first characters
	rank  uint32 // goes before the name
	place uint32
}

// byDeparture sorts people: who leaves first, then by the names of parties, then as they were listed.
func (c *crowd) byDeparture(people places) {
	ranks := c.times.ranks()
	c.sort(people, func(p *packed) uint32 { return ranks[p.departs] }, c.appendParty)
}

// bySubject sorts people by their subjects.
func (c *crowd) bySubject(people places) {
	c.sort(people, func(*packed) uint32 { return 0 }, c.appendSubject)
}

// sort sorts people by a rank, then by a name, then by place.
func (c *crowd) sort(people places, rank func(*packed) uint32, name func([]byte, *packed) []byte) {
	keys := make([]sortKey, len(people))
	var room, other [64]byte // longer names are moved to the heap
	for n, place := range people {
		p := c.at(place)
		text := append(name(room[:0], p), make([]byte, 8)...) // a name that ends goes before one that goes on
		keys[n] = sortKey{name: binary.BigEndian.Uint64(text), rank: rank(p), place: place}
	}
	slices.SortFunc(keys, func(x, y sortKey) int {
		switch {
		case x.rank != y.rank:
			return cmp.Compare(x.rank, y.rank)
		case x.name != y.name:
			return cmp.Compare(x.name, y.name)
		}
		return cmp.Or(
			bytes.Compare(name(room[:0], c.at(x.place)), name(other[:0], c.at(y.place))),
			cmp.Compare(x.place, y.place),
		)
	})
	for n, key := range keys {
		people[n] = key.place
	}
}

func (c *crowd) appendSubject(b []byte, p *packed) []byte {
	if p.odd {
		return append(b, c.odd[p.id.odd()]...)
	}
	return p.id.appendTo(b)
}

func (c *crowd) appendParty(b []byte, p *packed) []byte {
	if p.party == 0 {
		return c.appendSubject(b, p)
	}
	return append(b, c.parties[p.party-1].name...)
}
