package sandbox

import (
	"encoding/binary"
	"hash/fnv"
)

// chance draws from a seed by the names of what is drawn, never by the order of calls.
type chance uint64

// word gives 64 bits for these names.
func (c chance) word(names ...string) uint64 {
	h := fnv.New64a()
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], uint64(c))
	h.Write(seed[:]) // a hash never fails to write
	for _, n := range names {
		h.Write([]byte(n))
		h.Write([]byte{0}) // so that no two lists of names meet
	}
	x := h.Sum64() // FNV mixes its high bits badly: finish it as SplitMix64 does
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// share gives a number in [0, 1) for these names.
func (c chance) share(names ...string) float64 { return float64(c.word(names...)>>11) / (1 << 53) }
