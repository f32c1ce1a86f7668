package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
)

// outage is the scenario of a network at a thousandth of its size. People and parts a second shrink together, so that
// the minutes are those of the real thing.
type outage struct {
	*testing.T
	*storyPlay
}

const outageScale = 0.001

func (o *outage) runTo(minutes float64) {
	o.Helper()
	if err := o.run(o.Context(), minutes); err != nil {
		o.Fatal(err)
	}
}

// records are those of some type so far.
func records[E domain.Event](o *outage) (found []domain.Recorded) {
	o.Helper()
	var of E
	for r, err := range o.types.Decoded(o.log.ReadAll(o.Context(), 0), of) {
		if err != nil {
			o.Fatal(err)
		}
		if _, ok := r.Event.(E); ok {
			found = append(found, r)
		}
	}
	return found
}

// words are the published versions of what is said of the outage itself.
func (o *outage) words() (found []domain.Recorded) {
	for _, r := range records[statement.Published](o) {
		if r.Stream == statement.Stream(statement.IDFor(o.cast.hubID(), "affected")) {
			found = append(found, r)
		}
	}
	return found
}

func (o *outage) word() statement.Published {
	all := o.words()
	return all[len(all)-1].Event.(statement.Published)
}

// within counts tries of short messages within some minutes.
func (o *outage) within(from, to float64) (n int) {
	for _, r := range records[delivery.Attempted](o) {
		if at := r.Meta.RecordedAt; at.Before(o.cast.at(from)) || !at.Before(o.cast.at(to)) {
			continue
		}
		for _, it := range r.Event.(delivery.Attempted).Items {
			if it.Channel == "sms" {
				n++
			}
		}
	}
	return n
}

// twice counts who was told the same version twice.
func (o *outage) twice() (n int) {
	batches, told := map[domain.StreamID]delivery.Requested{}, map[string]int{}
	for _, r := range records[delivery.Requested](o) {
		batches[r.Stream] = r.Event.(delivery.Requested)
	}
	for _, r := range records[delivery.Accepted](o) {
		for _, it := range r.Event.(delivery.Accepted).Items {
			b := batches[r.Stream]
			told[fmt.Sprint(b.StatementID, b.StatementVersion, b.Items[it.I].Subject)]++
		}
	}
	for _, times := range told { // order-free: a count
		n += times - 1
	}
	return n
}

// TestTelecom plays the outage of mobile data and holds each row that rests on what there is at its place.
func TestTelecom(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: nine hours of an outage in short mode")
	}
	t.Parallel()
	s, err := loadStory("telecom")
	if err != nil {
		t.Fatal(err)
	}
	p, err := playStory(t.Context(), s, filepath.Join(t.TempDir(), "b.db"), outageScale, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	o := &outage{t, p}
	o.oneCellOfTheHighestLevel()
	o.nothingIsSaidWhileOneLanguageSaysAnotherTime()
	o.doorsThatNeedMobileDataAreDown()
	o.theNetworkAsksForAPause()
	o.noNewsKeepsThePromise()
	o.emergencyCallsAreAMatterOfLife()
	o.anAllClearTooSoonIsRefused()
	o.aRelapseTakesTheRecoveryBack()
	o.theLastWordIsTheAllClear()
}

// T+8: 3.1 million people, and a draft in the master language.
func (o *outage) oneCellOfTheHighestLevel() {
	o.runTo(10)
	reported, proposed := records[incident.Reported](o), records[crisis.Proposed](o)
	if len(reported) != 1 || reported[0].Event.(incident.Reported).LifeSafety || len(proposed) != 1 || proposed[0].Event.(crisis.Proposed).Level != 3 {
		o.Errorf("%d incidents, %d cells", len(reported), len(proposed))
	}
	d := records[statement.Drafted](o)[0].Event.(statement.Drafted)
	if d.Known != "3100 Kundinnen und Kunden betroffen" || !d.NextUpdateAt.Equal(o.cast.at(78)) {
		o.Errorf("%s, next update at %s", d.Known, d.NextUpdateAt)
	}
}

// T+14: the French text says 08:45, the master 09:00; T+16 it is put right.
func (o *outage) nothingIsSaidWhileOneLanguageSaysAnotherTime() {
	o.runTo(15.9)
	if len(records[statement.Published](o)) != 0 {
		o.Fatal("published, though two languages say two times")
	}
	err := o.ask(o.Context(), storyRow{At: 15.9, Act: "publish"}, "person/comms", statement.Stream(statement.IDFor(o.cast.hubID(), "affected")),
		statement.Publish{Version: 1, Now: o.clock.Now()})
	if no, refused := domain.Refused(err); !refused || no.Code != domain.Conflict {
		o.Errorf("got %v", err)
	}
	o.runTo(20)
	if len(o.words()) != 1 || len(o.word().Langs) != 4 {
		o.Fatalf("put right, it is not published: %d", len(o.words()))
	}
}

