package policy_test

import (
	"fmt"
	"slices"
	"strings"
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

// queue is a story in which so many parties are owed a notice by one batch, with these seats each; there are two units of
// seats and of rail.
func queue(seats ...int) *storyOf {
	s := counter()
	var batch delivery.Requested
	for n, of := range seats {
		id := fmt.Sprint("q", n+1)
		batch.Items = append(batch.Items, delivery.Item{I: n, Subject: "p" + id, OfferID: id, Party: id, Seats: of, Channel: "sms"})
	}
	batch.IncidentID = "i1"
	s.Add("inventory-seats", inventory.UnitsHeld{OfferID: "f1", N: 2, Until: noon.Add(time.Hour)}, inventory.CapacitySet{N: 4})
	s.Add("delivery-o1-1-2", batch)
	return s
}

func holdsOf(t *testing.T, s *storyOf, until time.Duration) (holds []string) {
	t.Helper()
	for _, a := range played(t, newOffers, s.Story, until) {
		switch c := a.Command.(type) {
		case inventory.Hold:
			holds = append(holds, c.OfferID+" "+a.To.Name())
		case offer.Make:
			holds = append(holds, a.To.Name()+" "+strings.Join(c.Made.Options, " "))
		}
	}
	return holds
}

func TestWhatIsGivenOrAskedForAlreadyIsNotAskedFor(t *testing.T) {
	got := holdsOf(t, queue(1, 2, 1, 1), time.Minute)
	want := []string{"f1 seats", "f1 seats refund", "q1 seats", "q2 rail", "q3 seats", "q4 refund"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhatWasAskedForInVainIsFreeAgain(t *testing.T) {
	s := queue(2, 2)
	s.Add("reaction-offers", reaction.Refused{Policy: "offers", Step: "hold/q1", To: "inventory-seats", Code: "invalid"})
	s.owe("delivery-o1-1-3", "q9", 2)
	got := holdsOf(t, s, time.Minute)
	want := []string{"f1 seats", "f1 seats refund", "q1 seats", "q2 rail", "q1 refund", "q9 seats"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhatIsKeptPastItsTimeIsAskedFor(t *testing.T) {
	s := queue(2)
	s.Add("inventory-seats", inventory.UnitsHeld{OfferID: "q1", N: 2, Until: noon.Add(2 * time.Hour)})
	s.At(30 * time.Minute)
	s.owe("delivery-o1-1-3", "q8", 2) // goes by rail
	s.At(61 * time.Minute)
	s.owe("delivery-o1-1-4", "q9", 2) // f1 has not taken its seats
	got := holdsOf(t, s, 62*time.Minute)
	if want := []string{"q8 rail", "q9 seats"}; !slices.Contains(got, want[0]) || !slices.Contains(got, want[1]) {
		t.Errorf("got %v, want %v among them", got, want)
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

func TestAnOfferStandsAsLongAsItsUnitsAreKept(t *testing.T) {
	s := counter()
	s.At(time.Minute).Add("inventory-seats", inventory.UnitsHeld{OfferID: "f1", N: 2, Until: noon.Add(2 * time.Hour)})
	asked := played(t, newOffers, s.Story, 2*time.Minute)
	if m := commandOf[offer.Make](t, asked, 1); !m.Made.ExpiresAt.Equal(noon.Add(2 * time.Hour)) {
		t.Errorf("expires at %s", m.Made.ExpiresAt)
	}
}

func TestUnitsThatAreGoneCannotBeChosen(t *testing.T) {
	s := counter().held("f1", "seats", 2)
	s.At(10*time.Minute).Add("inventory-seats", inventory.UnitsReleased{OfferID: "f1", N: 2, Reason: "expired"})
	s.At(11*time.Minute).Add("offer-f1", offer.Accepted{Option: "seats"}, offer.ConfirmationFailed{})
	wantLines(t, played(t, newOffers, s.Story, 5*time.Hour)[2:], "11 gone offer offer.FailConfirm")

	s = counter().held("f1", "seats", 2)
	s.At(10*time.Minute).Add("offer-f1", offer.Accepted{Option: "seats"}).
		Add("reaction-offers", reaction.Refused{Policy: "offers", Step: "commit/f1", To: "inventory-seats", Code: "conflict"}).
		Add("offer-f1", offer.ConfirmationFailed{})
	wantLines(t, played(t, newOffers, s.Story, 5*time.Hour)[2:], "10 commit inventory inventory.Commit", "10 gone offer offer.FailConfirm", "10 release inventory inventory.Release")
}

func TestAnOfferThatCannotBeMadeGivesItsUnitsBack(t *testing.T) {
	s := counter()
	s.Add("inventory-seats", inventory.UnitsHeld{OfferID: "f1", N: 2, Until: noon.Add(2 * time.Hour)}).
		Add("reaction-offers", reaction.Refused{Policy: "offers", Step: "make/f1", To: "offer-f1", Code: "no_change"})
	s.owe("delivery-o2-1-1", "f1", 2)
	wantLines(t, played(t, newOffers, s.Story, time.Hour), "0 hold inventory inventory.Hold", "0 make offer offer.Make", "0 release inventory inventory.Release")
}

func TestWhatHasEndedIsNotOfferedAgain(t *testing.T) {
	s := counter().held("f1", "seats", 2)
	s.At(time.Minute).Add("offer-f1", offer.Declined{}).Add("inventory-seats", inventory.UnitsReleased{OfferID: "f1", N: 2})
	s.owe("delivery-o2-1-1", "f1", 2)
	wantLines(t, played(t, newOffers, s.Story, 5*time.Hour)[2:], "1 release inventory inventory.Release")
}

func TestWithoutAnyOptionNothingIsOfferedUntilThereIsOne(t *testing.T) {
	s := &storyOf{story(book())}
	s.Add("incident-i1", reported())
	s.owe("delivery-o1-1-1", "f1", 2)
	s.Add("inventory-refund", inventory.AlternativeAdded{Kind: "refund", Eligibility: "*"}, inventory.CapacitySet{Unlimited: true})
	s.At(time.Minute)
	s.owe("delivery-o2-1-1", "f1", 2)
	wantLines(t, played(t, newOffers, s.Story, time.Hour), "1 make offer offer.Make")
}

func TestWhatEndsTooSoonIsNotOffered(t *testing.T) {
	p := book()
	p.Offer.StopBefore = 3 * time.Hour
	s := &storyOf{story(p)}
	s.Add("incident-i1", reported()).
		Add("inventory-rail", inventory.AlternativeAdded{Kind: "rail", Eligibility: "i1", Rank: 1, ValidTo: noon.Add(2 * time.Hour)}, inventory.CapacitySet{N: 9}).
		Add("inventory-bus", inventory.AlternativeAdded{Kind: "bus", Eligibility: "i1", Rank: 2, ValidTo: noon.Add(4 * time.Hour)}, inventory.CapacitySet{N: 9})
	s.owe("delivery-o1-1-1", "f1", 2)
	asked := played(t, newOffers, s.Story, time.Minute)
	wantLines(t, asked, "0 hold inventory inventory.Hold")
	if asked[0].To != "inventory-bus" {
		t.Errorf("held from %s", asked[0].To)
	}
}

// overdrawn is a story of three offers of one seat each, of which so many were promised too much.
func overdrawn(over int) *storyOf {
	s := counter().held("f1", "seats", 2)
	for _, id := range []string{"f2", "f3"} {
		s.owe(domain.StreamID("delivery-"+id+"-1-1"), id, 1)
		s.held(id, "seats", 1)
	}
	s.At(10*time.Minute).Add("inventory-seats", inventory.CapacityCorrected{From: 4, To: 4 - over, Overcommitted: over})
	return s
}

func revokedOf(t *testing.T, s *storyOf) (revoked []string) {
	t.Helper()
	for _, a := range played(t, newOffers, s.Story, 15*time.Minute) {
		if _, ok := a.Command.(offer.Revoke); ok {
			revoked = append(revoked, a.To.Name())
		}
	}
	return revoked
}

func TestASecondCorrectionCountsWhatIsOnItsWayBack(t *testing.T) {
	s := overdrawn(1)
	s.Add("inventory-seats", inventory.CapacityCorrected{From: 3, To: 2, Overcommitted: 2})
	if got := revokedOf(t, s); len(got) != 2 || got[0] != "f3" || got[1] != "f2" {
		t.Errorf("revoked %v, want f3 and then f2", got)
	}
}

func TestWhatWasConfirmedMeanwhileIsKeptAndAnotherTakenBack(t *testing.T) {
	s := overdrawn(1)
	s.Add("offer-f3", offer.Confirmed{}).
		Add("reaction-offers", reaction.Refused{Policy: "offers", Step: "revoke/f3", To: "offer-f3", Code: "conflict"})
	if got := revokedOf(t, s); len(got) != 2 || got[0] != "f3" || got[1] != "f2" {
		t.Errorf("revoked %v, want f3, and in its place f2", got)
	}
}

func TestWhereTooMuchIsPromisedNothingIsHeld(t *testing.T) {
	s := overdrawn(1)
	s.owe("delivery-f9-1-1", "f9", 1)
	s.Add("offer-f3", offer.Revoked{}).Add("inventory-seats", inventory.UnitsReleased{OfferID: "f3", N: 1})
	s.Add("inventory-seats", inventory.CapacitySet{N: 4})
	s.owe("delivery-f8-1-1", "f8", 1)
	var holds []string
	for _, a := range played(t, newOffers, s.Story, 15*time.Minute) {
		if h, ok := a.Command.(inventory.Hold); ok && a.At.Equal(noon.Add(10*time.Minute)) {
			holds = append(holds, h.OfferID+" "+a.To.Name())
		}
	}
	if len(holds) != 3 || holds[0] != "f9 rail" || holds[1] != offer.ReplacementFor("f3")+" rail" || holds[2] != "f8 seats" {
		t.Errorf("held %v", holds)
	}
}

func TestManyOffersTakeLittleTime(t *testing.T) {
	s := counter()
	const many = 20_000
	s.Add("inventory-seats", inventory.CapacitySet{N: many})
	p := newOffers()
	for _, r := range s.Records {
		p.Apply(r)
	}
	at := domain.Position(len(s.Records))
	feed := func(stream domain.StreamID, e domain.Event) []domain.Request {
		at++
		r := domain.Recorded{Stream: stream, Position: at, ID: domain.NewEventID(stream, "many", int(at)), Meta: domain.Meta{RecordedAt: noon}, Event: e}
		p.Apply(r)
		return p.React(r)
	}
	for n := range many {
		id := domain.DeriveID("many", string(rune(n)))
		feed("delivery-x-1-1", delivery.Requested{IncidentID: "i1", Items: []delivery.Item{{Subject: id, OfferID: id, Party: id, Seats: 1}}})
		feed("inventory-seats", inventory.UnitsHeld{OfferID: id, N: 1, Until: noon.Add(time.Hour)})
		feed(domain.StreamID("offer-"+id), offer.Made{Held: "seats", Options: []string{"seats"}, ExpiresAt: noon.Add(time.Hour)})
		p.Next()
	}
	expiring := p.Due(noon.Add(time.Hour))
	if len(expiring) < many {
		t.Fatalf("%d offers expire", len(expiring))
	}
	for _, a := range expiring {
		if id := a.To.Name(); id != "f1" {
			feed(a.To, offer.Expired{})
			feed("inventory-seats", inventory.UnitsReleased{OfferID: id, N: 1})
			p.Next()
		}
	}
	if _, ok := p.Next(); ok {
		t.Error("something is still due")
	}
}

func TestWhatIsNotValidYetIsNotOffered(t *testing.T) {
	s := storyOf{story(book())}
	s.Add("inventory-seats", inventory.AlternativeAdded{Kind: "rebook", Unit: "seat", Eligibility: "i1", Rank: 1, ValidFrom: noon.Add(time.Hour)},
		inventory.CapacitySet{N: 5})
	request := delivery.Requested{IncidentID: "i1", Items: []delivery.Item{{Subject: "a", Party: "a", Seats: 1, OfferID: "o1"}}}
	s.Add("delivery-x-1-1", request)
	s.At(time.Hour).Add("delivery-x-1-2", request)
	wantLines(t, played(t, func() domain.Policy { return policy.NewOffers() }, s.Story, 2*time.Hour), "60 hold inventory inventory.Hold")
}

func TestWhoGoesBackToItsOwnFlightGivesBackWhatItHadChosen(t *testing.T) {
	s := storyOf{story(book())}
	first, back := offer.IDFor("i1", "a"), offer.IDFor("pool", "a")
	seats := inventory.AlternativeAdded{Kind: "rebook", Unit: "seat", Eligibility: "i1", Rank: 1}
	own := inventory.AlternativeAdded{Kind: "rebook", Unit: "seat", Eligibility: "pool", Rank: 1}
	owed := func(id, pool string) delivery.Requested {
		return delivery.Requested{IncidentID: "i1", Items: []delivery.Item{{Subject: "a", Party: "a", Seats: 1, OfferID: id, Pool: pool}}}
	}
	s.Add("inventory-seats", seats, inventory.CapacitySet{N: 5}).
		Add("inventory-own", own, inventory.CapacitySet{Unlimited: true}).
		Add("delivery-x-1-1", owed(first, "")).
		Add("inventory-seats", inventory.UnitsHeld{OfferID: first, N: 1, Until: noon.Add(time.Hour)}).
		Add(domain.StreamID("offer-"+first), offer.Made{ExpiresAt: noon.Add(time.Hour)}, offer.Accepted{Option: "seats"}).
		Add("inventory-seats", inventory.UnitsCommitted{OfferID: first, N: 1}).
		Add(domain.StreamID("offer-"+first), offer.Confirmed{HostRef: "r"})
	s.At(time.Hour).Add("delivery-x-2-1", owed(back, "pool")).
		Add(domain.StreamID("offer-"+back), offer.Made{Options: []string{"own"}, ExpiresAt: noon.Add(2 * time.Hour)}, offer.Accepted{Option: "own"}).
		Add(domain.StreamID("offer-"+back), offer.Confirmed{HostRef: "r2"})
	asked := played(t, func() domain.Policy { return policy.NewOffers() }, s.Story, 61*time.Minute)
	var late []string
	for _, a := range asked {
		if a.At.Sub(noon) >= time.Hour {
			late = append(late, line(a))
		}
	}
	want := []string{"60 make offer offer.Make", "60 book offer ask.Booking", "60 give_back inventory inventory.Release"}
	if !slices.Equal(late, want) {
		t.Errorf("asked %q, want %q", late, want)
	}
	if c, ok := asked[len(asked)-1].Command.(inventory.Release); !ok || c.OfferID != first {
		t.Errorf("gave back %+v", asked[len(asked)-1])
	}
}
