package strictjson

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// checker walks one document beside the shape of its target.
type checker struct {
	data    []byte
	at      int
	options Options
	path    []string // of known fields
	shapes  map[reflect.Type]shape
}

// shape gives the shape of a type, which is looked at once per document.
func (c *checker) shape(t reflect.Type) shape {
	if t == nil {
		return shape{}
	}
	s, known := c.shapes[t]
	if !known {
		s = shapeOf(t)
		c.shapes[t] = s
	}
	return s
}

func (c *checker) fail(code Code, reason string) *Error {
	return &Error{Code: code, Field: strings.Join(c.path, ""), Offset: c.at, Reason: reason}
}

func (c *checker) space() {
	for c.at < len(c.data) {
		switch c.data[c.at] {
		case ' ', '\t', '\r', '\n':
			c.at++
		default:
			return
		}
	}
}

// peek gives the next byte, 0 at the end.
func (c *checker) peek() byte {
	if c.at < len(c.data) {
		return c.data[c.at]
	}
	return 0
}

// value checks one value; depth counts the objects and lists around it.
func (c *checker) value(s shape, depth int) error {
	start := c.at
	if err := c.form(s, depth); err != nil {
		return err
	}
	if !s.own || c.data[start] == 'n' {
		return nil
	}
	// A type that reads itself is asked here already, where its place in the document is known.
	if err := json.Unmarshal(c.data[start:c.at], reflect.New(s.typ).Interface()); err != nil {
		c.at = start
		return c.fail(BadValue, "the value cannot be read as what is due here")
	}
	return nil
}

// form checks that a value is JSON of the right kind.
func (c *checker) form(s shape, depth int) error {
	if depth > c.options.MaxDepth {
		return c.fail(TooDeep, "more nesting than allowed")
	}
	b := c.peek()
	if s.kind == reflect.Struct && b != '{' || s.kind == reflect.Map && b != '{' && b != 'n' || s.kind == reflect.Slice && b != '[' && b != 'n' {
		return c.fail(WrongType, "an object or a list is due here, and only that")
	}
	switch {
	case b == '{':
		return c.object(s, depth)
	case b == '[':
		return c.list(s, depth)
	case b == '"':
		_, err := c.text()
		return err
	case b == '-' || b >= '0' && b <= '9':
		return c.number()
	case b == 't':
		return c.word("true")
	case b == 'f':
		return c.word("false")
	case b == 'n':
		if s.noNull {
			return c.fail(WrongType, "null is no value here; leave the field out")
		}
		return c.word("null")
	}
	return c.fail(Syntax, "a value is due here")
}

func (c *checker) word(w string) error {
	if !strings.HasPrefix(string(c.data[c.at:min(len(c.data), c.at+len(w))]), w) {
		return c.fail(Syntax, "a value is due here")
	}
	c.at += len(w)
	return nil
}

// object checks the members of an object.
func (c *checker) object(s shape, depth int) error {
	c.at++
	seen := map[string]bool{}
	c.space()
	if c.peek() == '}' {
		c.at++
		return nil
	}
	for {
		c.space()
		if c.peek() != '"' {
			return c.fail(Syntax, "a key is due here")
		}
		start := c.at
		key, err := c.text()
		if err != nil {
			return err
		}
		if seen[key] {
			c.at = start
			return c.fail(DuplicateKey, "a key is given twice")
		}
		seen[key] = true
		inner, name, err := c.member(s, key, start)
		if err != nil {
			return err
		}
		c.space()
		if c.peek() != ':' {
			return c.fail(Syntax, "a colon is due here")
		}
		c.at++
		c.space()
		if err := c.within(name, inner, depth); err != nil {
			return err
		}
		if done, err := c.more('}'); done || err != nil {
			return err
		}
	}
}

// member finds the shape of a member, and its name if the target knows it.
func (c *checker) member(s shape, key string, start int) (shape, string, error) {
	switch s.kind {
	case reflect.Map:
		return c.shape(s.element), "", nil
	case reflect.Struct:
	default:
		return shape{}, "", nil
	}
	if t, known := s.fields[key]; known {
		return c.shape(t), key, nil
	}
	for name := range s.fields { // order does not matter: at most one name is the same in other letters
		if strings.EqualFold(name, key) {
			c.at = start
			return shape{}, "", c.fail(UnknownField, "a key differs from "+strconv.Quote(name)+" in upper and lower case only")
		}
	}
	if !c.options.IgnoreUnknown {
		c.at = start
		return shape{}, "", c.fail(UnknownField, "a key is not known here")
	}
	return shape{}, "", nil
}

// within checks a value under a name.
func (c *checker) within(name string, s shape, depth int) error {
	if name != "" {
		if len(c.path) > 0 {
			name = "." + name
		}
		c.path = append(c.path, name)
		defer func() { c.path = c.path[:len(c.path)-1] }()
	}
	return c.value(s, depth+1)
}

