package delivery

import "strings"

// distinct is a column of texts that differ for each item: ids and references. They stay parts of what was read.
func distinct[T any](c *codec, key string, items []T, at func(*T) *string) {
	switch {
	case c.err != nil || len(items) == 0:
	case !c.reading:
		writeColumn(c, key, items, at, equal, putText)
	case c.takes(key):
		readTexts(c, key, items, at)
		c.next()
	}
}

// repeated is a column of texts of which there are few: each stands once, if that is shorter. Read, equal ones are one, and keep
// nothing else in memory.
func repeated[T any](c *codec, key string, items []T, at func(*T) *string) {
	switch {
	case c.err != nil || len(items) == 0:
	case c.reading:
		if c.takes(key) {
			readTable(c, key, items, at)
			c.next()
		}
	case shared(items, at, equal):
		writeColumn(c, key, items, at, equal, putText)
	default:
		writeTexts(c, key, items, at)
	}
}

func writeTexts[T any](c *codec, key string, items []T, at func(*T) *string) {
	var places [MaxItems]uint16
	var few [16]string
	t := table{of: few[:0]}
	whole := 0
	for k := range items {
		s := *at(&items[k])
		whole += len(s) + len(`"",`)
		places[k] = uint16(t.place(s))
	}
	if t.size(places[:len(items)]) >= whole {
		writeColumn(c, key, items, at, equal, putText)
		return
	}
	c.name(key)
	c.out = append(c.out, `{"of":`...)
	c.putList(t.of)
	c.out = append(c.out, `,"at":`...)
	separator := byte('[')
	for _, place := range places[:len(items)] {
		c.out, _ = putInt(append(c.out, separator), int(place)) // an integer can always be written
		separator = ','
	}
	c.out = append(c.out, ']', '}')
}

// readTexts reads one text for all items, or one for each.
func readTexts[T any](c *codec, key string, items []T, at func(*T) *string) {
	if !c.meets('[') {
		s, err := c.quoted()
		c.note(key, err)
		s = strings.Clone(s)
		for k := range items {
			*at(&items[k]) = s
		}
		return
	}
	for k := range items {
		if k > 0 {
			c.expect(',')
		}
		s, err := c.quoted()
		if err != nil {
			c.note(key, err)
			return
		}
		*at(&items[k]) = s
	}
	c.expect(']')
}

// readTable reads any form of a column.
func readTable[T any](c *codec, key string, items []T, at func(*T) *string) {
	if !c.meets('{') {
		readTexts(c, key, items, at)
		return
	}
	if c.expectKey(); c.key != "of" {
		c.fail("%s: want a list of texts under \"of\"", key)
	}
	of := c.list()
	c.expect(',')
	if c.expectKey(); c.key != "at" {
		c.fail("%s: want a list of places under \"at\"", key)
	}
	c.expect('[')
	for k := range items {
		if k > 0 {
			c.expect(',')
		}
		place := c.integer(key)
		if place < 0 || place >= len(of) {
			c.fail("%s: there is no text at place %d", key, place)
		}
		if c.err != nil {
			return
		}
		*at(&items[k]) = of[place]
	}
	c.expect(']')
	c.expect('}')
}

// table numbers different texts in the order in which they come.
type table struct {
	of     []string
	last   int // place of the last one asked: neighbours are often alike
	places map[string]int
}

// linear is up to how many texts a walk is quicker than a map.
const linear = 16

func (t *table) place(s string) int {
	if len(t.of) > 0 && t.of[t.last] == s {
		return t.last
	}
	if t.places == nil {
		for n, known := range t.of {
			if known == s {
				t.last = n
				return n
			}
		}
	} else if n, ok := t.places[s]; ok {
		t.last = n
		return n
	}
	t.last = len(t.of)
	t.of = append(t.of, s)
	switch {
	case t.places != nil:
		t.places[s] = t.last
	case len(t.of) > linear:
		t.places = make(map[string]int, MaxItems)
		for n, known := range t.of {
			t.places[known] = n
		}
	}
	return t.last
}

// size is about how many bytes the table takes.
func (t *table) size(places []uint16) int {
	size := len(`{"of":[],"at":[]}`)
	for _, s := range t.of {
		size += len(s) + len(`"",`)
	}
	for _, place := range places {
		switch {
		case place < 10:
			size += 2
		case place < 100:
			size += 3
		default:
			size += 4
		}
	}
	return size
}
