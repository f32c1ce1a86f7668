package audience

import (
	"encoding/binary"
	"encoding/hex"
)

// uuid is a subject in the form that nearly all have, without its text.
type uuid [16]byte

const uuidText = 36 // characters

// nibbles is the value of a character plus 1; 0 for what is no lower-case hex digit.
var nibbles = func() (table [256]byte) {
	for n, digit := range []byte("0123456789abcdef") {
		table[digit] = byte(n) + 1
	}
	return table
}()

// parseUUID reads the canonical form, in lower case, alone: the text of what it gives is the text it was given.
func parseUUID(s string) (id uuid, ok bool) {
	if len(s) != uuidText || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, false
	}
	from := 0
	for n := range id {
		if n == 4 || n == 6 || n == 8 || n == 10 {
			from++
		}
		high, low := nibbles[s[from]], nibbles[s[from+1]]
		if high == 0 || low == 0 {
			return uuid{}, false
		}
		id[n] = (high-1)<<4 | (low - 1)
		from += 2
	}
	return id, true
}

// appendTo appends the text.
func (id *uuid) appendTo(b []byte) []byte {
	for n, cut := range [...][2]int{{0, 4}, {4, 6}, {6, 8}, {8, 10}, {10, 16}} {
		if n > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, id[cut[0]:cut[1]])
	}
	return b
}

// hash spreads ids over an index.
func (id *uuid) hash() uint64 {
	h := binary.LittleEndian.Uint64(id[:8]) ^ binary.LittleEndian.Uint64(id[8:])*0x9e3779b97f4a7c15
	h ^= h >> 32
	return h * 0xd6e8feb86659fd93
}

// oddID holds the number of a subject that is no UUID.
func oddID(n int) (id uuid) {
	binary.LittleEndian.PutUint64(id[:8], uint64(n))
	return id
}

func (id *uuid) odd() int { return int(binary.LittleEndian.Uint64(id[:8])) }