// list checks the entries of a list.
func (c *checker) list(s shape, depth int) error {
	c.at++
	c.space()
	if c.peek() == ']' {
		c.at++
		return nil
	}
	element := c.shape(s.element)
	for i := 0; ; i++ {
		c.space()
		if err := c.entry(s, element, i, depth); err != nil {
			return err
		}
		if done, err := c.more(']'); done || err != nil {
			return err
		}
	}
}

// entry checks one entry of a list, which has a place in the path where the target knows the list.
func (c *checker) entry(list, element shape, i, depth int) error {
	if list.kind == reflect.Slice {
		c.path = append(c.path, "["+strconv.Itoa(i)+"]")
		defer func() { c.path = c.path[:len(c.path)-1] }()
	}
	return c.value(element, depth+1)
}

// more steps over a comma, or over the closing bracket, which it reports.
func (c *checker) more(closing byte) (bool, error) {
	c.space()
	switch c.peek() {
	case ',':
		c.at++
		return false, nil
	case closing:
		c.at++
		return true, nil
	}
	return false, c.fail(Syntax, "a comma or a closing bracket is due here")
}

// text checks a string and gives its value.
func (c *checker) text() (string, error) {
	c.at++
	var out []byte
	for c.at < len(c.data) {
		b := c.data[c.at]
		switch {
		case b == '"':
			c.at++
			return string(out), nil
		case b == '\\':
			r, err := c.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		case b == 0:
			return "", c.fail(NUL, "the character NUL")
		case b < 0x20:
			return "", c.fail(Syntax, "a control character that must be escaped")
		case b < utf8.RuneSelf:
			out = append(out, b)
			c.at++
		default:
			r, size := utf8.DecodeRune(c.data[c.at:])
			if r == utf8.RuneError && size == 1 {
				return "", c.fail(NotUTF8, "bytes that are not UTF-8")
			}
			out = append(out, c.data[c.at:c.at+size]...)
			c.at += size
		}
	}
	return "", c.fail(Syntax, "a string does not end")
}

// escape reads one escape sequence, both halves of a surrogate pair as one.
func (c *checker) escape() (rune, error) {
	if c.at+1 >= len(c.data) {
		return 0, c.fail(Syntax, "a string does not end")
	}
	kind := c.data[c.at+1]
	if kind != 'u' {
		at := strings.IndexByte(`"\/bfnrt`, kind)
		if at < 0 {
			return 0, c.fail(Syntax, "an unknown escape")
		}
		c.at += 2
		return rune("\"\\/\b\f\n\r\t"[at]), nil
	}
	r, ok := c.hex(c.at)
	switch {
	case !ok:
		return 0, c.fail(Syntax, "an escape that is cut short")
	case r == 0:
		return 0, c.fail(NUL, "the character NUL")
	case !utf16.IsSurrogate(r):
		c.at += 6
		return r, nil
	}
	low, ok := c.hex(c.at + 6)
	pair := utf16.DecodeRune(r, low)
	if !ok || pair == utf8.RuneError {
		return 0, c.fail(Surrogate, "half of a surrogate pair")
	}
	c.at += 12
	return pair, nil
}

// hex reads \uXXXX at a place.
func (c *checker) hex(at int) (rune, bool) {
	if at+6 > len(c.data) || c.data[at] != '\\' || c.data[at+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(c.data[at+2:at+6]), 16, 32)
	return rune(n), err == nil
}

// maxSafe is the largest whole number of which a float64 holds every smaller one.
const maxSafe = 1 << 53

// number checks the grammar and the size of a number.
func (c *checker) number() error {
	start := c.at
	if c.peek() == '-' {
		c.at++
	}
	whole := true
	switch {
	case c.peek() == '0':
		c.at++
	case !c.digits():
		return c.fail(Syntax, "a digit is due here")
	}
	if c.peek() == '.' {
		whole = false
		c.at++
		if !c.digits() {
			return c.fail(Syntax, "a digit is due here")
		}
	}
	if b := c.peek(); b == 'e' || b == 'E' {
		whole = false
		c.at++
		if b := c.peek(); b == '+' || b == '-' {
			c.at++
		}
		if !c.digits() {
			return c.fail(Syntax, "a digit is due here")
		}
	}
	v, err := strconv.ParseFloat(string(c.data[start:c.at]), 64)
	if err != nil || whole && math.Abs(v) >= maxSafe {
		c.at = start
		return c.fail(NumberRange, "a number too large to be kept exactly; ids are strings")
	}
	return nil
}

// digits steps over at least one digit.
func (c *checker) digits() bool {
	start := c.at
	for c.peek() >= '0' && c.peek() <= '9' {
		c.at++
	}
	return c.at > start
}
