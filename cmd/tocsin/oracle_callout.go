package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/policy"
	"tocsin/domain/reserve"
)

// callGrace is how much later than its deadline an open call may end.
const callGrace = 10 * time.Second

// callsEnd is I10, as long as things go on: each call is answered or noted as silent in time, at most the people needed
// say yes, and a member who is booked is on call, free and within the hours of his contract.
func callsEnd(t *trial) error {
	f := callsOf{open: map[[2]string]openCall{}, raised: map[string]*calledNeed{}, members: map[string]*onCall{}}
	heldAt, held := t.held[policy.NewCallReserve().Name()] // from there on it waits for a person, whatever falls due
	for _, r := range t.records {
		if !held || r.Position <= heldAt {
			if err := f.overdue(r); err != nil {
				return err
			}
		}
		if err := f.fold(r); err != nil {
			return err
		}
	}
	return nil
}

// noCallStaysOpen is I10 at rest: there is nobody left of whom the program still waits to hear.
func noCallStaysOpen(t *trial) error {
	f := callsOf{open: map[[2]string]openCall{}, raised: map[string]*calledNeed{}, members: map[string]*onCall{}}
	for _, r := range t.records {
		_ = f.fold(r) // callsEnd says so
	}
	for _, key := range slices.SortedFunc(maps.Keys(f.open), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		if n := f.raised[key[0]]; !n.full() && !n.over {
			return fmt.Errorf("call-out %s still waits for %s, who was called at %s", key[0], key[1], f.open[key].at.Format(time.TimeOnly))
		}
	}
	return nil
}

// callsOf is every call-out and every member.
type callsOf struct {
	open    map[[2]string]openCall // call-out and member
	raised  map[string]*calledNeed
	members map[string]*onCall
}

type openCall struct{ at, until time.Time }

// calledNeed is one call-out.
type calledNeed struct {
	wanted, got int
	within      time.Duration
	end         time.Time
	over        bool
}

func (n *calledNeed) full() bool { return n.got >= n.wanted }

// onCall is one member.
type onCall struct {
	ready    bool
	until    time.Time
	bookedBy string
	contract reserve.Contract
}

// overdue tells of a call that was to end before this record.
func (f callsOf) overdue(r domain.Recorded) error {
	for _, key := range slices.SortedFunc(maps.Keys(f.open), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		n := f.raised[key[0]]
		if late := f.open[key].until.Add(callGrace); r.Meta.RecordedAt.After(late) && !n.full() && r.Meta.RecordedAt.Before(n.end) {
			return brokenAt(r, "the call of %s to %s was to end by %s", key[0], key[1], f.open[key].until.Format(time.TimeOnly))
		}
	}
	return nil
}

func (f callsOf) fold(r domain.Recorded) error {
	switch e := r.Event.(type) {
	case callout.Event:
		return f.callout(r, e)
	case reserve.Event:
		return f.member(r, e)
	}
	return nil
}

func (f callsOf) callout(r domain.Recorded, e callout.Event) error {
	id := r.Stream.Name()
	n := f.raised[id]
	switch e := e.(type) {
	case callout.Raised:
		n = &calledNeed{within: time.Duration(e.AckWithinS * float64(time.Second)), end: e.EndBy}
		for _, one := range e.Need {
			n.wanted += one.Count
		}
		f.raised[id] = n
	case callout.MemberCalled:
		key := [2]string{id, e.Member}
		if _, twice := f.open[key]; twice {
			return brokenAt(r, "%s is called while a call of the same call-out is open", e.Member)
		}
		f.open[key] = openCall{at: e.At, until: r.Meta.RecordedAt.Add(n.within)}
	case callout.Acknowledged:
		delete(f.open, [2]string{id, e.Member}) // seen: the yes or no that follows is not a call's deadline
	case callout.Accepted:
		if n.got++; n.got > n.wanted {
			return brokenAt(r, "%d yeses count, %d people are needed", n.got, n.wanted)
		}
		delete(f.open, [2]string{id, e.Member})
	case callout.Declined:
		delete(f.open, [2]string{id, e.Member})
	case callout.TimedOut:
		delete(f.open, [2]string{id, e.Member})
	case callout.MemberReleased:
		n.over = n.over || e.Reason == "done"
		delete(f.open, [2]string{id, e.Member})
	case callout.WaveStarted, callout.Filled, callout.Unfilled, callout.Escalated:
	}
	return nil
}

func (f callsOf) member(r domain.Recorded, e reserve.Event) error {
	id := r.Stream.Name()
	if f.members[id] == nil {
		f.members[id] = &onCall{}
	}
	m := f.members[id]
	switch e := e.(type) {
	case reserve.Registered:
		m.contract = e.Contract
	case reserve.AvailabilitySet:
		m.ready, m.until = e.OnCall, e.Until
	case reserve.Booked:
		hours := e.Until.Sub(e.From).Seconds()
		switch {
		case m.bookedBy != "":
			return brokenAt(r, "%s is booked twice", id)
		case !m.ready || !m.until.IsZero() && !e.From.Before(m.until):
			return brokenAt(r, "%s is booked off duty", id)
		case m.contract.MaxDayS > 0 && hours > m.contract.MaxDayS:
			return brokenAt(r, "%s is booked for %.0f s, the contract allows %.0f", id, hours, m.contract.MaxDayS)
		}
		m.bookedBy = e.CalloutID
	case reserve.Unbooked, reserve.CheckedOut:
		m.bookedBy = ""
	case reserve.CheckedIn:
	}
	return nil
}
