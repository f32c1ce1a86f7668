package audience

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/projections/foldtest"
)

func want[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// told is a world in which the first version was told to the five, wave by wave.
func told(t *testing.T) *world {
	w := newWorld(t).list(five()...).draft(1, true).at(10 * time.Minute).publish(1).approve(run(1, 1))
	for wave := 1; wave <= 3; wave++ {
		w.send(run(1, 1), wave, true)
	}
	return w
}

func TestARunIsPlannedAtTheDraft(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true)
	want(t, "asked", w.asked, []foldtest.Asked{{At: noon, Request: domain.Request{
		To: outreach.Stream(run(1, 1)), Cause: w.s.Records[3].ID.String(), Step: "plan/1/1",
		Command: outreach.Plan{Planned: outreach.Planned{
			StatementID: "s1", StatementVersion: 1, IncidentID: "i1", Brand: "blue", AudienceQuery: "affected", Purpose: "service",
			Ladder: rules.Outreach.Ladder, Waves: rules.Outreach.Waves, PartsPerS: 10, NotAfter: noon.Add(6 * time.Hour),
		}},
	}}})
	want(t, "states", w.states(), []string{"uncovered", "uncovered", "uncovered", "uncovered", "uncovered"})
}

func TestItsAudienceIsFrozenWhenItIsPublished(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).at(time.Hour).publish(1)
	want(t, "asked", w.asked[1:], []foldtest.Asked{{At: noon.Add(time.Hour), Request: domain.Request{
		To: outreach.Stream(run(1, 1)), Cause: w.s.Records[5].ID.String(), Step: "freeze",
		Command: ask.Audience{OutreachID: run(1, 1), People: []string{"p0", "p1", "p2", "p3", "p4"}, Waves: []int{1, 2, 2}},
	}}})
	want(t, "states", w.states(), []string{"covered", "covered", "covered", "covered", "covered"})
	if w.at(20 * time.Hour); len(w.asked) != 2 {
		t.Errorf("without an approval: %v", w.commands())
	}
}

func TestWavesGoByNeedEachWhenNothingWaits(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).publish(1).approve(run(1, 1))
	batch := func(wave int) domain.StreamID { return delivery.Stream(run(1, 1), wave, 1) }
	want(t, "the first wave", w.subjects(batch(1)), []string{"p2"})
	want(t, "the second wave at first", w.subjects(batch(2)), nil)
	w.send(run(1, 1), 1, false) // tried: it waits no more
	want(t, "the second wave, by departure", w.subjects(batch(2)), []string{"p4", "p1"})
	want(t, "the third wave", w.subjects(batch(3)), nil)
	w.send(run(1, 1), 2, true).send(run(1, 1), 3, true)
	want(t, "the third wave", w.subjects(batch(3)), []string{"p3", "p0"})
	if w.runs[outreach.Stream(run(1, 1))].Phase != outreach.Approved {
		t.Error("the run is complete, but a notice has no outcome")
	}
	w.decide(batch(1), delivery.RecordOutcomes{Failed: []delivery.FailedItem{{I: 0, Permanent: true}}})
	w.decide(batch(1), delivery.GiveUp{Unreachable: []delivery.IndexItem{{I: 0}}})
	w.pump()
	last := w.asked[len(w.asked)-1]
	want(t, "the end", last.Command, any(outreach.Complete{ByState: map[string]int{"sent": 4, "unreachable": 1}}))
	want(t, "refused", w.refused, nil)
	want(t, "states", w.states(), []string{"sent", "sent", "unreached", "sent", "sent"})
	if len(w.n.batches) != 0 || w.n.Outreach(run(1, 1)).People != nil {
		t.Error("a finished run keeps its batches")
	}
}

func TestAnEmptyWaveIsPassed(t *testing.T) {
	w := newWorld(t).list(person(0, 0, 20*time.Hour)).draft(1, true).publish(1).approve(run(1, 1))
	want(t, "the rest", w.subjects(delivery.Stream(run(1, 1), 3, 1)), []string{"p0"})
	want(t, "refused", w.refused, nil)
	if w = newWorld(t).draft(1, true).publish(1); !w.n.Outreach(run(1, 1)).Ended || len(w.refused) > 0 {
		t.Errorf("a run for nobody: %v", w.refused)
	}
}

func TestALargeWaveHasSeveralBatches(t *testing.T) {
	var people []incident.Person
	for n := range 301 {
		people = append(people, person(n, 0, 20*time.Hour))
	}
	w := newWorld(t).list(people...).draft(1, true).publish(1).approve(run(1, 1))
	var sizes []int
	for n := 1; n <= 4; n++ {
		sizes = append(sizes, w.batches[delivery.Stream(run(1, 1), 3, n)].Len())
	}
	want(t, "batches", sizes, []int{150, 150, 1, 0})
	w.send(run(1, 1), 3, true)
	want(t, "the end", w.runs[outreach.Stream(run(1, 1))].Phase, outreach.Done)
}

