package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
	"tocsin/domain/policy"
	"tocsin/domain/reaction"
)

func newOffers() domain.Policy { return policy.NewOffers() }

// counter is a story with seats, rail and refund for an incident, and a notice owed to a party of two.
func counter() *storyOf {
	s := &storyOf{story(book())}
	s.Add("incident-i1", reported())
	for n, kind := range []string{"seats", "rail", "refund"} {
		s.Add(domain.StreamID("inventory-"+kind),
			inventory.AlternativeAdded{Kind: kind, Eligibility: "i1", Rank: n + 1, ValidTo: noon.Add(72 * time.Hour)},
			inventory.CapacitySet{N: 2, Unlimited: kind == "refund"})
	}
	s.owe("delivery-o1-1-1", "f1", 2)
	return s
}

func (s *storyOf) owe(stream domain.StreamID, offerID string, seats int) {
	s.Add(stream, delivery.Requested{IncidentID: "i1", Items: []delivery.Item{{Subject: "p" + offerID, OfferID: offerID, Party: offerID, Seats: seats, Channel: "sms"}}})
}

// held records that units are held and the offer is made, as the rules would.
func (s *storyOf) held(offerID, alternative string, n int) *storyOf {
	s.Add(domain.StreamID("inventory-"+alternative), inventory.UnitsHeld{OfferID: offerID, N: n, Until: noon.Add(2 * time.Hour)})
	s.Add(domain.StreamID("offer-"+offerID), offer.Made{Subject: "p" + offerID, IncidentID: "i1", Options: []string{alternative, "refund"}, Held: alternative, Seats: n, ExpiresAt: noon.Add(2 * time.Hour)})
	return s
}

func TestUnitsAreHeldBeforeAnOfferIsMade(t *testing.T) {
	s := counter()
	s.Add("inventory-seats", inventory.UnitsHeld{OfferID: "f1", N: 2, Until: noon.Add(2 * time.Hour)})
	asked := played(t, newOffers, s.Story, time.Minute)
	wantLines(t, asked, "0 hold inventory inventory.Hold", "0 make offer offer.Make")
	if asked[0].To != "inventory-seats" {
		t.Errorf("held from %s, want the lowest rank", asked[0].To)
	}
	m := commandOf[offer.Make](t, asked, 1)
	if len(m.Made.Options) != 2 || m.Made.Options[0] != "seats" || m.Made.Held != "seats" || m.Made.Brand != "blue" || len(m.Made.Evidence) != 1 {
		t.Errorf("got %+v", m.Made)
	}
}

func TestWithoutUnitsTheNextAlternativeIsTriedAndAtLastWhatHasNoLimit(t *testing.T) {
	s := counter()
	for _, kind := range []string{"seats", "rail"} {
		s.Add("reaction-offers", reaction.Refused{Policy: "offers", Step: "hold/f1", To: "inventory-" + kind, Code: "exhausted"})
	}
	s.owe("delivery-o1-1-2", "f2", 2)
	asked := played(t, newOffers, s.Story, time.Minute)
	wantLines(t, asked, "0 hold inventory inventory.Hold", "0 hold inventory inventory.Hold", "0 make offer offer.Make", "0 make offer offer.Make")
	if m := commandOf[offer.Make](t, asked, 3); m.Made.Held != "" || len(m.Made.Options) != 1 {
		t.Errorf("a party for whom nothing can be left was still put first to what is known to be empty: %+v", m.Made)
	}
}

func TestASmallerPartyMayStillFit(t *testing.T) {
	s := counter()
	s.Add("reaction-offers", reaction.Refused{Policy: "offers", Step: "hold/f1", To: "inventory-seats", Code: "exhausted"})
	s.owe("delivery-o1-1-2", "f2", 1)
	asked := played(t, newOffers, s.Story, time.Minute)
	if last := asked[len(asked)-1]; last.To != "inventory-seats" {
		t.Errorf("asked %v", lines(asked))
	}
}

