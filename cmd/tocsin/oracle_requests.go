package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
)

// saving is one word about the checkpoints: what was kept, or with what a life began.
type saving struct {
	at    map[string]domain.Position
	head  domain.Position // of the log
	begun bool            // a life began with it; it may be older than what was kept last
}

// checkpointsRise is I15: they never go back within a life, never run ahead of the log, and what was asked for because of
// a record below one is on record itself.
func checkpointsRise(t *trial) error {
	last := map[string]domain.Position{}
	for _, s := range t.saves {
		for name, position := range s.at { // order-free: each is looked at alone
			switch {
			case position > s.head:
				return fmt.Errorf("the checkpoint %d of %s is ahead of the log, which ends at %d", position, name, s.head)
			case position < last[name] && !s.begun:
				return fmt.Errorf("the checkpoint of %s went back from %d to %d", name, last[name], position)
			}
			last[name] = position
		}
	}
	for _, a := range t.requests() {
		for _, s := range t.saves {
			if s.begun || s.at[a.policy] < a.because.Position || a.effect > 0 && a.effect <= s.head {
				continue
			}
			return brokenAt(a.because, "%s asked %s of %s, the checkpoint %d lies behind it, and at %d it was not on record",
				a.policy, a.request.Step, a.request.To, s.at[a.policy], s.head)
		}
	}
	return nil
}

// requestsEnd is I25: every request that a policy makes because of a record ends as an event or as a refusal on record;
// and no party waits for an answer that will not come.
func requestsEnd(t *trial) error {
	for _, a := range t.requests() {
		if a.effect == 0 {
			return brokenAt(a.because, "%s asked %s of %s, and nothing came of it", a.policy, a.request.Step, a.request.To)
		}
	}
	return partiesGetOffers(t.records)
}

// partiesGetOffers: a party that is told is offered something as soon as there is anything without limit, whatever was
// refused before for want of units.
func partiesGetOffers(records []domain.Recorded) error {
	waits, made, unlimited := map[string]domain.Recorded{}, map[string]bool{}, map[domain.StreamID]bool{}
	for _, r := range records {
		switch e := r.Event.(type) {
		case inventory.CapacitySet:
			if delete(unlimited, r.Stream); e.Unlimited {
				unlimited[r.Stream] = true
			}
		case delivery.Requested:
			for _, item := range e.Items {
				if item.OfferID != "" && item.Seats > 0 && len(unlimited) > 0 {
					waits[item.OfferID] = r
				}
			}
		case offer.Made:
			made[r.Stream.Name()] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(waits)) {
		if !made[id] {
			return brokenAt(waits[id], "offer %s is owed and was never made", id)
		}
	}
	return nil
}

// policyRequest is what a policy asks because of a record, and where its effect lies; 0: nowhere.
type policyRequest struct {
	policy  string
	because domain.Recorded
	request domain.Request
	effect  domain.Position
}

// requests folds every policy anew, once.
func (t *trial) requests() []policyRequest {
	if t.asked == nil {
		t.asked = requestsOf(t)
	}
	return t.asked
}

func requestsOf(t *trial) (all []policyRequest) {
	keys := map[domain.StreamID][]keyEffect{}
	for _, r := range t.records {
		keys[r.Stream] = append(keys[r.Stream], keyEffect{r.Meta.Key, r.Position})
	}
	types := catalogue()
	for _, p := range policies() {
		wants := types.Names(p.Wants()...)
		for _, r := range t.records {
			if !wants[r.Type] {
				continue
			}
			p.Apply(r)
			for _, request := range p.React(r) {
				all = append(all, policyRequest{p.Name(), r, request, effectOf(keys, p.Name(), request)})
			}
		}
	}
	return all
}

// keyEffect is a command key and where it first stands.
type keyEffect struct {
	key string
	at  domain.Position
}

// effectOf finds what came of a request: an event of its key, or of a resolver's answer to it, or the refusal.
func effectOf(keys map[domain.StreamID][]keyEffect, policy string, request domain.Request) domain.Position {
	begin := policy + "/" + request.Cause + "/" + request.Step + "/"
	key := begin + string(request.To)
	for _, e := range keys[request.To] {
		if e.key == key || asksOutside(request.Command) && strings.HasPrefix(e.key, begin) {
			return e.at
		}
	}
	for _, e := range keys[domain.StreamID("reaction-"+policy)] {
		if e.key == "refused/"+key || asksOutside(request.Command) && strings.HasPrefix(e.key, "refused/"+begin) {
			return e.at
		}
	}
	return 0
}

func asksOutside(command any) bool {
	switch command.(type) {
	case ask.Affected, ask.Audience, ask.Notices, ask.Booking:
		return true
	}
	return false
}

// heldReactorsAskNothing is I25: whose checkpoint was lost, he says nothing more.
func heldReactorsAskNothing(t *trial) error {
	for _, r := range t.records {
		since, held := t.held[r.Meta.Actor.ID]
		if held && r.Meta.Actor.Kind == domain.ActorPolicy && r.Position > since {
			return brokenAt(r, "%s has lost its checkpoint at %d, and asks %s of %s", r.Meta.Actor.ID, since, r.Type, r.Stream)
		}
	}
	return nil
}