func TestAPushedVersionIsToldToEverybody(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).publish(1).approve(run(1, 1)).send(run(1, 1), 1, true)
	w.at(time.Minute).draft(2, true).publish(2) // p4 and p1 are requested and not tried, p3 and p0 not asked for
	want(t, "asked", w.commands()[6:], []string{
		"1m0s outreach.Plan outreach-" + run(2, 1) + " plan/2/1",
		"1m0s outreach.Abort outreach-" + run(1, 1) + " abort",
		"1m0s ask.Audience outreach-" + run(2, 1) + " freeze",
		"1m0s delivery.SuppressOpen delivery-" + run(1, 1) + "-2-1 suppress",
	})
	want(t, "the new audience", w.runs[outreach.Stream(run(2, 1))].Count, 5)
	want(t, "states", w.states(), []string{"covered", "covered", "covered", "covered", "covered"})
	want(t, "the old batch", w.batches[delivery.Stream(run(1, 1), 2, 1)].Item(0).State, delivery.ItemSuppressed)
	if w.at(20 * time.Hour); len(w.asked) != 10 {
		t.Errorf("nobody waits, but %v", w.commands()[10:])
	}
	want(t, "batches kept of the aborted run", len(w.n.batches), 0)
}

func TestASupersededNoticeIsOwedInTheNewerVersion(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).publish(1).approve(run(1, 1)).send(run(1, 1), 1, true)
	w.at(time.Minute).draft(2, false).publish(2) // told to those alone whom nothing has reached
	want(t, "the first run of the new version", w.runs[outreach.Stream(run(2, 1))].Count, 0)
	want(t, "states", w.states(), []string{"retired", "retired", "sent", "retired", "retired"})
	w.at(16 * time.Minute)
	want(t, "the second run", w.runs[outreach.Stream(run(2, 2))].Count, 4)
	w.approve(run(2, 2)).send(run(2, 2), 2, true).send(run(2, 2), 3, true)
	want(t, "states", w.states(), []string{"sent", "sent", "sent", "sent", "sent"})
	want(t, "refused", w.refused, nil)
}

func TestADraftThatWasOvertakenIsAborted(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).draft(2, true).publish(2)
	want(t, "the run of the first draft", w.runs[outreach.Stream(run(1, 1))].Phase, outreach.Stopped)
	want(t, "the run of the second", w.runs[outreach.Stream(run(2, 1))].Count, 5)
}

func TestLateJoinersAreGathered(t *testing.T) {
	w := told(t)
	w.at(time.Hour).list(person(5, 0, 20*time.Hour)).at(70*time.Minute).list(person(6, 0, 20*time.Hour), person(0, 0, time.Hour))
	before := len(w.asked)
	if w.at(75*time.Minute - 1); len(w.asked) != before {
		t.Errorf("asked too early: %v", w.commands()[before:])
	}
	w.at(75 * time.Minute)
	want(t, "asked", w.commands()[before:], []string{
		"1h15m0s outreach.Plan outreach-" + run(1, 2) + " plan/1/2", "1h15m0s ask.Audience outreach-" + run(1, 2) + " freeze",
	})
	plan := w.asked[before].Command.(outreach.Plan)
	if plan.Planned.AudienceQuery != "untold" || !plan.Planned.NotAfter.Equal(noon.Add(75*time.Minute+6*time.Hour)) {
		t.Errorf("plan %+v", plan)
	}
	want(t, "people", w.asked[before+1].Command.(ask.Audience).People, []string{"p5", "p6"})
	w.approve(run(1, 2)).send(run(1, 2), 3, true)
	want(t, "the end", w.runs[outreach.Stream(run(1, 2))].Phase, outreach.Done)
	want(t, "journeys of who was listed twice", len(w.n.Incident("i1").Told(0).Journeys), 2)
	want(t, "refused", w.refused, nil)
}

func TestWhoJoinsBeforeThePublicationWaitsForIt(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).at(5 * time.Hour)
	if next, ok := w.n.Next(); ok {
		t.Errorf("due at %s", next)
	}
	want(t, "asked", len(w.asked), 1)
}

