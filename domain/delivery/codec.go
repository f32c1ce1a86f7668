package delivery

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// codec writes or reads the stored form of an event: a JSON object whose keys stand in a fixed order. An event names its
// keys once, for both directions. After the first error nothing more happens.
type codec struct {
	out     []byte // what was written
	in      string // what is read
	at      int    // place in it
	reading bool
	begun   bool   // the object is open
	closed  bool   // reading: there is no further key
	key     string // reading: the key whose value comes next
	err     error
}

func newWriter(b []byte, size int) codec { return codec{out: slices.Grow(b, size)} }

// newReader copies what is to be read: long texts become parts of the copy.
func newReader(data []byte) codec {
	c := codec{in: string(data), reading: true}
	c.next()
	return c
}

// written ends the object.
func (c *codec) written() ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	if !c.begun {
		c.out = append(c.out, '{')
	}
	return append(c.out, '}'), nil
}

// read checks that nothing is left over.
func (c *codec) read() error {
	if c.err == nil && !c.closed {
		c.fail("key %q has no place here", c.key)
	}
	if c.comes(); c.at < len(c.in) {
		c.fail("something stands behind the object")
	}
	return c.err
}

func (c *codec) fail(format string, args ...any) {
	switch {
	case c.err != nil:
	case c.reading:
		c.err = fmt.Errorf("byte %d: "+format, append([]any{c.at}, args...)...)
	default:
		c.err = fmt.Errorf(format, args...)
	}
}

// note keeps the error of a value.
func (c *codec) note(name string, err error) {
	if err != nil {
		c.fail("%s: %w", name, err)
	}
}

// name writes a key.
func (c *codec) name(key string) {
	if c.begun {
		c.out = append(c.out, ',', '"')
	} else {
		c.out = append(c.out, '{', '"')
		c.begun = true
	}
	c.out = append(append(c.out, key...), '"', ':')
}

// next reads up to the next value, or to the end of the object.
func (c *codec) next() {
	switch {
	case c.err != nil:
		return
	case !c.begun:
		c.begun = true
		if c.expect('{'); c.meets('}') {
			c.closed = true
			return
		}
	case c.meets('}'):
		c.closed = true
		return
	default:
		c.expect(',')
	}
	c.expectKey()
}

// expectKey reads a key and its colon.
func (c *codec) expectKey() {
	key, err := c.quoted()
	c.note("a key", err)
	c.key = key
	c.expect(':')
}

// takes tells that the value of this key comes next.
func (c *codec) takes(key string) bool { return c.err == nil && !c.closed && c.key == key }

// needs is takes for a key that must be there.
func (c *codec) needs(key string) bool {
	if !c.takes(key) {
		c.fail("key %q is missing here", key)
	}
	return c.err == nil
}

// field is one value that must be there.
func field[V any](c *codec, key string, v *V, put func([]byte, V) ([]byte, error), parse func(string) (V, error)) {
	switch {
	case c.err != nil:
	case !c.reading:
		c.name(key)
		var err error
		c.out, err = put(c.out, *v)
		c.note(key, err)
	case c.needs(key):
		var err error
		*v, err = parse(c.token())
		c.note(key, err)
		c.next()
	}
}

func (c *codec) text(key string, v *string)       { field(c, key, v, putText, parseText) }
func (c *codec) number(key string, v *int)        { field(c, key, v, putInt, parseInt) }
func (c *codec) instant(key string, v *time.Time) { field(c, key, v, putTime, parseTime) }

// texts is a list that may be missing if it is empty.
func (c *codec) texts(key string, v *[]string) {
	switch {
	case c.err != nil:
	case !c.reading && len(*v) > 0:
		c.name(key)
		c.putList(*v)
	case c.takes(key):
		*v = c.list()
		c.next()
	}
}

// putList writes a list of texts.
func (c *codec) putList(list []string) {
	c.out = append(c.out, '[')
	for k, s := range list {
		if k > 0 {
			c.out = append(c.out, ',')
		}
		c.out, _ = putText(c.out, s) // a text can always be written
	}
	c.out = append(c.out, ']')
}

// list reads a list of texts that keep nothing else in memory.
func (c *codec) list() (list []string) {
	c.expect('[')
	if c.meets(']') {
		return nil
	}
	for more := true; more && c.err == nil; more = c.meets(',') {
		if len(list) == MaxItems {
			c.err = errTooMany
			return nil
		}
		s, err := parseText(c.token())
		c.note("a list", err)
		list = append(list, s)
	}
	c.expect(']')
	return list
}

var errTooMany = errors.New("more than a batch can have")
