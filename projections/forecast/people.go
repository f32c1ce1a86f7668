package forecast

import (
	"encoding/json"

	"tocsin/domain/packed"
)

// people is a set of persons. It is large - everybody affected - so each is eight bytes of a hash of his pseudonym: two
// of a million share one once in some 37 million sets, and then one of them is not counted as told.
type people struct{ packed.Numbers }

// MarshalJSON gives them in order.
func (p *people) MarshalJSON() ([]byte, error) { return json.Marshal(p.Sorted()) }

// UnmarshalJSON is the inverse of MarshalJSON.
func (p *people) UnmarshalJSON(b []byte) error {
	var list []uint64
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	*p = people{}
	for _, who := range list {
		p.Add(who)
	}
	return nil
}
