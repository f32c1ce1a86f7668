package packed

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"tocsin/domain"
)

// Subject is a pseudonym in few bytes. Two are equal if their texts are.
type Subject struct {
	id   id
	form form
	text string // of one that is only text
}

// form is how 16 bytes are written.
type form uint8

const (
	text   form = iota // not at all: it is some other text
	plain              // 32 digits, as the vault makes pseudonyms
	dashed             // a UUID in its usual 36 characters
	forms
)

// Of packs a pseudonym.
func Of(subject string) Subject {
	packed, form := parse(subject)
	if form == text {
		return Subject{text: subject}
	}
	return Subject{id: packed, form: form}
}

// String is the pseudonym.
func (s Subject) String() string {
	switch s.form {
	case plain:
		return hex.EncodeToString(s.id[:])
	case dashed:
		return domain.EventID(s.id).String()
	}
	return s.text
}

// Compare orders subjects as their texts are ordered.
func (s Subject) Compare(other Subject) int {
	if s.form == other.form && s.form != text {
		return bytes.Compare(s.id[:], other.id[:])
	}
	return cmp.Compare(s.String(), other.String())
}

// Hash is eight bytes for a subject: two of a million share them once in some 37 million sets.
func Hash(subject string) uint64 {
	packed, form := parse(subject)
	if form == text {
		sum := sha256.Sum256([]byte(subject))
		return binary.LittleEndian.Uint64(sum[:])
	}
	return packed.hash() ^ uint64(form)
}

// id is what can be written in 32 digits.
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

// parse reads what is written in one of the forms.
func parse(subject string) (packed id, as form) {
	switch {
	case len(subject) == 32:
		as = plain
	case len(subject) == 36 && subject[8] == '-' && subject[13] == '-' && subject[18] == '-' && subject[23] == '-':
		as = dashed
	default:
		return id{}, text
	}
	var wrong byte
	at := 0
	for i := range packed {
		if as == dashed && (i == 4 || i == 6 || i == 8 || i == 10) {
			at++
		}
		high, low := digits[subject[at]], digits[subject[at+1]]
		packed[i] = high<<4 | low
		wrong |= high | low
		at += 2
	}
	if wrong == none {
		return id{}, text
	}
	return packed, as
}
