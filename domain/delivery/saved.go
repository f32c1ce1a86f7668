package delivery

import (
	"encoding/json"
	"fmt"
	"slices"
)

// savedState is the saved form of a State. States of items are kept by name: their numbers may change.
type savedState struct {
	Batch Requested   `json:"batch"`
	Items []savedItem `json:"items"`
}

type savedItem struct {
	State    string         `json:"state"`
	Asked    bool           `json:"asked,omitempty"`
	Attempts int            `json:"attempts,omitempty"`
	Moved    *EscalatedItem `json:"moved,omitempty"`
}

// MarshalJSON gives the canonical bytes of a state, for pictures that carry one: the same state is the same bytes.
func (s State) MarshalJSON() ([]byte, error) {
	saved := savedState{Batch: s.batch, Items: make([]savedItem, len(s.items))}
	for i, it := range s.items {
		saved.Items[i] = savedItem{State: it.state.String(), Asked: it.asked, Attempts: int(it.attempts), Moved: it.moved}
	}
	return json.Marshal(saved)
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (s *State) UnmarshalJSON(b []byte) error {
	var saved savedState
	if err := json.Unmarshal(b, &saved); err != nil {
		return fmt.Errorf("read a batch: %w", err)
	}
	if len(saved.Items) != len(saved.Batch.Items) {
		return fmt.Errorf("read a batch: %d states for %d items", len(saved.Items), len(saved.Batch.Items))
	}
	*s = State{batch: saved.Batch}
	if len(saved.Items) > 0 { // the batch that does not exist has none
		s.items = make([]item, len(saved.Items))
	}
	for i, it := range saved.Items {
		state := slices.Index(itemNames[:], it.State)
		if state < 0 {
			return fmt.Errorf("read a batch: item %d is in no state %q", i, it.State)
		}
		s.items[i] = item{state: ItemState(state), asked: it.Asked, attempts: uint16(it.Attempts), moved: it.Moved}
	}
	return nil
}
