package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tocsin/adapters/channels/sandbox"
	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/customer"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
)

// tale is a history made by hand, as the oracles see it.
func tale(s *foldtest.Story) *trial {
	t := &trial{records: s.Records, held: map[string]domain.Position{}, token: func(id string) string { return id }}
	for n, r := range t.records {
		t.records[n].Type, _, _, _ = catalogue().Encode(r.Event)
		t.records[n].Meta.Key = string(r.ID.String())
	}
	return t
}

func handmade() *foldtest.Story { return foldtest.New(simulationStart) }

// bites wants an oracle to be silent about a good history and to speak of each bad one.
func bites(t *testing.T, holds func(*trial) error, good *trial, bad map[string]*trial) {
	t.Helper()
	if err := holds(good); err != nil {
		t.Errorf("a good history: %v", err)
	}
	for name, history := range bad {
		if err := holds(history); err == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
}

func stockOf(n int) []domain.Event {
	return []domain.Event{inventory.AlternativeAdded{Kind: "rebook"}, inventory.CapacitySet{N: n}}
}

func TestStockOracleBites(t *testing.T) {
	t.Parallel()
	made := offer.Made{Subject: "p1", IncidentID: "i1"}
	held := func(id string, n int) domain.Event { return inventory.UnitsHeld{OfferID: id, N: n} }
	bites(t, stockSuffices,
		tale(handmade().Add("inventory-a", append(stockOf(2), held("o1", 2), inventory.UnitsReleased{OfferID: "o1", N: 2}, held("o2", 1))...).
			Add("offer-o1", made, offer.Expired{}).Add("offer-o2", made, offer.Accepted{}, offer.Confirmed{})),
		map[string]*trial{
			"too much is held":          tale(handmade().Add("inventory-a", append(stockOf(2), held("o1", 1), held("o2", 2))...)),
			"more is taken than held":   tale(handmade().Add("inventory-a", append(stockOf(2), held("o1", 1), inventory.UnitsCommitted{OfferID: "o1", N: 2})...)),
			"two offers to one party":   tale(handmade().Add("offer-o1", made).Add("offer-o2", made)),
			"confirmed and expired":     tale(handmade().Add("offer-o1", made, offer.Accepted{}, offer.Confirmed{}, offer.Expired{})),
			"confirmed behind its end":  tale(handmade().Add("offer-o1", made, offer.Declined{}, offer.Confirmed{})),
			"never made":                tale(handmade().Add("offer-o1", offer.Accepted{})),
			"given away when confirmed": tale(handmade().Add("inventory-a", append(stockOf(2), held("o1", 1), inventory.UnitsCommitted{OfferID: "o1", N: 1})...).Add("offer-o1", made, offer.Confirmed{}).Add("inventory-a", inventory.UnitsReleased{OfferID: "o1", N: 1})),
		})
}

func published(version int) domain.Event {
	return statement.Published{Version: version, Kind: statement.Update, CrisisID: "c1"}
}

func drafted(version int) domain.Event {
	return statement.Drafted{Version: version, Author: "policy/x", IncidentIDs: []string{"i1"}, Audience: "affected"}
}

func TestStatementOracleBites(t *testing.T) {
	t.Parallel()
	bites(t, oneVersionLives,
		tale(handmade().Add("statement-s1", drafted(1), published(1)).
			Add("conversation-t1", conversation.Replied{StatementID: "s1", StatementVersion: 1}).
			Add("statement-s1", drafted(2), statement.Superseded{Version: 1, ByVersion: 2}, published(2))),
		map[string]*trial{
			"two versions live":    tale(handmade().Add("statement-s1", drafted(1), published(1), drafted(2), published(2))),
			"two statements speak": tale(handmade().Add("statement-s1", drafted(1), published(1)).Add("statement-s2", drafted(1), published(1))),
			"a reply cites an old one": tale(handmade().Add("statement-s1", drafted(1), published(1), statement.Superseded{Version: 1}, published(2)).
				Add("conversation-t1", conversation.Replied{StatementID: "s1", StatementVersion: 1})),
		})
}

// batchOf is a batch of one version for some people, all by SMS.
func batchOf(version int, people ...string) delivery.Requested {
	r := delivery.Requested{OutreachID: "o1", StatementID: "s1", StatementVersion: version, NotAfter: simulationStart.Add(time.Hour)}
	for i, p := range people {
		r.Items = append(r.Items, delivery.Item{I: i, Subject: p, Channel: "sms", ContactID: "c", TemplateHash: "t"})
	}
	return r
}

func triedOn(channel string, items ...int) delivery.Attempted {
	e := delivery.Attempted{Provider: "acme"}
	for _, i := range items {
		e.Items = append(e.Items, delivery.AttemptedItem{I: i, Attempt: 1, Channel: channel, ContactID: "c"})
	}
	return e
}

func tookItem(i int) delivery.Accepted {
	return delivery.Accepted{Items: []delivery.AcceptedItem{{I: i}}}
}

// withLedger is what the provider took, in order: version and person.
func withLedger(t *trial, taken ...sandbox.Entry) *trial {
	t.ledger = taken
	return t
}

func takenOnce(version int, person string) sandbox.Entry {
	return sandbox.Entry{Key: delivery.Key("s1", version, person, "sms"), Channel: "sms", Acceptances: 1}
}

func twoVersions() *foldtest.Story {
	return handmade().Add("delivery-b1", batchOf(1, "p1"), triedOn("sms", 0)).Add("delivery-b2", batchOf(2, "p1"), triedOn("sms", 0))
}

func TestOrderOracleBites(t *testing.T) {
	t.Parallel()
	bites(t, versionsKeepOrder, withLedger(tale(twoVersions()), takenOnce(1, "p1"), takenOnce(2, "p1")),
		map[string]*trial{"crossed": withLedger(tale(twoVersions()), takenOnce(2, "p1"), takenOnce(1, "p1"))})
}

func TestLedgerOracleBites(t *testing.T) {
	t.Parallel()
	double := takenOnce(1, "p1")
	double.Acceptances = 2
	bites(t, nobodyIsToldTwice, withLedger(tale(twoVersions()), takenOnce(1, "p1")), map[string]*trial{
		"twice":    withLedger(tale(twoVersions()), double),
		"not owed": withLedger(tale(twoVersions()), takenOnce(3, "p1")),
	})
}

func TestAccountsOracleBites(t *testing.T) {
	t.Parallel()
	run := func(owed int, events ...domain.Event) *foldtest.Story {
		return handmade().Add("outreach-o1", outreach.AudienceFrozen{Count: owed}).Add("delivery-b1", events...)
	}
	done := outreach.Completed{ByState: map[string]int{"accepted": 1}}
	parked := run(1, batchOf(1, "p1"), triedOn("sms", 0), delivery.OutcomeUnknown{Items: []delivery.UnknownItem{{I: 0}}},
		delivery.Parked{Items: []delivery.ParkedItem{{I: 0}}})
	bites(t, accountsBalance,
		withLedger(tale(run(1, batchOf(1, "p1"), triedOn("sms", 0), tookItem(0)).Add("outreach-o1", done)), takenOnce(1, "p1")),
		map[string]*trial{
			"still open":         tale(run(1, batchOf(1, "p1"))),
			"nobody took it":     tale(run(1, batchOf(1, "p1"), triedOn("sms", 0), tookItem(0))),
			"not counted":        withLedger(tale(run(1, batchOf(1, "p1"), delivery.Suppressed{Items: []delivery.SuppressedItem{{I: 0, Reason: "erased"}}})), takenOnce(1, "p1")),
			"fewer owed":         withLedger(tale(run(2, batchOf(1, "p1"), triedOn("sms", 0), tookItem(0)).Add("outreach-o1", outreach.Completed{ByState: map[string]int{"accepted": 2}})), takenOnce(1, "p1")),
			"a run counts wrong": withLedger(tale(run(2, batchOf(1, "p1"), triedOn("sms", 0), tookItem(0)).Add("outreach-o1", done)), takenOnce(1, "p1")),
			"of no run":          tale(handmade().Add("delivery-b1", batchOf(1, "p1"))),
		})
	if err := accountsBalance(withLedger(tale(parked), takenOnce(1, "p1"))); err != nil {
		t.Errorf("what waits for a person may have arrived: %v", err)
	}
}

func TestApprovalOracleBites(t *testing.T) {
	t.Parallel()
	said := func(by string, rest ...domain.Event) *foldtest.Story {
		return handmade().Add("statement-s1", append([]domain.Event{
			drafted(1), statement.VariantSet{Version: 1, TemplateHash: "t"}, statement.Submitted{Version: 1, ContentHash: "h"},
			statement.ApprovalGiven{Version: 1, ContentHash: "h", By: by},
		}, rest...)...)
	}
	yes := statement.Approved{Version: 1, ContentHash: "h"}
	send := func(s *foldtest.Story) *foldtest.Story {
		return s.Add("outreach-o1", outreach.SendApproved{}).Add("delivery-b1", batchOf(1, "p1"), triedOn("sms", 0))
	}
	other := batchOf(1, "p1")
	other.Items[0].TemplateHash = "of something else"
	bites(t, onlyApprovedGoesOut, tale(send(said("person/comms", yes))), map[string]*trial{
		"by its author":         tale(said("policy/x")),
		"not approved":          tale(send(said("person/comms"))),
		"changed behind a yes":  tale(send(said("person/comms", yes, statement.VariantSet{Version: 1, TemplateHash: "u"}))),
		"the run is not let go": tale(said("person/comms", yes).Add("delivery-b1", batchOf(1, "p1"), triedOn("sms", 0))),
		"another template":      tale(said("person/comms", yes).Add("outreach-o1", outreach.SendApproved{}).Add("delivery-b1", other, triedOn("sms", 0))),
		"too late":              tale(send(said("person/comms", yes).At(2 * time.Hour))),
		"other bytes":           withLedger(tale(send(said("person/comms", yes))), takenOnce(1, "p1")),
	})
}

func TestExerciseOracleBites(t *testing.T) {
	t.Parallel()
	half := tale(handmade().Add("statement-s1", drafted(1), published(1)))
	half.records[1].Meta.Drill = true
	outside := withLedger(tale(twoVersions()), takenOnce(1, "p1"))
	outside.ledger[0].Drill = true
	bites(t, exercisesStayInside, tale(handmade().Add("statement-s1", drafted(1))), map[string]*trial{"half": half, "outside": outside})
}

func TestOldVersionsOracleBites(t *testing.T) {
	t.Parallel()
	clear := statement.Published{Version: 1, Kind: statement.AllClear, CrisisID: "c1"}
	behind := func(last domain.Event) *foldtest.Story {
		return handmade().Add("statement-s1", last).Add("crisis-c1", stoodDown()).Add("delivery-b1", batchOf(1, "p1"), triedOn("sms", 0))
	}
	bites(t, nothingOldGoesOut, tale(behind(clear)), map[string]*trial{
		"an old version":         tale(handmade().Add("statement-s1", published(1), published(2)).Add("delivery-b1", batchOf(1, "p1"), triedOn("sms", 0))),
		"behind the end":         tale(behind(published(1))),
		"before the publication": tale(handmade().Add("delivery-b1", batchOf(1, "p1"), triedOn("sms", 0))),
	})
}

func TestOptOutOracleBites(t *testing.T) {
	t.Parallel()
	no := customer.ConsentWithdrawn{Channel: "sms", Purpose: "service"}
	bites(t, whoSaidNoIsLeftAlone,
		tale(handmade().Add("delivery-b1", batchOf(1, "p1"), triedOn("sms", 0)).Add("customer-p1", no).Add("delivery-b1", triedOn("email", 0))),
		map[string]*trial{"attempted": tale(handmade().Add("customer-p1", no).Add("delivery-b1", batchOf(1, "p1"), triedOn("sms", 0)))})
}

func TestInFlightOracleBites(t *testing.T) {
	t.Parallel()
	limited := func(s *foldtest.Story) *trial {
		t := tale(s)
		t.rules.Channels = []playbook.Channel{{Kind: "sms", InFlight: 1}}
		return t
	}
	bites(t, littleIsInFlight,
		limited(handmade().Add("delivery-b1", batchOf(1, "p1", "p2"), triedOn("sms", 0), tookItem(0), triedOn("sms", 1))),
		map[string]*trial{"two at once": limited(handmade().Add("delivery-b1", batchOf(1, "p1", "p2"), triedOn("sms", 0, 1)))})
}

func raised(count int) callout.Raised {
	return callout.Raised{
		Need: []callout.Need{{Skill: "care", Lang: "en", Count: count}}, AckWithinS: 60, StartBy: simulationStart.Add(time.Hour),
		EndBy: simulationStart.Add(9 * time.Hour),
	}
}

func TestCallOracleBites(t *testing.T) {
	t.Parallel()
	called := callout.MemberCalled{Member: "m1", At: simulationStart}
	onCall := []domain.Event{reserve.Registered{Contract: reserve.Contract{MaxDayS: 3600}}, reserve.AvailabilitySet{OnCall: true}}
	hours := func(id string, n int) reserve.Booked {
		return reserve.Booked{CalloutID: id, From: simulationStart, Until: simulationStart.Add(time.Duration(n) * time.Hour)}
	}
	bites(t, callsEnd,
		tale(handmade().Add("reserve-m1", append(onCall, hours("c1", 1), reserve.Unbooked{CalloutID: "c1"}, hours("c2", 1))...).
			Add("callout-c1", raised(1), called).At(65*time.Second).Add("callout-c1", callout.TimedOut{Member: "m1"}, called, callout.Accepted{Member: "m1"})),
		map[string]*trial{
			"left open":      tale(handmade().Add("callout-c1", raised(1), called).At(75*time.Second).Add("customer-p1", customer.Registered{})),
			"one too many":   tale(handmade().Add("callout-c1", raised(1), callout.Accepted{Member: "m1"}, callout.Accepted{Member: "m2"})),
			"called twice":   tale(handmade().Add("callout-c1", raised(1), called, called)),
			"booked twice":   tale(handmade().Add("reserve-m1", append(onCall, hours("c1", 1), hours("c2", 1))...)),
			"off duty":       tale(handmade().Add("reserve-m1", reserve.Registered{}, hours("c1", 1))),
			"over the hours": tale(handmade().Add("reserve-m1", append(onCall, hours("c1", 2))...)),
		})
	open := handmade().Add("callout-c1", raised(1), called).At(75*time.Second).Add("customer-p1", customer.Registered{})
	heldAt := func(p domain.Position) *trial {
		t := tale(open)
		t.held["call_reserve"] = p
		return t
	}
	bites(t, callsEnd, heldAt(2), // a policy that waits for a person ends no call
		map[string]*trial{"held too late to be an excuse": heldAt(3)})
	bites(t, noCallStaysOpen, tale(handmade().Add("callout-c1", raised(1), called, callout.Declined{Member: "m1"})),
		map[string]*trial{"open": tale(handmade().Add("callout-c1", raised(1), called))})
}

func TestAnswersOracleBites(t *testing.T) {
	t.Parallel()
	seq := func(late bool) *foldtest.Story {
		return handmade().Add("incident-i1", incident.Reported{Source: incident.Source{Seq: 1}}, incident.ScopeChanged{Seq: 3}, incident.ScopeChanged{Seq: 2, Late: late})
	}
	told := func(second error, position domain.Position, key string) *trial {
		t := tale(seq(true))
		first := doorAnswer{stream: "incident-i1", key: t.records[0].Meta.Key, outcome: node.Outcome{Position: 1, Events: 1}}
		again := doorAnswer{stream: "incident-i1", key: first.key, outcome: node.Outcome{Position: position, Repeated: true}, err: second}
		if key != "" {
			first.key = key
		}
		t.answers = []doorAnswer{first, again}
		return t
	}
	twice := tale(handmade().Add("incident-i1", incident.Closed{}, incident.Closed{}))
	twice.records[1].ID = twice.records[0].ID
	apart := tale(handmade().Add("incident-i1", incident.Closed{}, incident.Reopened{}, incident.Closed{}))
	apart.records[2].Meta.Key = apart.records[0].Meta.Key
	bites(t, answersStand, told(nil, 1, ""), map[string]*trial{
		"an id twice":                 twice,
		"a key with a second effect":  apart,
		"out of order and not marked": tale(seq(false)),
		"refused the second time":     told(errors.New("key reused"), 0, ""),
		"another answer":              told(nil, 2, ""),
		"acknowledged and lost":       told(nil, 1, "another key"),
	})
}

func TestCauseOracleBites(t *testing.T) {
	t.Parallel()
	chain := func(events int, actor string, cause func(n int, s []domain.Recorded) string) *trial {
		s := handmade()
		for range events {
			s.Add("incident-i1", incident.Closed{})
		}
		t := tale(s)
		for n := 1; n < events; n++ {
			t.records[n].Meta.Actor.Kind, t.records[n].Meta.CausationID = actor, cause(n, t.records)
		}
		return t
	}
	before := func(n int, s []domain.Recorded) string { return s[n-1].ID.String() }
	bites(t, everythingHasACause, chain(longestChain+1, domain.ActorPolicy, before), map[string]*trial{
		"none":      chain(2, domain.ActorNode, func(int, []domain.Recorded) string { return "" }),
		"unknown":   chain(2, domain.ActorPolicy, func(int, []domain.Recorded) string { return "elsewhere" }),
		"itself":    chain(2, domain.ActorPolicy, func(n int, s []domain.Recorded) string { return s[n].ID.String() }),
		"runs away": chain(longestChain+2, domain.ActorPolicy, before),
	})
}

func TestPictureOracleBites(t *testing.T) {
	t.Parallel()
	other := tale(twoVersions())
	other.pictures = map[string][]byte{"outbox": []byte("{}")}
	bites(t, picturesFollow, tale(twoVersions()), map[string]*trial{"another picture": other})
}

func TestDetectorOracleBites(t *testing.T) {
	t.Parallel()
	open := func(minutes int) surge.Detected {
		return surge.Detected{At: simulationStart.Add(time.Duration(minutes) * time.Minute)}
	}
	bites(t, detectorCountsOnce, tale(handmade().Add("surge-a", open(0)).Add("surge-b", open(10))),
		map[string]*trial{"flickers": tale(handmade().Add("surge-a", open(0)).Add("surge-b", open(9)))})
}

func TestCheckpointOracleBites(t *testing.T) {
	t.Parallel()
	saved := func(positions ...domain.Position) *trial {
		t := tale(handmade())
		for _, p := range positions {
			t.saves = append(t.saves, saving{at: map[string]domain.Position{"offers": p}, head: 5})
		}
		return t
	}
	older := saved(3, 2)
	older.saves[1].begun = true
	bites(t, checkpointsRise, older, map[string]*trial{"back": saved(3, 2), "ahead": saved(6)})

	asked := tale(handmade().Add("incident-i1", incident.Reported{Brand: "b"}))
	asked.saves = []saving{{at: map[string]domain.Position{"list_affected": 1}, head: 1}}
	if err := checkpointsRise(asked); err == nil || !strings.Contains(err.Error(), "list_affected") {
		t.Errorf("a checkpoint behind a request that is not on record: %v", err)
	}
}

func TestRequestOracleBites(t *testing.T) {
	t.Parallel()
	owed := batchOf(1, "p1")
	owed.Items[0].OfferID, owed.Items[0].Seats = "o1", 1
	unlimited := handmade().Add("inventory-a", inventory.AlternativeAdded{}, inventory.CapacitySet{Unlimited: true}).Add("delivery-b1", owed)
	if err := partiesGetOffers(tale(unlimited).records); err == nil {
		t.Error("a party without its offer is not noticed")
	}
	if err := partiesGetOffers(tale(unlimited.Add("offer-o1", offer.Made{})).records); err != nil {
		t.Error(err)
	}
	bites(t, requestsEnd, tale(handmade()), map[string]*trial{"nothing came of it": tale(handmade().Add("incident-i1", incident.Reported{Brand: "b"}))})
}

func TestHeldOracleBites(t *testing.T) {
	t.Parallel()
	speaks := tale(handmade().Add("incident-i1", incident.Closed{}))
	speaks.records[0].Meta.Actor = domain.Actor{Kind: domain.ActorPolicy, ID: "offers"}
	speaks.held["offers"] = 0
	bites(t, heldReactorsAskNothing, tale(handmade().Add("incident-i1", incident.Closed{})), map[string]*trial{"speaks": speaks})
}

func stoodDown() domain.Event { return crisis.StoodDown{} }
