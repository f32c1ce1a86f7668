package audience

import (
	"encoding/binary"
	"encoding/hex"
)

// pseudonym is a subject in the form that the vault gives, 32 digits, without its text.
type pseudonym [16]byte

const pseudonymDigits = 32

// nibbles is the value of a character plus 1; 0 for what is no lower-case hex digit.
var nibbles = func() (table [256]byte) {
	for n, digit := range []byte("0123456789abcdef") {
		table[digit] = byte(n) + 1
	}
	return table
}()

// parsePseudonym reads 32 digits in lower case, alone: the text of what it gives is the text it was given.
func parsePseudonym(s string) (id pseudonym, ok bool) {
	if len(s) != pseudonymDigits {
		return id, false
	}
	for n := range id {
		high, low := nibbles[s[2*n]], nibbles[s[2*n+1]]
		if high == 0 || low == 0 {
			return pseudonym{}, false
		}
		id[n] = (high-1)<<4 | (low - 1)
	}
	return id, true
}

// appendTo appends the text.
func (id *pseudonym) appendTo(b []byte) []byte { return hex.AppendEncode(b, id[:]) }

// hash spreads ids over an index.
func (id *pseudonym) hash() uint64 {
	h := binary.LittleEndian.Uint64(id[:8]) ^ binary.LittleEndian.Uint64(id[8:])*0x9e3779b97f4a7c15
	h ^= h >> 32
	return h * 0xd6e8feb86659fd93
}

// oddID holds the number of a subject that is something else.
func oddID(n int) (id pseudonym) {
	binary.LittleEndian.PutUint64(id[:8], uint64(n))
	return id
}

func (id *pseudonym) odd() int { return int(binary.LittleEndian.Uint64(id[:8])) }
