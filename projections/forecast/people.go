package forecast

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"
)

// people is a set of persons. It is large - everybody affected - so each is eight bytes of a hash of his pseudonym: two
// of a million share one once in some 37 million sets, and then one of them is not counted as told.
type people map[uint64]struct{}

// person is how a set knows somebody.
func person(subject string) uint64 {
	sum := sha256.Sum256([]byte(subject))
	return binary.LittleEndian.Uint64(sum[:])
}

func (p *people) add(who uint64) {
	if *p == nil {
		*p = people{}
	}
	(*p)[who] = struct{}{}
}

// MarshalJSON gives them in order.
func (p people) MarshalJSON() ([]byte, error) {
	if len(p) == 0 {
		return []byte("[]"), nil
	}
	return json.Marshal(slices.Sorted(maps.Keys(p)))
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (p *people) UnmarshalJSON(b []byte) error {
	var list []uint64
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	*p = nil
	for _, who := range list {
		p.add(who)
	}
	return nil
}
