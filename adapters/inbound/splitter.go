package inbound

import (
	"bytes"
	"errors"
)

var (
	errBareQuote = errors.New("quote in a field without quotes")
	errQuote     = errors.New("quote in a quoted field that is not doubled")
)

// splitter cuts one record into its fields, line by line, by the rules of RFC 4180. The library's reader cannot go back
// to the line after a record's first one, which is what saves the rows behind a stray quote.
type splitter struct {
	comma  byte // between two fields
	fields []string
	quoted []byte // content so far of the field in quotes
	open   bool   // the record goes on in the next line
	ran    int    // the first field that went over the end of a line, -1 for none
}

// take reads one line, without its line end.
func (s *splitter) take(text []byte) error {
	for {
		var more bool
		var err error
		if s.open || bytes.HasPrefix(text, []byte{'"'}) {
			text, more, err = s.inQuotes(text)
		} else {
			text, more, err = s.plain(text)
		}
		if err != nil || !more {
			return err
		}
	}
}

// plain reads a field without quotes and gives what comes after it, if anything.
func (s *splitter) plain(text []byte) (rest []byte, more bool, err error) {
	field, rest, more := bytes.Cut(text, []byte{s.comma})
	if bytes.IndexByte(field, '"') >= 0 {
		return nil, false, errBareQuote
	}
	s.fields = append(s.fields, string(field))
	return rest, more, nil
}

// inQuotes reads a field in quotes, or as much of it as the line has.
func (s *splitter) inQuotes(text []byte) (rest []byte, more bool, err error) {
	if !s.open {
		s.open, text = true, text[1:]
	}
	for {
		content, rest, closed := bytes.Cut(text, []byte{'"'})
		s.quoted = append(s.quoted, content...)
		switch {
		case !closed:
			s.quoted = append(s.quoted, '\n')
			if s.ran < 0 {
				s.ran = len(s.fields)
			}
			return nil, false, nil
		case bytes.HasPrefix(rest, []byte{'"'}):
			s.quoted = append(s.quoted, '"')
			text = rest[1:]
			continue
		case len(rest) > 0 && rest[0] != s.comma:
			return nil, false, errQuote
		}
		s.fields = append(s.fields, string(s.quoted))
		s.quoted, s.open = s.quoted[:0], false
		if len(rest) == 0 {
			return nil, false, nil
		}
		return rest[1:], true, nil
	}
}

// suspect is the field that is to blame when the record fails: the first that went over a line end, else the last.
func (s *splitter) suspect() int {
	if s.ran >= 0 {
		return s.ran
	}
	return len(s.fields)
}
