package main

import (
	"fmt"
	"slices"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/statement"
)

// oneVersionLives is I2: a version is published when the one before it is gone, two statements never speak to one
// audience, and a reply cites the version that lives.
func oneVersionLives(t *trial) error {
	live, speaks, audiences := map[string]int{}, map[string]string{}, map[string]string{}
	for _, r := range t.records {
		id := r.Stream.Name()
		switch e := r.Event.(type) {
		case statement.Drafted:
			audiences[id] = fmt.Sprint(e.IncidentIDs, e.Audience)
		case statement.Superseded:
			if live[id] == e.Version {
				delete(live, id)
			}
		case statement.Published:
			if live[id] != 0 {
				return brokenAt(r, "version %d is published while version %d lives", e.Version, live[id])
			}
			if other := speaks[audiences[id]]; other != "" && other != id {
				return brokenAt(r, "statement %s speaks to an audience of statement %s", id, other)
			}
			live[id], speaks[audiences[id]] = e.Version, id
		case conversation.Replied:
			if e.StatementID != "" && live[e.StatementID] != e.StatementVersion {
				return brokenAt(r, "a reply cites version %d, version %d lives", e.StatementVersion, live[e.StatementID])
			}
		}
	}
	return nil
}

// nothingOldGoesOut is I8. That a newer version is published ends the older one, whatever else is recorded. Behind the end
// of a crisis its all-clear alone may still reach those who wait for it.
func nothingOldGoesOut(t *trial) error {
	current, last, over := map[string]int{}, map[string]statement.Published{}, map[string]bool{}
	requests := map[domain.StreamID]delivery.Requested{}
	for _, r := range t.records {
		switch e := r.Event.(type) {
		case statement.Published:
			current[r.Stream.Name()] = max(current[r.Stream.Name()], e.Version)
			last[r.Stream.Name()] = e
		case crisis.StoodDown:
			over[r.Stream.Name()] = true
		case delivery.Requested:
			requests[r.Stream] = e
		case delivery.Attempted:
			of := requests[r.Stream]
			switch {
			case current[of.StatementID] != of.StatementVersion:
				return brokenAt(r, "version %d is attempted, version %d is published", of.StatementVersion, current[of.StatementID])
			case over[last[of.StatementID].CrisisID] && last[of.StatementID].Kind != statement.AllClear:
				return brokenAt(r, "something else than the all-clear is attempted behind the end of the crisis")
			}
		}
	}
	return nil
}

// versionsKeepOrder is I3, by the provider's own order.
func versionsKeepOrder(t *trial) error {
	known, last := t.notices(), map[string]int{}
	for _, e := range t.ledger {
		n, ok := known[e.Key]
		if !ok {
			continue // I4 says so
		}
		flight := n.statement + " " + n.subject + " " + n.channel
		if n.version < last[flight] {
			return fmt.Errorf("the provider took version %d for a person behind version %d", n.version, last[flight])
		}
		last[flight] = n.version
	}
	return nil
}

// notice is one text to one person on one channel.
type told struct {
	statement, subject, channel string
	version                     int
}

// notices finds what may have been handed to the provider, by its key.
func (t *trial) notices() map[string]told {
	known, requests := map[string]told{}, map[domain.StreamID]delivery.Requested{}
	for _, r := range t.records {
		switch e := r.Event.(type) {
		case delivery.Requested:
			requests[r.Stream] = e
		case delivery.Attempted:
			of := requests[r.Stream]
			for _, it := range e.Items {
				n := told{statement: of.StatementID, version: of.StatementVersion, subject: of.Items[it.I].Subject, channel: it.Channel}
				known[delivery.Key(n.statement, n.version, n.subject, n.channel)] = n
			}
		}
	}
	return known
}

// nobodyIsToldTwice is I4: by its key, and nothing goes out under a key that nobody owes.
func nobodyIsToldTwice(t *trial) error {
	known := t.notices()
	for _, e := range t.ledger {
		if _, owed := known[e.Key]; !owed {
			return fmt.Errorf("the provider took %s, which was never attempted", e.Key)
		}
		if e.Acceptances > 1 {
			return fmt.Errorf("the provider took %s %d times", e.Key, e.Acceptances)
		}
	}
	return nil
}

// whoSaidNoIsLeftAlone is I23.
func whoSaidNoIsLeftAlone(t *trial) error {
	no, requests := map[string]domain.Position{}, map[domain.StreamID]delivery.Requested{}
	for _, r := range t.records {
		if subject, channel, ok := optOut(r); ok {
			no[subject+" "+channel] = r.Position
		}
		switch e := r.Event.(type) {
		case delivery.Requested:
			requests[r.Stream] = e
		case delivery.Attempted:
			for _, it := range e.Items {
				if said := no[requests[r.Stream].Items[it.I].Subject+" "+it.Channel]; said > 0 {
					return brokenAt(r, "item %d is attempted on %s, to which a no stands at %d", it.I, it.Channel, said)
				}
			}
		}
	}
	return nil
}

// littleIsInFlight is what F1 rests on: a crash leaves no more unknown than the provider takes at once.
func littleIsInFlight(t *trial) error {
	limit := map[string]int{}
	for _, c := range t.rules.Channels {
		limit[c.Kind] = max(c.InFlight, 1)
	}
	flying := map[domain.StreamID]map[int]string{}
	for _, r := range t.records {
		e, ok := r.Event.(delivery.Event)
		if !ok {
			continue
		}
		if flying[r.Stream] == nil {
			flying[r.Stream] = map[int]string{}
		}
		up, down := takesOff(e)
		for _, i := range down {
			delete(flying[r.Stream], i)
		}
		for _, it := range up {
			flying[r.Stream][it.I] = it.Channel
		}
		count := map[string]int{}
		for _, items := range flying { // order-free: counted
			for _, channel := range items {
				if count[channel]++; count[channel] > limit[channel] {
					return brokenAt(r, "%d notices are in flight on %s, %d at most", count[channel], channel, limit[channel])
				}
			}
		}
	}
	return nil
}

// takesOff lists the items that an event sets under way, and those of which it tells the outcome.
func takesOff(e delivery.Event) (up []delivery.AttemptedItem, down []int) {
	switch e := e.(type) {
	case delivery.Attempted:
		return e.Items, nil
	case delivery.Accepted:
		down = indexesOf(e.Items, func(it delivery.AcceptedItem) int { return it.I })
	case delivery.OutcomeUnknown:
		down = indexesOf(e.Items, func(it delivery.UnknownItem) int { return it.I })
	case delivery.Failed:
		down = indexesOf(e.Items, func(it delivery.FailedItem) int { return it.I })
	case delivery.Delivered:
		down = indexesOf(e.Items, func(it delivery.ReceiptItem) int { return it.I })
	case delivery.Read:
		down = indexesOf(e.Items, func(it delivery.ReceiptItem) int { return it.I })
	case delivery.Requested, delivery.Suppressed, delivery.Escalated, delivery.Unreachable, delivery.Expired, delivery.Parked:
	}
	return nil, slices.Clip(down)
}

func indexesOf[T any](items []T, index func(T) int) (list []int) {
	for _, it := range items {
		list = append(list, index(it))
	}
	return list
}
