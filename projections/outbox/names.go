package outbox

import (
	"encoding/hex"
	"strings"

	"tocsin/domain"
)

// names is a list of texts that are mostly UUIDs: where each of them is one, or empty, it takes 16 bytes. Its zero value
// stands for empty texts.
type names struct {
	IDs   []byte   `json:"ids,omitempty"`   // 16 bytes each, all zero for the empty text
	Texts []string `json:"texts,omitempty"` // if any of them is something else
}

func packNames(n int, text func(int) string) names {
	var ids []byte
	for i := range n {
		t := text(i)
		if t == "" {
			continue
		}
		id, ok := parseID(t)
		if !ok || id == ([16]byte{}) {
			return packTexts(n, text)
		}
		if ids == nil {
			ids = make([]byte, 16*n)
		}
		copy(ids[16*i:], id[:])
	}
	return names{IDs: ids}
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
		if id := [16]byte(l.IDs[16*i:]); id != ([16]byte{}) {
			return domain.EventID(id).String()
		}
	case l.Texts != nil:
		return l.Texts[i]
	}
	return ""
}

// parseID reads a UUID in its usual form of 36 lower-case characters, and nothing else: it must come back the same.
func parseID(text string) (id [16]byte, ok bool) {
	if len(text) != 36 {
		return id, false
	}
	var digits [32]byte
	n := 0
	for i := range len(text) {
		switch c := text[i]; {
		case n < 32 && ('0' <= c && c <= '9' || 'a' <= c && c <= 'f'):
			digits[n] = c
			n++
		case c != '-' || !(i == 8 || i == 13 || i == 18 || i == 23):
			return id, false
		}
	}
	if n != 32 {
		return id, false
	}
	_, err := hex.Decode(id[:], digits[:])
	return id, err == nil
}
