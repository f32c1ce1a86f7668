package delivery

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

var (
	errText    = errors.New("want a text")
	errInteger = errors.New("want an integer")
	errNumber  = errors.New("want a number")
	errBool    = errors.New("want true or false")
)

// comes tells which byte is next, behind white space; 0 at the end.
func (c *codec) comes() byte {
	for c.at < len(c.in) {
		b := c.in[c.at]
		if b > ' ' || b != ' ' && b != '\t' && b != '\n' && b != '\r' {
			return b
		}
		c.at++
	}
	return 0
}

// meets passes over a byte if it is next.
func (c *codec) meets(b byte) bool {
	if c.err != nil || c.comes() != b {
		return false
	}
	c.at++
	return true
}

// expect passes over a byte that must be next.
func (c *codec) expect(b byte) {
	if !c.meets(b) {
		c.fail("want %q", b)
	}
}

// token passes over one text, number, true or false, and gives it as it is written; nothing if there is none.
func (c *codec) token() string {
	if c.err != nil {
		return ""
	}
	if c.comes() == '"' {
		return c.textToken()
	}
	from := c.at
	for c.at < len(c.in) {
		switch c.in[c.at] {
		case ',', ']', '}', ' ', '\t', '\n', '\r':
			return c.in[from:c.at]
		}
		c.at++
	}
	return c.in[from:]
}

// textToken passes over a text: up to the first quote that is not escaped.
func (c *codec) textToken() string {
	from := c.at
	for c.at++; ; c.at++ {
		c.at = plainUpTo(c.in, c.at)
		switch {
		case c.at >= len(c.in):
			c.at = len(c.in)
			c.fail("a text has no end")
			return ""
		case c.in[c.at] == '"':
			c.at++
			return c.in[from:c.at]
		case c.in[c.at] == '\\':
			c.at++ // what is escaped ends nothing
		}
	}
}

// quoted reads a text, a part of what is read if nothing in it is escaped.
func (c *codec) quoted() (string, error) {
	if c.comes() == '"' && c.err == nil {
		from := c.at + 1
		if end := plainUpTo(c.in, from); end < len(c.in) && c.in[end] == '"' {
			c.at = end + 1
			return c.in[from:end], nil
		}
	}
	return partOf(c.token())
}

// integer reads one, of a list or of an object.
func (c *codec) integer(key string) (v int) {
	at := c.at
	for at < len(c.in) && c.in[at]-'0' <= 9 && at < c.at+18 { // more might not fit
		v = 10*v + int(c.in[at]-'0')
		at++
	}
	if short := at > c.at && (at == c.at+1 || c.in[c.at] != '0'); short && at < len(c.in) && (c.in[at] == ',' || c.in[at] == ']') {
		c.at = at
		return v
	}
	v, err := parseInt(c.token())
	c.note(key, err)
	return v
}

// plainUpTo finds the first byte from a place on that does not stand for itself in a JSON text: a quote, a backslash, a
// control, or what is beyond ASCII.
func plainUpTo(s string, at int) int {
	const ones = 0x0101010101010101
	for at+8 <= len(s) {
		w := s[at : at+8]
		x := uint64(w[0]) | uint64(w[1])<<8 | uint64(w[2])<<16 | uint64(w[3])<<24 |
			uint64(w[4])<<32 | uint64(w[5])<<40 | uint64(w[6])<<48 | uint64(w[7])<<56
		// The lowest byte that is not plain sets its high bit in one of these: those below it borrow nothing from it.
		if (x|(x-ones*' ')|((x^ones*'"')-ones)|((x^ones*'\\')-ones))&(ones<<7) != 0 {
			break
		}
		at += 8
	}
	for at < len(s) && s[at] >= ' ' && s[at] < 0x80 && s[at] != '"' && s[at] != '\\' {
		at++
	}
	return at
}

// putText writes a text as encoding/json does, except that <, > and & stand for themselves where all is plain.
func putText(b []byte, s string) ([]byte, error) {
	if plainUpTo(s, 0) == len(s) {
		return append(append(append(b, '"'), s...), '"'), nil
	}
	quoted, err := json.Marshal(s)
	return append(b, quoted...), err
}

// partOf gives the text of a token, a part of it if nothing in it is escaped.
func partOf(token string) (string, error) {
	if len(token) < 2 || token[0] != '"' {
		return "", errText
	}
	if s := token[1 : len(token)-1]; plainUpTo(s, 0) == len(s) {
		return s, nil
	}
	return unescaped(token)
}

// unescaped reads what is not plain: escapes, surrogates, and what is no UTF-8.
func unescaped(token string) (s string, err error) {
	err = json.Unmarshal([]byte(token), &s)
	return s, err
}

// parseText is partOf for a text that outlives the rest.
func parseText(token string) (string, error) {
	s, err := partOf(token)
	return strings.Clone(s), err
}

func putInt(b []byte, v int) ([]byte, error) { return strconv.AppendInt(b, int64(v), 10), nil }

func parseInt(token string) (v int, err error) {
	digits := token
	if len(token) > 0 && token[0] == '-' {
		digits = token[1:]
	}
	if len(digits) == 0 || len(digits) > 1 && digits[0] == '0' {
		return 0, errInteger
	}
	if len(digits) > 18 { // might not fit
		for i := range len(digits) {
			if digits[i] < '0' || digits[i] > '9' {
				return 0, errInteger
			}
		}
		return strconv.Atoi(token)
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, errInteger
		}
		v = 10*v + int(digits[i]-'0')
	}
	if len(digits) < len(token) {
		v = -v
	}
	return v, nil
}

// putFloat writes the shortest digits that lead back to the number; what is none is an error.
func putFloat(b []byte, v float64) ([]byte, error) {
	if v-v != 0 {
		return b, errNumber
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64), nil
}

func parseFloat(token string) (float64, error) {
	if token == "" || token[0] != '-' && (token[0] < '0' || token[0] > '9') || !json.Valid([]byte(token)) {
		return 0, errNumber
	}
	return strconv.ParseFloat(token, 64)
}

func putBool(b []byte, v bool) ([]byte, error) { return strconv.AppendBool(b, v), nil }

func parseBool(token string) (bool, error) {
	switch token {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, errBool
}

// putTime writes an instant as encoding/json does: RFC 3339, with as many digits as it has.
func putTime(b []byte, t time.Time) ([]byte, error) {
	b, err := t.AppendText(append(b, '"'))
	return append(b, '"'), err
}

func parseTime(token string) (t time.Time, err error) {
	s, err := partOf(token)
	if err != nil {
		return t, err
	}
	err = t.UnmarshalText([]byte(s))
	return t, err
}
