package packed

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"tocsin/domain"
)

// Subject is a pseudonym in few bytes. Two are equal if their texts are.
type Subject struct {
	id   id
	text string // of one that is no UUID
}

// Of packs a pseudonym.
func Of(text string) Subject {
	if packed, ok := parse(text); ok {
		return Subject{id: packed}
	}
	return Subject{text: text}
}

// String is the pseudonym.
func (s Subject) String() string {
	if s.isUUID() {
		return domain.EventID(s.id).String()
	}
	return s.text
}

// isUUID leaves the zero UUID to the texts, so that the empty one is not taken for it.
func (s Subject) isUUID() bool { return s.id != id{} }

// Compare orders subjects as their texts are ordered.
func (s Subject) Compare(other Subject) int {
	if s.isUUID() && other.isUUID() {
		return bytes.Compare(s.id[:], other.id[:])
	}
	return cmp.Compare(s.String(), other.String())
}

// Hash is eight bytes for a subject: two of a million share them once in some 37 million sets.
func Hash(text string) uint64 {
	if packed, ok := parse(text); ok {
		return packed.hash()
	}
	sum := sha256.Sum256([]byte(text))
	return binary.LittleEndian.Uint64(sum[:])
}

// id is a UUID.
type id [16]byte

// hash spreads what may be a row of numbers.
func (k id) hash() uint64 {
	return mix(mix(binary.LittleEndian.Uint64(k[:8])) ^ binary.LittleEndian.Uint64(k[8:]))
}

// mix is a bijection that makes every bit depend on all others (the end of MurmurHash3).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// none marks what is no digit.
const none = 0xff

// digits are the values of hexadecimal digits in their usual, lower, case: only a text that comes back the same is packed.
var digits = func() (values [256]byte) {
	for i := range values {
		values[i] = none
	}
	for i, c := range []byte("0123456789abcdef") {
		values[c] = byte(i)
	}
	return values
}()

// parse reads a UUID in its usual form of 36 characters.
func parse(text string) (packed id, ok bool) {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return id{}, false
	}
	var wrong byte
	at := 0
	for i := range packed {
		if at == 8 || at == 13 || at == 18 || at == 23 {
			at++
		}
		high, low := digits[text[at]], digits[text[at+1]]
		packed[i] = high<<4 | low
		wrong |= high | low
		at += 2
	}
	return packed, wrong != none && packed != id{}
}

// kept is a text that holds no more than itself.
func kept(text string) string { return strings.Clone(text) }
