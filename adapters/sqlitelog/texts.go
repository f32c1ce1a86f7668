package sqlitelog

import (
	"bytes"
	"errors"
	"strings"

	"tocsin/domain"
)

// The texts of an envelope lie in one column as a JSON array of strings, which ordinary tools can take apart. Unlike
// encoding/json this keeps bytes that are no UTF-8, so that whatever was appended comes back.

var errTexts = errors.New("texts are not an array of five strings")

// appendTexts writes the array.
func appendTexts(b []byte, m *domain.Meta) []byte {
	for i, text := range [...]string{m.Key, m.Hash, m.CorrelationID, m.CausationID, m.Actor.ID} {
		if i == 0 {
			b = append(b, '[', '"')
		} else {
			b = append(b, '"', ',', '"')
		}
		b = appendText(b, text)
	}
	return append(b, '"', ']')
}

func appendText(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	start := 0
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, text[start:i]...)
		start = i + 1
		if c >= ' ' {
			b = append(b, '\\', c)
		} else {
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(b, text[start:]...)
}

// parseTexts reads what appendTexts wrote. The five share one allocation.
func parseTexts(b []byte, m *domain.Meta) error {
	if len(b) < 2 || b[0] != '[' || b[len(b)-1] != ']' {
		return errTexts
	}
	plain := bytes.IndexByte(b, '\\') < 0
	all := string(b[1:])
	for i, to := range [...]*string{&m.Key, &m.Hash, &m.CorrelationID, &m.CausationID, &m.Actor.ID} {
		if i > 0 {
			if all == "" || all[0] != ',' {
				return errTexts
			}
			all = all[1:]
		}
		if all == "" || all[0] != '"' {
			return errTexts
		}
		end := 1 + strings.IndexByte(all[1:], '"')
		if !plain {
			end = closing(all)
		}
		if end < 1 {
			return errTexts
		}
		*to = all[1:end]
		if all = all[end+1:]; plain {
			continue
		}
		var err error
		if *to, err = unescape(*to); err != nil {
			return err
		}
	}
	if all != "]" {
		return errTexts
	}
	return nil
}

// closing finds the quote that ends the string at the start of s.
func closing(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return 0
}

func unescape(s string) (string, error) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, nil
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\':
			b = append(b, s[i])
		case i+1 < len(s) && s[i+1] != 'u':
			i++
			b = append(b, s[i])
		case i+5 < len(s) && s[i+2] == '0' && s[i+3] == '0':
			b = append(b, digit(s[i+4])<<4|digit(s[i+5]))
			i += 5
		default:
			return "", errTexts
		}
	}
	return string(b), nil
}

// digit of hex; the hash of the row finds one that is none.
func digit(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}