// T+18: push needs what is broken. Short messages are one part each, and the first are for those who cannot wait.
func (o *outage) doorsThatNeedMobileDataAreDown() {
	o.runTo(34)
	for _, r := range records[delivery.Attempted](o) {
		for _, it := range r.Event.(delivery.Attempted).Items {
			if it.Channel == "push" || it.Parts != 1 {
				o.Errorf("a notice by %s in %d parts", it.Channel, it.Parts)
			}
		}
	}
	batches := records[delivery.Requested](o)
	first := batches[0].Event.(delivery.Requested)
	if len(first.Down) != 1 || first.Down[0] != "push" || first.Items[0].Priority != incident.PriorityVulnerable {
		o.Errorf("down %v, the first of priority %d", first.Down, first.Items[0].Priority)
	}
}

// T+35 to T+44: no send. Then 600 parts a second, full size.
func (o *outage) theNetworkAsksForAPause() {
	o.runTo(64)
	before, paused, after := o.within(26, 35), o.within(35.1, 43.6), o.within(44, 64)
	pace := float64(after) / (20 * 60) / outageScale
	if before < 400 || before > 560 || paused != 0 || pace < 500 || pace > 610 || o.twice() != 0 {
		o.Errorf("%d thousand before the pause, %d in it, then %.0f a second; %d told twice", before, paused, pace, o.twice())
	}
	if n := len(records[outreach.Paused](o)); n != 1 {
		o.Errorf("%d pauses", n)
	}
}

// T+76: due at 09:00 without an end in sight; said at 08:58.
func (o *outage) noNewsKeepsThePromise() {
	o.runTo(80)
	kept := records[crisis.PromiseKept](o)
	if len(kept) != 1 || kept[0].Event.(crisis.PromiseKept).LagS != 0 || !o.words()[1].Meta.RecordedAt.Equal(o.cast.at(76)) {
		o.Errorf("%d promises kept", len(kept))
	}
}

// T+165: its own statement, told at once.
func (o *outage) emergencyCallsAreAMatterOfLife() {
	o.runTo(180)
	reported := records[incident.Reported](o)
	if !reported[1].Event.(incident.Reported).LifeSafety || len(records[crisis.IncidentAbsorbed](o)) != 1 {
		o.Error("it is no matter of life, or has no cell")
	}
	text := statement.Stream(statement.IDFor(reported[1].Stream.Name(), "affected"))
	for _, r := range records[statement.Published](o) {
		if r.Stream == text && r.Meta.RecordedAt.Sub(reported[1].Meta.RecordedAt) < 5*time.Minute {
			return
		}
	}
	o.Error("nothing was said of it within five minutes")
}

// T+205: the office presses for an all-clear.
func (o *outage) anAllClearTooSoonIsRefused() {
	o.runTo(299)
	if noes := o.cast.noes; len(noes) != 1 || noes[0].what != actAllClear || !strings.Contains(noes[0].reason, "resolved") {
		o.Errorf("refused: %v", o.cast.noes)
	}
	if o.word().Kind != statement.Update || len(records[crisis.PromiseBroken](o)) != 0 {
		o.Errorf("the word is %s, %d promises broken", o.word().Kind, len(records[crisis.PromiseBroken](o)))
	}
}

// T+320: over too soon. People were told that it comes back; now an update says that it did not.
func (o *outage) aRelapseTakesTheRecoveryBack() {
	o.runTo(319)
	if kind := o.word().Kind; kind != statement.Recovery {
		o.Errorf("after the resolution the word is %s", kind)
	}
	o.runTo(399)
	if kind := o.word().Kind; kind != statement.Update {
		o.Errorf("after the relapse the word is %s", kind)
	}
}

// T+400 and stable for an hour: gold approves, all languages.
func (o *outage) theLastWordIsTheAllClear() {
	o.runTo(455)
	if o.word().Kind == statement.AllClear {
		o.Error("an all-clear before it was stable")
	}
	o.runTo(540)
	if last := o.word(); last.Kind != statement.AllClear || len(last.Langs) != 4 {
		o.Errorf("the last word is %s in %v", last.Kind, last.Langs)
	}
	if _, doubles := o.taken(); o.twice() != 0 || doubles != 0 {
		o.Errorf("%d told twice, %d by the providers' ledgers", o.twice(), doubles)
	}
}