func TestAPausedRunGoesOnWhereItStopped(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).publish(1).approve(run(1, 1))
	stream := outreach.Stream(run(1, 1))
	w.decide(stream, outreach.Pause{Reason: "wrong number"})
	w.pump()
	w.send(run(1, 1), 1, true)
	want(t, "waves while paused", w.runs[stream].Started, []int{1})
	w.decide(stream, outreach.Resume{})
	w.pump()
	want(t, "waves after", w.runs[stream].Started, []int{1, 2})
	w.send(run(1, 1), 2, true).send(run(1, 1), 3, true)
	want(t, "the end", w.runs[stream].Phase, outreach.Done)
	want(t, "refused", w.refused, nil)

	w = newWorld(t).list(five()...).draft(1, true).publish(1)
	w.decide(stream, outreach.Pause{})
	w.approve(run(1, 1))
	want(t, "waves of a run approved while paused", len(w.runs[stream].Started), 0)
	w.decide(stream, outreach.Resume{})
	w.pump()
	want(t, "waves after", w.runs[stream].Started, []int{1})
	want(t, "refused", w.refused, nil)
}

func TestAWaveThatWasRefusedIsAskedForAgain(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).publish(1).approve(run(1, 1))
	stream := outreach.Stream(run(1, 1))
	w.record(delivery.Stream(run(1, 1), 1, 1), delivery.Attempted{Items: []delivery.AttemptedItem{{I: 0, Attempt: 1}}})
	w.add(stream, outreach.Paused{}) // before the policy has read that nothing waits
	want(t, "refused", len(w.refused), 1)
	w.add(stream, outreach.Resumed{})
	want(t, "waves", w.runs[stream].Started, []int{1, 2})
}

func TestABatchThatComesAfterTheAbortIsSuppressed(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).publish(1)
	stream, batch := outreach.Stream(run(1, 1)), delivery.Stream(run(1, 1), 1, 1)
	w.s.Add(stream, outreach.SendApproved{}, outreach.WaveStarted{Wave: 1, Count: 1, Batches: 1}, outreach.Aborted{Reason: "superseded"}).
		Add(batch, delivery.Requested{OutreachID: run(1, 1), IncidentID: "i1", StatementVersion: 1, Items: []delivery.Item{{Subject: "p2"}}})
	asked := foldtest.React(NewNotices(), w.s.Records, len(w.s.Records)-1, noon)
	if len(asked) != 1 || asked[0].To != batch || asked[0].Command != any(delivery.SuppressOpen{Reason: delivery.BySupersession}) {
		t.Errorf("asked %v", asked)
	}
}

func TestARunThatIsLetGoTooLateIsPlannedAnew(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).publish(1).at(7 * time.Hour).approve(run(1, 1))
	want(t, "the first run", w.runs[outreach.Stream(run(1, 1))].Phase, outreach.Stopped)
	w.at(8 * time.Hour)
	want(t, "the second run", w.runs[outreach.Stream(run(1, 2))].Count, 5)
	w.approve(run(1, 2))
	want(t, "its waves", w.runs[outreach.Stream(run(1, 2))].Started, []int{1})
	want(t, "refused", w.refused, nil)
}

func TestARunThatAPersonStopsSuppressesAsAborted(t *testing.T) {
	w := newWorld(t).list(five()...).draft(1, true).publish(1).approve(run(1, 1))
	w.decide(outreach.Stream(run(1, 1)), outreach.Abort{Reason: "wrong text"})
	w.pump()
	want(t, "asked", w.asked[len(w.asked)-1].Command, any(delivery.SuppressOpen{Reason: delivery.ByAbort}))
	want(t, "states", w.states(), []string{"retired", "retired", "retired", "retired", "retired"})
}

func TestALateYesCounts(t *testing.T) {
	w := newWorld(t).list(person(0, 0, time.Hour), person(1, 0, 2*time.Hour)).draft(1, true).publish(1).approve(run(1, 1)).send(run(1, 1), 2, false)
	stream := delivery.Stream(run(1, 1), 2, 1)
	w.decide(stream, delivery.RecordOutcomes{Unknown: []delivery.UnknownItem{{I: 0}}})
	w.decide(stream, delivery.GiveUp{Parked: []delivery.ParkedItem{{I: 0, Reason: "outcome unknown"}}})
	w.pump()
	want(t, "given up", w.states(), []string{"unreached", "owed"})
	w.decide(stream, delivery.RecordOutcomes{Accepted: []delivery.AcceptedItem{{I: 0}}})
	w.pump()
	want(t, "taken after all", w.states(), []string{"sent", "owed"})
	w.decide(stream, delivery.RecordOutcomes{Accepted: []delivery.AcceptedItem{{I: 1}}})
	w.pump()
	want(t, "the end", w.asked[len(w.asked)-1].Command, any(outreach.Complete{ByState: map[string]int{"sent": 2}}))
}