func TestAnOfferIsPutOnceHoweverManyTextsFollow(t *testing.T) {
	s := counter().held("f1", "seats", 2)
	s.At(time.Minute)
	s.owe("delivery-o2-1-1", "f1", 2)
	wantLines(t, played(t, newOffers, s.Story, time.Hour), "0 hold inventory inventory.Hold", "0 make offer offer.Make")
}

func TestAChoiceIsCommittedAndConfirmedByTheHost(t *testing.T) {
	s := counter().held("f1", "seats", 2)
	s.At(10*time.Minute).Add("offer-f1", offer.Accepted{Option: "seats"}).Add("inventory-seats", inventory.UnitsCommitted{OfferID: "f1", N: 2}).
		Add("offer-f1", offer.Confirmed{})
	asked := played(t, newOffers, s.Story, 5*time.Hour)
	wantLines(t, asked[2:], "10 commit inventory inventory.Commit", "10 book offer ask.Booking")
	if b := commandOf[ask.Booking](t, asked, 3); b.Option != "seats" || b.Seats != 2 {
		t.Errorf("got %+v", b)
	}
}

func TestWhoChoosesSomethingElseGivesTheUnitsBack(t *testing.T) {
	s := counter().held("f1", "seats", 2)
	s.At(10*time.Minute).Add("offer-f1", offer.Accepted{Option: "refund"}).Add("inventory-seats", inventory.UnitsReleased{OfferID: "f1", N: 2}).
		Add("offer-f1", offer.Confirmed{})
	wantLines(t, played(t, newOffers, s.Story, 5*time.Hour)[2:], "10 release inventory inventory.Release", "10 book offer ask.Booking")
}

func TestAnOfferWithoutAnswerExpiresAndGivesItsUnitsBack(t *testing.T) {
	s := counter().held("f1", "seats", 2)
	s.At(2*time.Hour).Add("offer-f1", offer.Expired{})
	wantLines(t, played(t, newOffers, s.Story, 5*time.Hour)[2:], "120 expire offer offer.Expire", "120 release inventory inventory.Release")
}

func TestAChoiceThatTheHostDoesNotConfirmFails(t *testing.T) {
	s := counter().held("f1", "seats", 2)
	s.At(10*time.Minute).Add("offer-f1", offer.Accepted{Option: "seats"})
	wantLines(t, played(t, newOffers, s.Story, time.Hour)[2:], "10 commit inventory inventory.Commit", "12 unconfirmed offer offer.FailConfirm")
}

func TestAWrongCapacityTakesTheNewestUnconfirmedBackAndReplacesThem(t *testing.T) {
	s := counter().held("f1", "seats", 2)
	for _, id := range []string{"f2", "f3", "f4"} {
		s.owe(domain.StreamID("delivery-"+id+"-1-1"), id, 1)
		s.held(id, "seats", 1)
	}
	s.At(5*time.Minute).Add("offer-f4", offer.Accepted{Option: "seats"}).Add("inventory-seats", inventory.UnitsCommitted{OfferID: "f4", N: 1}).
		Add("offer-f4", offer.Confirmed{})
	s.At(10*time.Minute).Add("inventory-seats", inventory.CapacityCorrected{From: 9, To: 3, Overcommitted: 2})
	s.Add("offer-f3", offer.Revoked{Reason: "capacity_corrected"})
	asked := played(t, newOffers, s.Story, 15*time.Minute)
	var revoked, later []string
	for _, a := range asked {
		if _, ok := a.Command.(offer.Revoke); ok {
			revoked = append(revoked, string(a.To))
		} else if a.At.Equal(noon.Add(10 * time.Minute)) {
			later = append(later, line(a))
		}
	}
	if len(revoked) != 2 || revoked[0] != "offer-f3" || revoked[1] != "offer-f2" {
		t.Errorf("revoked %v, want f3 and f2: the newest that are not confirmed", revoked)
	}
	if len(later) != 2 || later[0] != "10 release inventory inventory.Release" || later[1] != "10 hold inventory inventory.Hold" {
		t.Errorf("for the one taken back: %v", later)
	}
}
