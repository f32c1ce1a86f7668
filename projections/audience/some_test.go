package audience

import (
	"testing"
	"time"

	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
)

// textTo is a statement to some of those affected.
func (w *world) textTo(audience string, version int) *world {
	w.t.Helper()
	id := statement.IDFor("i1", audience)
	return w.add(statement.Stream(id), statement.Drafted{
		Version: version, Brand: "blue", Kind: statement.Correction, IncidentIDs: []string{"i1"}, Audience: audience, Push: true,
	})
}

func (w *world) publishTo(audience string, version int) *world {
	w.t.Helper()
	return w.add(statement.Stream(statement.IDFor("i1", audience)), statement.Published{Version: version})
}

// offered is a world in which everybody was told, and p1 and p4 have an offer; that of p4 is taken back.
func offered(t *testing.T) *world {
	return told(t).
		add("offer-f1", offer.Made{IncidentID: "i1", Party: "party1", Subject: "p1"}).
		add("offer-f4", offer.Made{IncidentID: "i1", Party: "party4", Subject: "p4"}).
		at(time.Hour).add("offer-f4", offer.Revoked{Reason: "capacity_corrected"})
}

func TestWhoLostAnOfferIsToldOfTheOneInItsPlaceAndNobodyElse(t *testing.T) {
	w := offered(t).textTo(statement.ToRevoked, 1).publishTo(statement.ToRevoked, 1)
	id := outreach.IDFor(statement.IDFor("i1", statement.ToRevoked), 1, 1)
	w.approve(id)
	want(t, "told", w.subjects(delivery.Stream(id, 2, 1)), []string{"p4"})
	item := w.batches[delivery.Stream(id, 2, 1)].Item(0)
	want(t, "offer", item.OfferID, offer.ReplacementFor("f4"))
	want(t, "the text to all is untouched", w.states(), []string{"sent", "sent", "sent", "sent", "sent"})
	w.send(id, 2, true)
	want(t, "its run", w.runs[outreach.Stream(id)].Phase, outreach.Done)
	want(t, "the text to all is still untouched", w.states(), []string{"sent", "sent", "sent", "sent", "sent"})
}

func TestWhoLosesAnOfferAfterTheCorrectionIsToldByAFurtherRun(t *testing.T) {
	w := offered(t).textTo(statement.ToRevoked, 1).publishTo(statement.ToRevoked, 1)
	w.at(2*time.Hour).add("offer-f1", offer.Revoked{Reason: "capacity_corrected"}).at(3 * time.Hour)
	id := outreach.IDFor(statement.IDFor("i1", statement.ToRevoked), 1, 2)
	w.approve(id)
	want(t, "told", w.subjects(delivery.Stream(id, 2, 1)), []string{"p1"})
}

func TestWhoWasNotToldByARunThatEndedIsToldByTheNextCorrection(t *testing.T) {
	w := offered(t).textTo(statement.ToRevoked, 1).publishTo(statement.ToRevoked, 1)
	first := outreach.IDFor(statement.IDFor("i1", statement.ToRevoked), 1, 1)
	w.add(outreach.Stream(first), outreach.Aborted{Reason: superseded})
	w.textTo(statement.ToRevoked, 2).publishTo(statement.ToRevoked, 2)
	id := outreach.IDFor(statement.IDFor("i1", statement.ToRevoked), 2, 1)
	w.approve(id)
	want(t, "told", w.subjects(delivery.Stream(id, 2, 1)), []string{"p4"})
}

// back is the one flight with a new status.
func back(status string, seq int64) incident.ScopeChanged {
	f := flight("1")
	f.Status = status
	return incident.ScopeChanged{Added: incident.Scope{Flights: []incident.Flight{f}}, Seq: seq}
}

func TestPassengersOfAReinstatedFlightAreToldOfTheirOwnSeats(t *testing.T) {
	w := told(t).add("incident-i1", back(incident.Reinstated, 2)).textTo(statement.ToReinstated, 1).publishTo(statement.ToReinstated, 1)
	id := outreach.IDFor(statement.IDFor("i1", statement.ToReinstated), 1, 1)
	w.approve(id)
	pool, item := incident.PoolOf(flight("1")), w.batches[delivery.Stream(id, 1, 1)].Item(0)
	want(t, "pool", item.Pool, pool)
	want(t, "offer", item.OfferID, offer.IDFor(pool, "party2"))
	want(t, "seats", item.Seats, 1)
}

func TestWhoWentBackAndIsCancelledAgainGetsANewOffer(t *testing.T) {
	w := told(t).add("incident-i1", back(incident.Reinstated, 2)).textTo(statement.ToReinstated, 1).publishTo(statement.ToReinstated, 1)
	id := outreach.IDFor(statement.IDFor("i1", statement.ToReinstated), 1, 1)
	w.approve(id)
	yes := offer.IDFor(incident.PoolOf(flight("1")), "party2")
	w.add(offer.Stream(yes), offer.Made{IncidentID: "i1", Party: "party2"}, offer.Accepted{Option: "own"})
	w.add("incident-i1", back("CANCELLED", 3)).draft(2, true).publish(2).approve(run(2, 1))
	want(t, "the one who went back", w.batches[delivery.Stream(run(2, 1), 1, 1)].Item(0).OfferID, offer.IDFor("i1/again", "party2"))
	w.send(run(2, 1), 1, true)
	want(t, "the others", w.batches[delivery.Stream(run(2, 1), 2, 1)].Item(0).OfferID, offer.IDFor("i1", "party4"))
}

func TestAFlightThatIsCancelledAgainBeforeAnybodyWasAskedIsNotAskedAbout(t *testing.T) {
	w := told(t).add("incident-i1", back(incident.Reinstated, 2), back("CANCELLED", 3)).
		textTo(statement.ToReinstated, 1).publishTo(statement.ToReinstated, 1)
	id := outreach.IDFor(statement.IDFor("i1", statement.ToReinstated), 1, 1)
	want(t, "asked", w.runs[outreach.Stream(id)].Count, 0)
}

func TestNoWaveWaitsForThoseWhoseOlderNoticeNobodyKnowsTheFateOf(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).at(10 * time.Minute).publish(1).approve(run(1, 1))
	w.send(run(1, 1), 1, false) // p2 was tried, and there is no answer
	w.draft(2, true).publish(2).approve(run(2, 1))
	if w.batches[delivery.Stream(run(2, 1), 2, 1)].Len() == 0 {
		t.Errorf("the second wave waits for p2: %v", w.commands())
	}
}

func TestAFoldWithListsOfSomeIsRestored(t *testing.T) {
	w := offered(t).add("incident-i1", back(incident.Reinstated, 2))
	again := New()
	if err := again.Restore(w.n.Snapshot()); err != nil {
		t.Fatal(err)
	}
	want(t, "bytes", string(again.Snapshot()), string(w.n.Snapshot()))
	restored := &Notices{Audience: again}
	restored.rules = w.n.rules
	next, ok := w.n.Next()
	if at, has := restored.Next(); has != ok || !at.Equal(next) {
		t.Errorf("next %s, %v; want %s, %v", at, has, next, ok)
	}
}
