package delivery

import (
	"errors"
	"math"
	"slices"
	"time"
)

func timeOfExpiry(it *Item) *time.Time { return &it.Expires }

// unit is what instants are told in that follow another.
type unit struct {
	key   string
	lasts time.Duration
}

var unitNames = [...]unit{
	{"plus_s", time.Second}, {"plus_ms", time.Millisecond}, {"plus_us", time.Microsecond}, {"plus_ns", time.Nanosecond},
}

var errTime = errors.New("beyond all times")

// receiptColumns stores instants as the first of them, and by how much each is later, in the largest unit that divides all.
// Where they are told in different offsets from UTC, or lie centuries apart, each is spelt out.
func receiptColumns(c *codec, items *[]ReceiptItem) {
	at := func(it *ReceiptItem) *time.Time { return &it.At }
	indexColumn(c, items, func(it *ReceiptItem) *int { return &it.I })
	switch {
	case c.err != nil || len(*items) == 0:
	case c.reading:
		times(c, "at", *items, at)
		for _, u := range unitNames {
			if c.takes(u.key) {
				addLater(c, u, *items)
				return
			}
		}
	default:
		first, u, ok := firstOf(*items)
		if !ok || shared(*items, at, sameTime) {
			times(c, "at", *items, at)
			return
		}
		c.instant("at", &first)
		writeLater(c, u, first, *items)
	}
}

// firstOf is the earliest instant, and the largest unit that divides how much later the others are.
func firstOf(items []ReceiptItem) (first time.Time, largest unit, ok bool) {
	first = items[0].At
	for k := range items {
		if items[k].At.Before(first) {
			first = items[k].At
		}
	}
	first = first.Round(0) // by the wall: a monotonic reading is not stored
	n := 0
	for k := range items {
		later := items[k].At.Sub(first)
		if offsetOf(items[k].At) != offsetOf(first) || later == math.MaxInt64 {
			return first, largest, false
		}
		for later%unitNames[n].lasts != 0 {
			n++
		}
	}
	return first, unitNames[n], true
}

func writeLater(c *codec, u unit, first time.Time, items []ReceiptItem) {
	c.name(u.key)
	separator := byte('[')
	for k := range items {
		c.out, _ = putInt(append(c.out, separator), int(items[k].At.Sub(first)/u.lasts)) // an integer can always be written
		separator = ','
	}
	c.out = append(c.out, ']')
}

func addLater(c *codec, u unit, items []ReceiptItem) {
	c.expect('[')
	for k := range items {
		if k > 0 {
			c.expect(',')
		}
		later := c.integer(u.key)
		if later < 0 || later > int(math.MaxInt64/u.lasts) {
			c.err = errTime
		}
		if c.err != nil {
			return
		}
		items[k].At = items[k].At.Add(time.Duration(later) * u.lasts)
	}
	c.expect(']')
	if slices.ContainsFunc(items, func(it ReceiptItem) bool { return it.At.Year() > 9999 }) {
		c.err = errTime // could not be written again
	}
	c.next()
}
