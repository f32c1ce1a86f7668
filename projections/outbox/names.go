package outbox

import (
	"encoding/hex"
	"strings"

	"tocsin/domain"
)

// names is a list of texts that are mostly pseudonyms of 32 digits or UUIDs: where all are of one kind, or empty, each takes
// 16 bytes. Its zero value stands for empty texts.
type names struct {
	IDs   []byte   `json:"ids,omitempty"`   // 16 bytes each, all zero for the empty text
	Plain bool     `json:"plain,omitempty"` // they are written as 32 digits, without dashes
	Texts []string `json:"texts,omitempty"` // if any of them is something else
}

func packNames(n int, text func(int) string) names {
	var l names
	for i := range n {
		t := text(i)
		if t == "" {
			continue
		}
		id, plain, ok := parseID(t)
		if !ok || id == ([16]byte{}) || l.IDs != nil && plain != l.Plain {
			return packTexts(n, text)
		}
		if l.IDs == nil {
			l.IDs, l.Plain = make([]byte, 16*n), plain
		}
		copy(l.IDs[16*i:], id[:])
	}
	return l
}

func packTexts(n int, text func(int) string) (l names) {
	l.Texts = make([]string, n)
	for i := range l.Texts {
		l.Texts[i] = strings.Clone(text(i)) // not to hold what it was cut from
	}
	return l
}

// fits tells whether the list can be one of n texts.
func (l names) fits(n int) bool {
	return len(l.IDs) == 16*n && l.Texts == nil || len(l.Texts) == n && l.IDs == nil || l.IDs == nil && l.Texts == nil
}

func (l names) at(i int) string {
	switch {
	case l.IDs != nil:
		switch id := [16]byte(l.IDs[16*i:]); {
		case id == ([16]byte{}):
		case l.Plain:
			return hex.EncodeToString(id[:])
		default:
			return domain.EventID(id).String()
		}
	case l.Texts != nil:
		return l.Texts[i]
	}
	return ""
}

// parseID reads 32 lower-case digits, as the vault makes pseudonyms, or a UUID in its usual form of 36 characters, and
// nothing else: it must come back the same.
func parseID(text string) (id [16]byte, plain, ok bool) {
	plain = len(text) == 32
	if !plain && len(text) != 36 {
		return id, false, false
	}
	var digits [32]byte
	n := 0
	for i := range len(text) {
		switch c := text[i]; {
		case n < 32 && ('0' <= c && c <= '9' || 'a' <= c && c <= 'f'):
			digits[n] = c
			n++
		case plain || c != '-' || !(i == 8 || i == 13 || i == 18 || i == 23):
			return id, plain, false
		}
	}
	if n != 32 {
		return id, plain, false
	}
	_, err := hex.Decode(id[:], digits[:])
	return id, plain, err == nil
}
