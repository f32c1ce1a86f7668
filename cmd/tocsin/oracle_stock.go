package main

import (
	"tocsin/domain"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
)

// stockSuffices is I1. Between a correction of the capacity and the last revocation it leads to, more may be promised than
// there is; but no unit is given then.
func stockSuffices(t *trial) error {
	stocks, promises := map[domain.StreamID]*stock{}, offers{made: map[string]*promised{}, live: map[[2]string]string{}}
	for _, r := range t.records {
		var err error
		switch e := r.Event.(type) {
		case inventory.Event:
			if stocks[r.Stream] == nil {
				stocks[r.Stream] = &stock{used: map[string]int{}, committed: map[string]bool{}}
			}
			err = stocks[r.Stream].apply(r, e, promises)
		case offer.Event:
			err = promises.apply(r, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stock is one alternative.
type stock struct {
	capacity  int
	unlimited bool
	used      map[string]int // by offer
	committed map[string]bool
	sum       int
}

func (s *stock) apply(r domain.Recorded, e inventory.Event, made offers) error {
	switch e := e.(type) {
	case inventory.CapacitySet:
		s.capacity, s.unlimited = e.N, e.Unlimited
	case inventory.CapacityCorrected:
		s.capacity, s.unlimited = e.To, false
	case inventory.UnitsHeld:
		s.sum += e.N - s.used[e.OfferID]
		s.used[e.OfferID] = e.N
		if !s.unlimited && s.sum > s.capacity {
			return brokenAt(r, "%d units promised of %d", s.sum, s.capacity)
		}
	case inventory.UnitsCommitted:
		if s.used[e.OfferID] != e.N {
			return brokenAt(r, "%d units taken, %d were held", e.N, s.used[e.OfferID])
		}
		s.committed[e.OfferID] = true
	case inventory.UnitsReleased:
		if o := made.made[e.OfferID]; s.committed[e.OfferID] && o != nil && o.stage == "confirmed" {
			return brokenAt(r, "units of a confirmed offer are given away")
		}
		s.sum -= s.used[e.OfferID]
		delete(s.used, e.OfferID)
		delete(s.committed, e.OfferID)
	case inventory.AlternativeAdded:
	}
	return nil
}

// offers is what was put to parties, and of whom one still stands.
type offers struct {
	made map[string]*promised
	live map[[2]string]string // incident and head of the party -> offer
}

type promised struct {
	whose [2]string
	stage string // made, accepted, confirmed, ended
}

func (s offers) apply(r domain.Recorded, e offer.Event) error {
	id := r.Stream.Name()
	if made, ok := e.(offer.Made); ok {
		o := &promised{whose: [2]string{made.IncidentID, made.Subject}, stage: "made"}
		if other := s.live[o.whose]; other != "" {
			return brokenAt(r, "a second offer to one party; %s still stands", other)
		}
		s.made[id], s.live[o.whose] = o, id
		return nil
	}
	o := s.made[id]
	if o == nil {
		return brokenAt(r, "%s of an offer that was never made", r.Type)
	}
	before := o.stage
	switch e.(type) {
	case offer.Accepted:
		o.stage = "accepted"
	case offer.Confirmed:
		o.stage = "confirmed"
	case offer.Declined, offer.Expired, offer.ConfirmationFailed, offer.Revoked:
		o.stage = "ended"
		delete(s.live, o.whose)
	case offer.Made, offer.Replaced:
		return nil
	}
	if before == "ended" || before == "confirmed" {
		return brokenAt(r, "%s behind the end of the offer: it was %s", r.Type, before)
	}
	return nil
}
