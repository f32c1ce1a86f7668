package main

import (
	"fmt"
	"maps"
	"slices"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/outreach"
)

// accountsBalance is I5: everybody owed has come to one end, a run that is complete has accounted for its whole
// audience, and what counts as sent is what the provider took. What was set aside for a person may be either.
func accountsBalance(t *trial) error {
	states, runs := map[domain.StreamID]delivery.State{}, map[string]*runAccount{}
	for _, r := range t.records {
		switch e := r.Event.(type) {
		case delivery.Event:
			states[r.Stream] = delivery.Decider.Evolve(states[r.Stream], e)
		case outreach.Event:
			id := r.Stream.Name()
			if runs[id] == nil {
				runs[id] = &runAccount{}
			}
			if err := runs[id].apply(r, e); err != nil {
				return err
			}
		}
	}
	sent, parked := map[string]bool{}, map[string]bool{}
	for _, s := range slices.Sorted(maps.Keys(states)) {
		state := states[s]
		of := state.Batch()
		if runs[of.OutreachID] == nil {
			return fmt.Errorf("%s belongs to no run", s)
		}
		runs[of.OutreachID].owed += state.Len()
		for i := range state.Len() {
			v := state.Item(i)
			key := delivery.Key(of.StatementID, of.StatementVersion, v.Subject, v.Channel)
			switch {
			case v.State.Open():
				return fmt.Errorf("item %d of %s has come to no end: it is %s", i, s, v.State)
			case v.State.Sent():
				sent[key] = true
			case v.State == delivery.ItemParked:
				parked[key] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(runs)) {
		if o := runs[id]; o.complete && o.owed != o.audience {
			return fmt.Errorf("run %s is complete: %d people, %d of them owed", id, o.audience, o.owed)
		}
	}
	return sameAsLedger(t, sent, parked)
}

// runAccount is one outreach.
type runAccount struct {
	audience, owed int
	complete       bool
}

func (o *runAccount) apply(r domain.Recorded, e outreach.Event) error {
	switch e := e.(type) {
	case outreach.AudienceFrozen:
		o.audience = e.Count
	case outreach.Completed:
		sum := 0
		for _, n := range e.ByState { // order-free: a sum
			sum += n
		}
		if o.complete = true; sum != o.audience {
			return brokenAt(r, "a run of %d people is complete with %d", o.audience, sum)
		}
	case outreach.Planned, outreach.SendApproved, outreach.WaveStarted, outreach.Paused, outreach.Resumed, outreach.Aborted:
	}
	return nil
}

func sameAsLedger(t *trial, sent, parked map[string]bool) error {
	taken := map[string]bool{}
	for _, e := range t.ledger {
		if taken[e.Key] = true; !sent[e.Key] && !parked[e.Key] {
			return fmt.Errorf("the provider took %s, which does not count as sent", e.Key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sent)) {
		if !taken[key] {
			return fmt.Errorf("%s counts as sent, and the provider has never taken it", key)
		}
	}
	return nil
}
