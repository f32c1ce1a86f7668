package delivery

import (
	"fmt"
	"slices"
	"time"
)

// ItemState is where one notice stands.
type ItemState uint8

// States of an item. They are kept in no event: their order and numbers may change.
const (
	NoItem          ItemState = iota // no such index
	ItemRequested                    // owed, not tried yet
	ItemAttempted                    // tried, no word yet
	ItemUnknown                      // tried, and nobody knows what became of it
	ItemRetry                        // failed for a time: may be tried again
	ItemFailed                       // failed for good on this channel: next channel or unreachable
	ItemEscalated                    // the next channel is chosen and not tried yet
	ItemAccepted                     // the provider took it
	ItemDelivered                    // on the person's device
	ItemRead                         // opened
	ItemSuppressed                   // will not be sent, for a reason
	ItemUnreachable                  // no channel left
	ItemExpired                      // too late to be of use
	ItemParked                       // set aside for a person
)

var itemNames = [...]string{
	"none", "requested", "attempted", "unknown", "retry", "failed", "escalated",
	"accepted", "delivered", "read", "suppressed", "unreachable", "expired", "parked",
}

// String is the name of a state, as outreach.completed and the board count it.
func (s ItemState) String() string { return itemNames[s] }

// Open tells that something is still to be done for the item by the program itself: a try, an outcome, a next channel.
func (s ItemState) Open() bool { return ItemRequested <= s && s <= ItemEscalated }

// Sent tells that a provider took the notice.
func (s ItemState) Sent() bool { return ItemAccepted <= s && s <= ItemRead }

// Attemptable tells that a try may be made now; an unknown outcome needs a channel that can be asked twice.
func (s ItemState) Attemptable() bool {
	return s == ItemRequested || s == ItemRetry || s == ItemEscalated
}

// item is what changes about one notice. It is small: a fold copies 300 of them per event.
type item struct {
	state    ItemState
	asked    bool // a try on the present channel has no certain outcome: a late word may still come
	attempts uint16
	moved    *EscalatedItem // the last change of channel, nil: as requested
}

// State of a batch.
type State struct {
	batch Requested
	items []item
}

// ItemView is one notice as it stands.
type ItemView struct {
	Item               // as requested; Channel and ContactID are the present ones
	State    ItemState // where it stands
	Attempts int       // over all channels
}

// Batch is what was requested; its items are shared and must not be changed.
func (s State) Batch() Requested { return s.batch }

// weightOfItem is about what an item takes in memory, in bytes: as requested, with its texts, and as it stands.
const weightOfItem = 280

// Weight is about what the state takes in memory, in bytes; its stored form is several times smaller.
func (s State) Weight() int { return weightOfItem * len(s.items) }

// Len is the number of items; 0 is a batch that does not exist.
func (s State) Len() int { return len(s.items) }

// Item shows the item with index i; its State is NoItem when there is none.
func (s State) Item(i int) ItemView {
	if i < 0 || i >= len(s.items) {
		return ItemView{}
	}
	v := ItemView{Item: s.batch.Items[i], State: s.items[i].state, Attempts: int(s.items[i].attempts)}
	if m := s.items[i].moved; m != nil {
		v.Channel, v.ContactID = m.To, m.ContactID
	}
	return v
}

// ItemState is where the item with index i stands.
func (s State) ItemState(i int) ItemState {
	if i < 0 || i >= len(s.items) {
		return NoItem
	}
	return s.items[i].state
}

// NotAfter is when the notice with index i is worth nothing any more.
func (s State) NotAfter(i int) time.Time {
	if e := s.batch.Items[i].Expires; !e.IsZero() && e.Before(s.batch.NotAfter) {
		return e
	}
	return s.batch.NotAfter
}

func (s State) channel(i int) string {
	if m := s.items[i].moved; m != nil {
		return m.To
	}
	return s.batch.Items[i].Channel
}

func (s State) contact(i int) string {
	if m := s.items[i].moved; m != nil {
		return m.ContactID
	}
	return s.batch.Items[i].ContactID
}

func evolve(s State, e Event) State {
	if r, ok := e.(Requested); ok {
		s = State{batch: r, items: make([]item, len(r.Items))}
		for i := range s.items {
			s.items[i].state = ItemRequested
		}
		return s
	}
	s.items = slices.Clone(s.items)
	s.fold(e)
	return s
}

// fold changes the items in place: they are the caller's own copy.
func (s State) fold(e Event) {
	switch e := e.(type) {
	case Requested: // by evolve
	case Suppressed:
		for _, it := range e.Items {
			s.items[it.I].state = ItemSuppressed
		}
		return
	case Attempted:
		for _, it := range e.Items {
			s.items[it.I].attempts, s.items[it.I].asked = uint16(it.Attempt), true
			s.items[it.I].state = ItemAttempted
		}
		return
	case Accepted:
		for _, it := range e.Items {
			s.items[it.I].state, s.items[it.I].asked = ItemAccepted, false
		}
		return
	case OutcomeUnknown:
		for _, it := range e.Items {
			s.items[it.I].state = ItemUnknown
		}
		return
	case Failed:
		for _, it := range e.Items {
			s.items[it.I].state, s.items[it.I].asked = failedState(it), false
		}
		return
	case Delivered:
		for _, it := range e.Items {
			s.items[it.I].state, s.items[it.I].asked = ItemDelivered, false
		}
		return
	case Read:
		for _, it := range e.Items {
			s.items[it.I].state, s.items[it.I].asked = ItemRead, false
		}
		return
	case Escalated:
		for n, it := range e.Items {
			s.items[it.I].state, s.items[it.I].asked, s.items[it.I].moved = ItemEscalated, false, &e.Items[n]
		}
		return
	case Unreachable:
		for _, it := range e.Items {
			s.items[it.I].state = ItemUnreachable
		}
		return
	case Expired:
		for _, it := range e.Items {
			s.items[it.I].state = ItemExpired
		}
		return
	case Parked:
		for _, it := range e.Items {
			s.items[it.I].state = ItemParked
		}
		return
	}
	panic(fmt.Sprintf("delivery: no fold for %T", e))
}

func failedState(it FailedItem) ItemState {
	if it.Permanent {
		return ItemFailed
	}
	return ItemRetry
}
