package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/playbook"
	"tocsin/domain/policy"
	"tocsin/domain/statement"
)

func newCorrectOffers() domain.Policy { return policy.NewCorrectOffers() }

// promisedSeats is a story in which a cell speaks, promises news at 13:00, and seats are put up.
func promisedSeats() *storyOf {
	s := &storyOf{story(withText(book(), statement.Correction))}
	s.Add("incident-i1", reported()).Add("crisis-c1", crisis.Activated{IncidentIDs: []string{"i1"}}).
		Add("inventory-rail", inventory.AlternativeAdded{Kind: "rail", Unit: "seat", Eligibility: "i1"}).
		Add(statement.Stream(statement.IDFor("i1", statement.ToAffected)), statement.Published{Version: 1, IncidentIDs: []string{"i1"}, NextUpdateAt: noon.Add(time.Hour)})
	return s
}

func withText(p playbook.Playbook, kind string) playbook.Playbook {
	p.Texts = append(p.Texts, playbook.Text{Kind: kind, Lang: "en", Channel: "sms", Template: "About {flight}: {link}."})
	return p
}

func TestWhoLosesAnOfferIsToldBesideTheTextToAll(t *testing.T) {
	s := promisedSeats()
	s.At(20*time.Minute).Add("inventory-rail", inventory.CapacityCorrected{From: 10, To: 5, Overcommitted: 2})
	asked := played(t, newCorrectOffers, s.Story, time.Hour)
	wantLines(t, asked, "20 correction statement statement.Draft")
	d := commandOf[statement.Draft](t, asked, 0).Drafted
	if asked[0].To != statement.Stream(statement.IDFor("i1", statement.ToRevoked)) || d.Audience != statement.ToRevoked || !d.Push {
		t.Errorf("%s: %+v", asked[0].To, d)
	}
	if d.CrisisID != "c1" || !d.NextUpdateAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("it speaks for %q and promises %s: want the cell, and the time that everybody was promised", d.CrisisID, d.NextUpdateAt)
	}
}

func TestACorrectionThatTakesNothingAwayIsNotTold(t *testing.T) {
	s := promisedSeats()
	s.At(20*time.Minute).Add("inventory-rail", inventory.CapacityCorrected{From: 10, To: 8}).
		Add("inventory-bus", inventory.CapacityCorrected{From: 10, To: 8, Overcommitted: 1}) // of no incident that is known
	wantLines(t, played(t, newCorrectOffers, s.Story, time.Hour))
}

func TestTheTextToSomeMakesNoPromiseOfItsOwn(t *testing.T) {
	s := story(book()).Add("crisis-c1", crisis.Activated{}).
		Add("statement-s9", statement.Drafted{Version: 1, Audience: statement.ToRevoked, IncidentIDs: []string{"i1"}},
			statement.Published{Version: 1, Brand: "blue", CrisisID: "c1", NextUpdateAt: noon.Add(time.Hour)})
	wantLines(t, played(t, newKeepPromise, s, 3*time.Hour))
}

func TestNoNewsAfterARecoveryIsARecovery(t *testing.T) {
	s := &storyOf{story(book())}
	s.Add("crisis-c1", crisis.Activated{})
	s.Add("statement-s1", statement.Drafted{Version: 1, Kind: statement.Recovery, IncidentIDs: []string{"i1"}},
		statement.Published{Version: 1, Kind: statement.Recovery, Brand: "blue", CrisisID: "c1", NextUpdateAt: noon.Add(time.Hour)})
	s.Add("crisis-c1", crisis.PromiseMade{PromiseID: domain.DeriveID("promise", "s1", "1"), StatementID: "s1", StatementVersion: 1, At: noon.Add(time.Hour)})
	asked := played(t, newKeepPromise, s.Story, 51*time.Minute)
	wantLines(t, asked, "0 make crisis crisis.MakePromise", "50 no_news statement statement.Draft")
	if kind := commandOf[statement.Draft](t, asked, 1).Drafted.Kind; kind != statement.Recovery {
		t.Errorf("a text of the kind %s", kind)
	}
}

func newAskReinstated() domain.Policy { return policy.NewAskReinstated() }

func reinstated(numbers ...string) incident.ScopeChanged {
	e := incident.ScopeChanged{Added: flights(numbers...), Seq: 5}
	for n := range e.Added.Flights {
		e.Added.Flights[n].Status = incident.Reinstated
	}
	return e
}

func TestPassengersOfAReinstatedFlightAreAsked(t *testing.T) {
	s := story(withText(book(), statement.Reinstated)).Add("incident-i1", reported()).
		At(time.Minute).Add("incident-i1", incident.ScopeChanged{Added: flights("2"), Seq: 2}).
		At(time.Hour).Add("incident-i1", reinstated("1", "2"))
	asked := played(t, newAskReinstated, s, 2*time.Hour)
	wantLines(t, asked, "60 seats inventory inventory.Add", "60 seats inventory inventory.Add", "60 reinstated statement statement.Draft")
	seats := commandOf[inventory.Add](t, asked, 0)
	if pool := incident.PoolOf(flights("1").Flights[0]); seats.AlternativeAdded.Eligibility != pool || !seats.Capacity.Unlimited {
		t.Errorf("got %+v", seats)
	}
	if d := commandOf[statement.Draft](t, asked, 2).Drafted; d.Audience != statement.ToReinstated || d.Brand != "blue" {
		t.Errorf("got %+v", d)
	}
}

func TestWithoutWordsForItNobodyIsAsked(t *testing.T) {
	s := story(book()).Add("incident-i1", reported(), reinstated("1"))
	wantLines(t, played(t, newAskReinstated, s, time.Hour))
}
