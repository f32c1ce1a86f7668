package audience

import (
	"cmp"
	"math"

	"tocsin/domain/incident"
)

// perBlock is how many people one block of a crowd holds: a crowd grows by blocks, and is never copied.
const perBlock = 1 << 12

// crowd is the people of one incident, packed: there may be millions. A person is known by his place, which counts from
// 0 in the order of listing.
type crowd struct {
	blocks  [][]packed
	n       int
	index   index             // of subjects of 32 digits
	odd     []string          // the other subjects
	oddAt   map[string]uint32 // their places
	kinds   []kind            // of people
	kindAt  map[kind]uint32
	ways    ways    // journeys
	times   moments // departures
	parties []party // of more than one, or named otherwise than their only member
	partyAt map[string]uint32
}

// packed is one of a crowd; the numbers lead to tables of the crowd.
type packed struct {
	id       pseudonym // his subject; of an odd one, its number
	kind     uint32    // of person
	party    uint32    // from 1; 0: alone, under his own subject
	next     uint32    // one more than the place of the next member of his party, 0 for the last
	way      uint32    // his journeys
	departs  uint32
	assigned uint16 // as in Told
	informed uint16
	loose    uint16
	state    State
	odd      bool // his subject is something else
}

// kind of a person, of which there are few.
type kind struct {
	Lang     string
	Priority int
}

func newCrowd() crowd {
	return crowd{
		oddAt: map[string]uint32{}, kindAt: map[kind]uint32{}, ways: newWays(), times: newMoments(), partyAt: map[string]uint32{},
	}
}

func (c *crowd) at(place uint32) *packed { return &c.blocks[place/perBlock][place%perBlock] }

// find gives the place of a subject.
func (c *crowd) find(subject string) (place uint32, known bool) {
	id, ok := parsePseudonym(subject)
	if !ok {
		place, known = c.oddAt[subject]
		return place, known
	}
	return c.index.find(c, id)
}

// list takes in a person who is not known yet.
func (c *crowd) list(p incident.Person) {
	place := uint32(c.n)
	fresh := packed{kind: c.kindOf(kind{p.Lang, p.Priority}), way: c.ways.after(0, p.Journeys), departs: c.times.number(p.DepartsAt)}
	id, ok := parsePseudonym(p.Subject)
	if fresh.id, fresh.odd = id, !ok; fresh.odd {
		fresh.id = oddID(len(c.odd))
		c.odd = append(c.odd, p.Subject)
	}
	c.add(fresh)
	if ok {
		c.index.add(c, place)
	} else {
		c.oddAt[p.Subject] = place
	}
	c.join(place, cmp.Or(p.Party, p.Subject), p.Subject)
}

// add puts a person behind the last.
func (c *crowd) add(p packed) {
	if c.n%perBlock == 0 {
		size := perBlock
		if c.n == 0 {
			size = 1 // most crowds are small
		}
		c.blocks = append(c.blocks, make([]packed, 0, size))
	}
	last := len(c.blocks) - 1
	c.blocks[last] = append(c.blocks[last], p)
	c.n++
}

func (c *crowd) kindOf(k kind) uint32 {
	n, known := c.kindAt[k]
	if !known {
		n = uint32(len(c.kinds))
		c.kinds, c.kindAt[k] = append(c.kinds, k), n
	}
	return n
}

// subject gives the pseudonym of a person.
func (c *crowd) subject(p *packed) string {
	var text [pseudonymDigits]byte
	if !p.odd {
		return string(p.id.appendTo(text[:0]))
	}
	return c.odd[p.id.odd()]
}

// told gives all that is known of the person at a place.
func (c *crowd) told(place uint32) Told {
	p := c.at(place)
	k, subject := c.kinds[p.kind], c.subject(p)
	return Told{
		Person: incident.Person{
			Subject: subject, Lang: k.Lang, Priority: k.Priority, Party: c.partyOf(p, subject),
			Journeys: c.ways.list(p.way), DepartsAt: c.times.at(p.departs),
		},
		Assigned: int(p.assigned), Informed: int(p.informed), Loose: int(p.loose), State: p.state,
	}
}

// numbered fits the number of a version: one counts them from 1, one by one.
func numbered(version int) uint16 { return uint16(max(0, min(version, math.MaxUint16))) }
