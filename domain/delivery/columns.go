package delivery

import (
	"math"
	"time"
)

// Items are stored by columns: one key for each key of an item, with a list of as many values as there are items. A value
// that all items share stands once, without a list; the zero value of all items is left out. Texts of which there are few
// stand once each, as {"of": texts, "at": the place in that list for each item}.

// count is the number of items, where no list of indexes says it.
func count[T any](c *codec, items *[]T) {
	n := len(*items)
	if n > MaxItems {
		c.err = errTooMany
	}
	c.number("count", &n)
	switch {
	case !c.reading || c.err != nil || n == 0:
	case n < 0 || n > MaxItems:
		c.err = errTooMany
	default:
		*items = make([]T, n)
	}
}

// indexColumn is the column of I, which says how many items there are. Each is in the batch, and stands once.
func indexColumn[T any](c *codec, items *[]T, at func(*T) *int) {
	switch {
	case c.err != nil:
	case c.reading:
		if c.needs("i") {
			readIndexes(c, items, at)
			c.next()
		}
	default:
		var seen marks
		c.name("i")
		c.out = append(c.out, '[')
		for k := range *items {
			if k > 0 {
				c.out = append(c.out, ',')
			}
			i := *at(&(*items)[k])
			seen.mark(c, i)
			c.out, _ = putInt(c.out, i) // an integer can always be written
		}
		c.out = append(c.out, ']')
	}
}

func readIndexes[T any](c *codec, items *[]T, at func(*T) *int) {
	if c.expect('['); c.meets(']') {
		return
	}
	var seen marks
	var found [MaxItems]uint16
	n := 0
	for more := true; more; more = c.meets(',') {
		i := c.integer("i")
		if seen.mark(c, i); c.err != nil {
			return
		}
		found[n] = uint16(i)
		n++
	}
	c.expect(']')
	*items = make([]T, n)
	for k := range *items {
		*at(&(*items)[k]) = int(found[k])
	}
}

// marks are the indexes that have been seen.
type marks [(MaxItems + 63) / 64]uint64

func (m *marks) mark(c *codec, i int) {
	if i < 0 || i >= MaxItems || m[i/64]&(1<<(i%64)) != 0 {
		c.fail("index %d is beyond a batch, or stands twice", i)
		return
	}
	m[i/64] |= 1 << (i % 64)
}

// column is one key of all items.
func column[T, V any](c *codec, key string, items []T, at func(*T) *V,
	same func(a, b V) bool, put func([]byte, V) ([]byte, error), parse func(string) (V, error),
) {
	switch {
	case c.err != nil || len(items) == 0: // a column of no items is a key too many
	case c.reading:
		if c.takes(key) {
			readColumn(c, key, items, at, parse)
			c.next()
		}
	default:
		writeColumn(c, key, items, at, same, put)
	}
}

func readColumn[T, V any](c *codec, key string, items []T, at func(*T) *V, parse func(string) (V, error)) {
	if !c.meets('[') {
		v, err := parse(c.token())
		c.note(key, err)
		for k := range items {
			*at(&items[k]) = v
		}
		return
	}
	for k := range items {
		if k > 0 {
			c.expect(',')
		}
		v, err := parse(c.token())
		if err != nil {
			c.note(key, err)
			return
		}
		*at(&items[k]) = v
	}
	c.expect(']')
}

func writeColumn[T, V any](c *codec, key string, items []T, at func(*T) *V, same func(a, b V) bool, put func([]byte, V) ([]byte, error)) {
	var zero V
	first := *at(&items[0])
	if shared(items, at, same) {
		if !same(first, zero) {
			field(c, key, &first, put, nil)
		}
		return
	}
	c.name(key)
	separator := byte('[')
	for k := range items {
		var err error
		c.out, err = put(append(c.out, separator), *at(&items[k]))
		c.note(key, err)
		separator = ','
	}
	c.out = append(c.out, ']')
}

// shared tells that all items have the value of the first.
func shared[T, V any](items []T, at func(*T) *V, same func(a, b V) bool) bool {
	first := *at(&items[0])
	for k := range items {
		if !same(*at(&items[k]), first) {
			return false
		}
	}
	return true
}

func equal[V comparable](a, b V) bool { return a == b }

func integers[T any](c *codec, key string, items []T, at func(*T) *int) {
	column(c, key, items, at, equal, putInt, parseInt)
}

func bools[T any](c *codec, key string, items []T, at func(*T) *bool) {
	column(c, key, items, at, equal, putBool, parseBool)
}

// floats differ by their bits: minus zero comes back as it was.
func floats[T any](c *codec, key string, items []T, at func(*T) *float64) {
	column(c, key, items, at, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }, putFloat, parseFloat)
}

// times differ by their instant and by the offset that they are told in.
func times[T any](c *codec, key string, items []T, at func(*T) *time.Time) {
	column(c, key, items, at, sameTime, putTime, parseTime)
}

func sameTime(a, b time.Time) bool { return a.Equal(b) && offsetOf(a) == offsetOf(b) }

func offsetOf(t time.Time) int {
	_, offset := t.Zone()
	return offset
}
