package sandbox

import "encoding/binary"

// chance draws from a seed by the names of what is drawn, never by the order of calls.
type chance uint64

// FNV-1a of 64 bits. Written out, because it is asked ten times a notice and the one of the library takes no strings.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// word gives 64 bits for these names.
func (c chance) word(names ...string) uint64 {
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], uint64(c))
	x := uint64(fnvOffset)
	for _, b := range seed {
		x = (x ^ uint64(b)) * fnvPrime
	}
	for _, n := range names {
		for i := range len(n) {
			x = (x ^ uint64(n[i])) * fnvPrime
		}
		x *= fnvPrime // a zero byte, so that no two lists of names meet
	}
	// FNV mixes its high bits badly: finish it as SplitMix64 does
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// share gives a number in [0, 1) for these names.
func (c chance) share(names ...string) float64 { return float64(c.word(names...)>>11) / (1 << 53) }

// ref is the provider's name for what it took under a key.
func (c chance) ref(key string) string {
	const digits = "0123456789abcdef"
	name := [20]byte{'s', 'b', 'x', '-'}
	for n, x := len(name)-1, c.word("ref", key); n >= 4; n, x = n-1, x>>4 {
		name[n] = digits[x&15]
	}
	return string(name[:])
}