func TestAnOfferIsPutToTheHeadOfAParty(t *testing.T) {
	family := []incident.Person{person(0, 0, 20*time.Hour), person(1, incident.PriorityVulnerable, 20*time.Hour), person(2, 0, 20*time.Hour), person(3, 0, 20*time.Hour)}
	for n := range 3 {
		family[n].Party = "family"
	}
	family[3].Party = ""
	w := newWorld(t).list(family...).draft(1, true).publish(1).approve(run(1, 1)).send(run(1, 1), 1, true)
	head := w.batches[delivery.Stream(run(1, 1), 1, 1)].Item(0)
	if head.Subject != "p1" || head.Seats != 3 || head.OfferID != offer.IDFor("i1", "family") {
		t.Errorf("head %+v", head.Item)
	}
	got := ""
	rest := w.batches[delivery.Stream(run(1, 1), 3, 1)]
	for i := range rest.Len() {
		v := rest.Item(i)
		got += fmt.Sprintf("%s %s %d %v, ", v.Subject, v.Party, v.Seats, v.OfferID == offer.IDFor("i1", v.Party))
	}
	want(t, "the rest", got, "p0 family 0 true, p2 family 0 true, p3 p3 1 true, ")
}

// TestARestartAsksTheSame plays a whole story again from every point: what a fresh policy asks from there on, folding
// the same records in silence before, are the same requests with the same content.
func TestARestartAsksTheSame(t *testing.T) {
	w := told(t)
	w.at(time.Hour).list(person(5, 0, 20*time.Hour)).at(80*time.Minute).draft(2, false).publish(2).at(3 * time.Hour).list(person(6, 0, 20*time.Hour)).at(4 * time.Hour)
	end := noon.Add(4 * time.Hour)
	whole := foldtest.React(NewNotices(), w.s.Records, 0, end)
	if diff := cmp.Diff(w.asked, whole); diff != "" {
		t.Fatalf("the records played again (-first +again):\n%s", diff)
	}
	for silent := range len(w.s.Records) {
		asked := foldtest.React(NewNotices(), w.s.Records, silent, end)
		if diff := cmp.Diff(whole[len(whole)-len(asked):], asked, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("restarted after %d records (-whole +restarted):\n%s", silent, diff)
		}
		if before := foldtest.React(NewNotices(), w.s.Records[:silent], 0, time.Time{}); len(before)+len(asked) < len(whole) {
			t.Fatalf("restarted after %d records: %d requests before, %d after, %d in all", silent, len(before), len(asked), len(whole))
		}
		restored := NewNotices()
		if err := restored.Restore(foldtest.Fold(New(), w.s.Records[:silent]).Snapshot()); err != nil {
			t.Fatal(err)
		}
		if again := foldtest.React(restored, w.s.Records[silent:], 0, end); !cmp.Equal(asked, again, cmpopts.EquateEmpty()) {
			t.Fatalf("restored after %d records:\n%s", silent, cmp.Diff(asked, again))
		}
	}
	keys := map[string]bool{}
	for _, a := range whole {
		if keys[a.Key()] {
			t.Errorf("asked twice: %s", a.Key())
		}
		keys[a.Key()] = true
	}
}

func TestTheAudienceIsRestoredToTheSameBytes(t *testing.T) {
	w := told(t)
	w.at(time.Hour).list(person(5, 0, 20*time.Hour)).at(80*time.Minute).draft(2, true).publish(2).approve(run(2, 1)).send(run(2, 1), 1, false)
	w.add("incident-i1", incident.Closed{}).at(9*24*time.Hour).add("incident-i2", incident.Reported{Brand: "blue"})
	for _, every := range []int{1, 3, 7} {
		foldtest.Restorable(t, New, w.s.Records, every)
	}
}

func TestAClosedIncidentIsForgottenAfterAWeek(t *testing.T) {
	w := told(t)
	w.at(time.Hour).add("incident-i1", incident.Closed{}).at(time.Hour+Remembered-1).add("incident-i2", incident.Reported{})
	if w.n.Incident("i1") == nil || w.n.Statement("s1") == nil {
		t.Error("forgotten too early")
	}
	w.at(time.Hour+Remembered).add("incident-i2", incident.AffectedListed{Of: 1})
	left := []int{len(w.n.incidents), len(w.n.statements), len(w.n.outreaches), len(w.n.batches), len(w.n.flights), len(w.n.waiting)}
	if !slices.Equal(left, []int{1, 0, 0, 0, 0, 0}) {
		t.Errorf("incidents, statements, runs, batches, flights, waiting: %v are left", left)
	}
}
