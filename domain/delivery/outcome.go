package delivery

import (
	"slices"

	"tocsin/domain"
)

// draft is a decision under way: events so far, and the items as they are after them. An item that one part of a
// command has changed is thus seen so by the next.
type draft struct {
	State
	events []Event
}

func newDraft(s State) *draft {
	s.items = slices.Clone(s.items)
	return &draft{State: s}
}

func (d *draft) add(e Event) {
	d.fold(e)
	d.events = append(d.events, e)
}

// taken gives the items that may change as want says; each counts once, a second mention is a repeat.
func taken[T any](d *draft, items []T, index func(T) int, want func(item) bool) (kept []T, err error) {
	named := make([]bool, d.Len())
	for _, it := range items {
		i := index(it)
		if i < 0 || i >= d.Len() {
			return nil, domain.Refuse(domain.Invalid, "the batch has %d items", d.Len())
		}
		if !named[i] && want(d.items[i]) {
			kept = append(kept, it)
		}
		named[i] = true
	}
	return kept, nil
}

// recordOutcomes drops the outcome of a try that has one: it is a repeat, or weaker than what is known.
func recordOutcomes(c RecordOutcomes, s State) ([]Event, error) {
	d := newDraft(s)
	accepted, err := taken(d, c.Accepted, func(it AcceptedItem) int { return it.I }, maySettle)
	if err != nil {
		return nil, err
	}
	if len(accepted) > 0 {
		d.add(Accepted{Items: accepted})
	}
	failed, err := taken(d, c.Failed, func(it FailedItem) int { return it.I }, mayFail)
	if err != nil {
		return nil, err
	}
	if len(failed) > 0 {
		d.add(Failed{Items: failed})
	}
	unknown, err := taken(d, c.Unknown, func(it UnknownItem) int { return it.I }, isTried)
	if err != nil {
		return nil, err
	}
	if len(unknown) > 0 {
		d.add(OutcomeUnknown{Items: unknown})
	}
	return d.events, nil
}

// maySettle: a late yes counts, also for an item that was set aside or given up meanwhile.
func maySettle(it item) bool { return it.asked }

// mayFail: a late no counts only while the item is waiting for it; whoever set it aside has decided what follows.
func mayFail(it item) bool { return it.asked && (it.state == ItemAttempted || it.state == ItemUnknown) }

func isTried(it item) bool { return it.state == ItemAttempted }

// recordReceipts goes only upward: delivered, then read. The word of a device outweighs whatever was believed before,
// but only of a notice that was tried at all.
func recordReceipts(c RecordReceipts, s State) ([]Event, error) {
	d := newDraft(s)
	index := func(it ReceiptItem) int { return it.I }
	delivered, err := taken(d, c.Delivered, index, func(it item) bool {
		return it.attempts > 0 && it.state != ItemDelivered && it.state != ItemRead
	})
	if err != nil {
		return nil, err
	}
	if len(delivered) > 0 {
		d.add(Delivered{Items: delivered})
	}
	read, err := taken(d, c.Read, index, func(it item) bool { return it.attempts > 0 && it.state != ItemRead })
	if err != nil {
		return nil, err
	}
	if len(read) > 0 {
		d.add(Read{Items: read})
	}
	return d.events, nil
}

// escalate goes down the ladder only, so that nobody is told twice on one channel. An item that has moved on
// meanwhile is left.
func escalate(c Escalate, s State) ([]Event, error) {
	if _, err := indexes(c.Items, func(it EscalatedItem) int { return it.I }, s.Len()); err != nil {
		return nil, err
	}
	for _, it := range c.Items {
		if slices.Index(s.batch.Ladder, it.To) <= slices.Index(s.batch.Ladder, it.From) || it.ContactID == "" {
			return nil, domain.Refuse(domain.Invalid, "item %d: a later channel of the ladder and a contact are required", it.I)
		}
	}
	moved := keep(c.Items, func(it EscalatedItem) bool {
		state := s.items[it.I].state
		return it.From == s.channel(it.I) && (state == ItemFailed || state == ItemUnknown || state == ItemAccepted)
	})
	if len(moved) == 0 {
		return nil, nil
	}
	return []Event{Escalated{Items: moved}}, nil
}

// giveUp ends items that have not ended. What is in flight can only be set aside: its outcome may still come.
func giveUp(c GiveUp, s State) ([]Event, error) {
	d := newDraft(s)
	index := func(it IndexItem) int { return it.I }
	ends := func(it item) bool {
		return it.state.Open() && it.state != ItemAttempted || it.state == ItemParked
	}
	unreachable, err := taken(d, c.Unreachable, index, ends)
	if err != nil {
		return nil, err
	}
	if len(unreachable) > 0 {
		d.add(Unreachable{Items: unreachable})
	}
	expired, err := taken(d, c.Expired, index, ends)
	if err != nil {
		return nil, err
	}
	if len(expired) > 0 {
		d.add(Expired{Items: expired})
	}
	parked, err := taken(d, c.Parked, func(it ParkedItem) int { return it.I }, func(it item) bool { return it.state.Open() })
	if err != nil {
		return nil, err
	}
	if len(parked) > 0 {
		d.add(Parked{Items: parked})
	}
	return d.events, nil
}
