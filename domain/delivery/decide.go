package delivery

import (
	"fmt"
	"slices"

	"tocsin/domain"
)

// Decider of a delivery stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("delivery", Types)

func decide(c Command, s State) ([]Event, error) {
	if r, ok := c.(Request); ok {
		return request(r, s)
	}
	if s.Len() == 0 {
		return nil, domain.Refuse(domain.NotFound, "no such batch")
	}
	switch c := c.(type) {
	case Request: // decided above
	case SuppressOpen:
		return suppressOpen(c, s)
	case Suppress:
		return suppress(c, s)
	case Attempt:
		return attempt(c, s)
	case RecordOutcomes:
		return recordOutcomes(c, s)
	case RecordReceipts:
		return recordReceipts(c, s)
	case Escalate:
		return escalate(c, s)
	case GiveUp:
		return giveUp(c, s)
	}
	panic(fmt.Sprintf("delivery: no rule for %T", c))
}

func request(c Request, s State) ([]Event, error) {
	if s.Len() > 0 {
		return nil, nil
	}
	switch {
	case len(c.Requested.Items) < 1 || len(c.Requested.Items) > MaxItems:
		return nil, domain.Refuse(domain.Invalid, "a batch has 1 to %d items", MaxItems)
	case c.Requested.OutreachID == "" || c.Requested.StatementID == "" || c.Requested.StatementVersion < 1:
		return nil, domain.Refuse(domain.Invalid, "a batch names its outreach, statement and version")
	case c.Requested.NotAfter.IsZero():
		return nil, domain.Refuse(domain.Invalid, "not_after is required")
	}
	suppressed, err := indexes(c.Suppress, func(it SuppressedItem) int { return it.I }, len(c.Requested.Items))
	if err != nil {
		return nil, err
	}
	subjects := make(map[string]bool, len(c.Requested.Items))
	for i, it := range c.Requested.Items {
		switch {
		case it.I != i:
			return nil, domain.Refuse(domain.Invalid, "items are numbered from 0 without a gap")
		case it.Subject == "" || subjects[it.Subject]:
			return nil, domain.Refuse(domain.Invalid, "item %d: each person is in a batch once", i)
		case (it.Channel == "" || it.ContactID == "") && !suppressed[i]:
			return nil, domain.Refuse(domain.Invalid, "item %d: no contact, and not suppressed", i)
		}
		subjects[it.Subject] = true
	}
	events := []Event{c.Requested}
	if len(c.Suppress) > 0 {
		if err := checkReasons(c.Suppress); err != nil {
			return nil, err
		}
		events = append(events, Suppressed{Items: c.Suppress})
	}
	return events, nil
}

// indexes marks the items that a command names: each is in the batch, and named once.
func indexes[T any](items []T, index func(T) int, n int) (named []bool, err error) {
	named = make([]bool, n)
	for _, it := range items {
		i := index(it)
		switch {
		case i < 0 || i >= n:
			return nil, domain.Refuse(domain.Invalid, "the batch has %d items", n)
		case named[i]:
			return nil, domain.Refuse(domain.Invalid, "item %d is named twice", i)
		}
		named[i] = true
	}
	return named, nil
}

func checkReasons(items []SuppressedItem) error {
	if slices.ContainsFunc(items, func(it SuppressedItem) bool { return it.Reason == "" }) {
		return domain.Refuse(domain.Invalid, "a suppression has a reason")
	}
	return nil
}

func suppressOpen(c SuppressOpen, s State) ([]Event, error) {
	all := make([]SuppressedItem, s.Len())
	for i := range all {
		all[i] = SuppressedItem{I: i, Reason: c.Reason}
	}
	return suppress(Suppress{Items: all}, s)
}

// suppress leaves what is on its way or has arrived: it cannot be taken back.
func suppress(c Suppress, s State) ([]Event, error) {
	if _, err := indexes(c.Items, func(it SuppressedItem) int { return it.I }, s.Len()); err != nil {
		return nil, err
	}
	if err := checkReasons(c.Items); err != nil {
		return nil, err
	}
	open := keep(c.Items, func(it SuppressedItem) bool { return s.items[it.I].state.Attemptable() })
	if len(open) == 0 {
		return nil, nil
	}
	return []Event{Suppressed{Items: open}}, nil
}

// keep gives the items for which want holds, in a slice of its own.
func keep[T any](items []T, want func(T) bool) (kept []T) {
	for _, it := range items {
		if want(it) {
			kept = append(kept, it)
		}
	}
	return kept
}

// attempt is all or nothing: who sends looks again when anything has changed under it.
func attempt(c Attempt, s State) ([]Event, error) {
	if len(c.Items) == 0 {
		return nil, nil
	}
	if c.Provider == "" {
		return nil, domain.Refuse(domain.Invalid, "provider is required")
	}
	if _, err := indexes(c.Items, func(it AttemptedItem) int { return it.I }, s.Len()); err != nil {
		return nil, err
	}
	for _, it := range c.Items {
		state := s.items[it.I].state
		switch {
		case !state.Attemptable() && !(state == ItemUnknown && c.Repeat):
			return nil, domain.Refuse(domain.Conflict, "item %d is %s", it.I, state)
		case it.Channel != s.channel(it.I) || it.ContactID != s.contact(it.I):
			return nil, domain.Refuse(domain.Conflict, "item %d goes by another channel", it.I)
		case it.Attempt != int(s.items[it.I].attempts)+1:
			return nil, domain.Refuse(domain.Conflict, "item %d had %d attempts", it.I, s.items[it.I].attempts)
		case c.Now.After(s.NotAfter(it.I)):
			return nil, domain.Refuse(domain.TooLate, "item %d is worth nothing any more", it.I)
		}
	}
	return []Event{Attempted{Provider: c.Provider, Items: withoutContacts(c.Items)}}, nil
}

// withoutContacts leaves out what the batch says: it was compared, and a third of all bytes of a large run would repeat it.
func withoutContacts(items []AttemptedItem) []AttemptedItem {
	items = slices.Clone(items)
	for k := range items {
		items[k].ContactID = ""
	}
	return items
}
