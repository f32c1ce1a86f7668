package delivery

import (
	"encoding/json"
	"fmt"
	"slices"
)

// savedState is the saved form of a State: the batch as it is stored, and the items by columns likewise.
type savedState struct {
	Batch json.RawMessage `json:"batch"`
	Items json.RawMessage `json:"items"`
}

// savedItem names its state: numbers of states may change.
type savedItem struct {
	state    string
	asked    bool
	attempts int
	moved    EscalatedItem
}

type savedItems []savedItem

func (items *savedItems) stored(c *codec) {
	count(c, (*[]savedItem)(items))
	repeated(c, "state", *items, func(it *savedItem) *string { return &it.state })
	bools(c, "asked", *items, func(it *savedItem) *bool { return &it.asked })
	integers(c, "attempts", *items, func(it *savedItem) *int { return &it.attempts })
	repeated(c, "moved_from", *items, func(it *savedItem) *string { return &it.moved.From })
	repeated(c, "moved_to", *items, func(it *savedItem) *string { return &it.moved.To })
	distinct(c, "moved_contact_id", *items, func(it *savedItem) *string { return &it.moved.ContactID })
}

// MarshalJSON gives the canonical bytes of a state, for pictures that carry one: the same state is the same bytes.
func (s State) MarshalJSON() ([]byte, error) {
	items := make(savedItems, len(s.items))
	for i, it := range s.items {
		items[i] = savedItem{state: it.state.String(), asked: it.asked, attempts: int(it.attempts)}
		if it.moved != nil {
			items[i].moved = *it.moved
		}
	}
	b, err := s.batch.AppendStored([]byte(`{"batch":`))
	if err != nil {
		return nil, fmt.Errorf("save a batch: %w", err)
	}
	c := newWriter(append(b, `,"items":`...), 16*len(items))
	c.begun = false
	items.stored(&c)
	b, err = c.written()
	if err != nil {
		return nil, fmt.Errorf("save a batch: %w", err)
	}
	return append(b, '}'), nil
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (s *State) UnmarshalJSON(b []byte) error {
	var saved savedState
	if err := json.Unmarshal(b, &saved); err != nil {
		return fmt.Errorf("read a batch: %w", err)
	}
	*s = State{}
	if err := s.batch.ReadStored(saved.Batch); err != nil {
		return fmt.Errorf("read a batch: %w", err)
	}
	var items savedItems
	c := newReader(saved.Items)
	items.stored(&c)
	if err := c.read(); err != nil {
		return fmt.Errorf("read the items of a batch: %w", err)
	}
	if len(items) != len(s.batch.Items) {
		return fmt.Errorf("read a batch: %d states for %d items", len(items), len(s.batch.Items))
	}
	if len(items) > 0 { // the batch that does not exist has none
		s.items = make([]item, len(items))
	}
	for i := range items {
		it := items[i]
		state := slices.Index(itemNames[:], it.state)
		if state < 0 {
			return fmt.Errorf("read a batch: item %d is in no state %q", i, it.state)
		}
		s.items[i] = item{state: ItemState(state), asked: it.asked, attempts: uint16(it.attempts)}
		if it.moved != (EscalatedItem{}) {
			moved := it.moved
			moved.I, s.items[i].moved = i, &moved
		}
	}
	return nil
}
