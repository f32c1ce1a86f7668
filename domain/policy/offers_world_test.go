package policy_test

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
)

// TestEveryPartyGetsWhatExistsAndNothingTwice plays offers against the rules, with people who choose, decline or say
// nothing, a host that says yes, no or nothing, capacities that turn out wrong, and restarts in between.
func TestEveryPartyGetsWhatExistsAndNothingTwice(t *testing.T) {
	for seed := range seeds() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { offersWorld(t, seed) })
	}
}

// market is a world of offers.
type market struct {
	*world
	seats     map[string]int        // offer -> seats of its party
	made      map[string]offer.Made // offer -> how it was put
	booked    map[string]string     // offer -> what the host was asked for
	confirmed map[string]bool       // by the host
	revoked   map[string]bool
	replaced  map[string]string // offer -> the one in its place
}

func offersWorld(t *testing.T, seed uint64) {
	w := &market{
		world: newWorld(t, seed, newOffers), seats: map[string]int{}, made: map[string]offer.Made{}, booked: map[string]string{},
		confirmed: map[string]bool{}, revoked: map[string]bool{}, replaced: map[string]string{},
	}
	w.watch, w.resolve = w.see, w.host
	w.adopt(book())
	w.do("incident-i1", incident.Report{Reported: incident.Reported{
		Source: incident.Source{System: "ops", ExternalRef: "1"}, Brand: "blue", Domain: "air", Kind: "CANCELLED", StartedAt: noon, AwareAt: noon,
	}})
	for n, kind := range []string{"seats", "rail", "refund"} {
		w.do(domain.StreamID("inventory-"+kind), inventory.Add{
			AlternativeAdded: inventory.AlternativeAdded{Kind: kind, Unit: "seat", Eligibility: "i1", Rank: n + 1, ValidTo: noon.Add(72 * time.Hour), Source: "ops"},
			Capacity:         inventory.CapacitySet{N: 10 + w.chance.IntN(60), Unlimited: kind == "refund"},
		})
	}
	parties := 20 + w.chance.IntN(60)
	w.owe(parties)
	for _, kind := range []domain.StreamID{"inventory-seats", "inventory-rail"} {
		w.in(time.Duration(1+w.chance.IntN(100))*time.Minute, func() {
			s := w.states[kind].(inventory.State)
			w.do(kind, inventory.CorrectCapacity{To: w.chance.IntN(s.Capacity + 1), Source: "ops"})
		})
	}
	w.in(time.Hour, func() { w.owe(parties) }) // a newer text to the same parties
	w.run(noon.Add(20 * time.Minute))
	w.run(noon.Add(12 * time.Hour))
	w.check(parties)
}

// owe records that notices are owed to so many parties, the first of them again when they were owed before.
func (w *market) owe(parties int) {
	var e delivery.Requested
	for n := range parties {
		id := fmt.Sprintf("f%03d", n)
		if w.seats[id] == 0 {
			w.seats[id] = 1 + w.chance.IntN(5)
		}
		e.Items = append(e.Items, delivery.Item{I: n, Subject: "p" + id, OfferID: id, Party: id, Seats: w.seats[id], Channel: "sms"})
	}
	e.IncidentID = "i1"
	w.fact(domain.StreamID(fmt.Sprintf("delivery-o%d-1-1", len(w.records))), e)
}

// see lets a party do something about its offer.
func (w *market) see(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case offer.Made:
		if e.Brand != "blue" || e.Seats == 0 || len(e.Options) == 0 {
			w.t.Errorf("got %+v", e)
		}
		w.made[id] = e
		after := time.Duration(w.chance.IntN(130)) * time.Minute
		option := e.Options[w.chance.IntN(len(e.Options))]
		switch w.chance.IntN(5) {
		case 0, 1, 2:
			w.in(after, func() { w.do(r.Stream, offer.Accept{Option: option, Channel: "link", At: w.now}) })
		case 3:
			w.in(after, func() { w.do(r.Stream, offer.Decline{Now: w.now}) })
		}
	case offer.Confirmed:
		w.confirmed[id] = true
	case offer.Revoked:
		w.revoked[id] = true
	case offer.Replaced:
		w.replaced[id] = e.ReplacementOfferID
	}
}

// host answers bookings: yes, no, or nothing at all. It is asked only for units that are taken.
func (w *market) host(r domain.Request) bool {
	b, ok := r.Command.(ask.Booking)
	if !ok {
		return false
	}
	if w.booked[b.OfferID] != "" {
		w.t.Errorf("%s is booked twice", b.OfferID)
	}
	w.booked[b.OfferID] = b.Option
	if m := w.made[b.OfferID]; b.Option != "refund" && b.Option != m.Held {
		w.t.Errorf("%s: booked %s, held %s", b.OfferID, b.Option, m.Held)
	}
	after := time.Duration(w.chance.IntN(150)) * time.Second
	switch w.chance.IntN(4) {
	case 0:
		w.in(after, func() { w.do(r.To, offer.FailConfirm{Reason: "no"}) })
	case 1:
	default:
		w.in(after, func() { w.do(r.To, offer.Confirm{HostRef: "h"}) })
	}
	return true
}

func (w *market) check(parties int) {
	for n := range parties {
		if id := fmt.Sprintf("f%03d", n); len(w.made[id].Options) == 0 {
			w.t.Errorf("%s got no offer", id)
		}
	}
	taken := map[string]int{}
	for id := range w.made {
		s := w.states[domain.StreamID("offer-"+id)].(offer.State)
		if s.Phase == offer.Open || s.Phase == offer.Chosen {
			w.t.Errorf("%s is never settled: phase %d", id, s.Phase)
		}
		if w.confirmed[id] {
			taken[s.Option] += w.made[id].Seats
		}
		if w.revoked[id] && (w.replaced[id] == "" || len(w.made[w.replaced[id]].Options) == 0) {
			w.t.Errorf("%s was taken back and not replaced", id)
		}
	}
	for _, kind := range []string{"seats", "rail"} {
		s := w.states[domain.StreamID("inventory-"+kind)].(inventory.State)
		if s.Held != 0 || s.Committed != taken[kind] {
			w.t.Errorf("%s: %d held, %d taken, want 0 and the %d confirmed", kind, s.Held, s.Committed, taken[kind])
		}
	}
	if at, ok := w.reactors[0].policy.Next(); ok {
		w.t.Errorf("something is still due at %s", at)
	}
}
