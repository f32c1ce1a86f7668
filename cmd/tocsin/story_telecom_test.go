package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
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
	o.theTicketSaysTooLittle()
	o.oneCellOfTheHighestLevel()
	o.nothingIsSaidWhileOneLanguageSaysAnotherTime()
	o.doorsThatNeedMobileDataAreDown()
	o.theNetworkAsksForAPause()
	o.noNewsKeepsThePromise()
	o.whoWaitedGetsTheNewerText()
	o.emergencyCallsAreAMatterOfLife()
	o.anAllClearTooSoonIsRefused()
	o.aRelapseProvesItRight()
	o.theyAreToldThatItIsBack()
	o.theLastWordIsTheAllClear()
	o.theCellGoesHome()
	o.threeWordsForEach()
	o.thePageShowsWhatIsTold()
}

// T+3: 40,000 by the ticket, which is too little for a statement or a cell.
func (o *outage) theTicketSaysTooLittle() {
	o.runTo(6.9)
	reported, listed := records[incident.Reported](o), records[incident.ImpactEstimated](o)
	if len(reported) != 1 || len(listed) != 1 || listed[0].Event.(incident.ImpactEstimated).Affected != 40 {
		o.Fatalf("%d incidents, %v", len(reported), listed)
	}
	if e := reported[0].Event.(incident.Reported); !e.StartedAt.Equal(o.cast.at(0)) || !e.AwareAt.Equal(o.cast.at(3)) {
		o.Errorf("began at %s, known at %s", e.StartedAt, e.AwareAt)
	}
	if len(records[statement.Drafted](o))+len(records[crisis.Proposed](o)) != 0 {
		o.Error("40,000 are a statement or a cell")
	}
}

// T+7: the same incident, 3.1 million people, no matter of life; a cell of level 3, active at T+11; a draft in the master
// language.
func (o *outage) oneCellOfTheHighestLevel() {
	o.runTo(12)
	reported, proposed := records[incident.Reported](o), records[crisis.Proposed](o)
	if len(reported) != 1 || reported[0].Event.(incident.Reported).LifeSafety || len(proposed) != 1 || proposed[0].Event.(crisis.Proposed).Level != 3 {
		o.Errorf("%d incidents, %d cells", len(reported), len(proposed))
	}
	changed, impact := records[incident.ScopeChanged](o), records[incident.ImpactEstimated](o)
	if len(changed) != 1 || len(changed[0].Event.(incident.ScopeChanged).Added.Regions) != 9 || impact[len(impact)-1].Event.(incident.ImpactEstimated).Affected != 3100 {
		o.Errorf("it grows by %v to %v", changed, impact[len(impact)-1])
	}
	active, held := records[crisis.Activated](o), records[feed.PostsHeld](o)
	if len(active) != 1 || !active[0].Meta.RecordedAt.Equal(o.cast.at(11)) || len(held) != 1 || proposed[0].Meta.RecordedAt.After(o.cast.at(8)) {
		o.Errorf("active: %v, posts held: %v", active, held)
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
	if noes := o.cast.noes; len(noes) != 1 || noes[0].at != 14 || !strings.Contains(noes[0].reason, "does not carry a fact that the master carries") {
		o.Errorf("refused: %v", noes)
	}
	o.runTo(20)
	if words := o.words(); len(words) != 1 || len(o.word().Langs) != 4 || !words[0].Meta.RecordedAt.Equal(o.cast.at(18)) {
		o.Fatalf("put right, it is not published: %v", words)
	}
	if !slices.Contains(o.word().Channels, "status") {
		o.Errorf("published on %v", o.word().Channels)
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
	before, paused, after := o.within(26, 35), o.within(35.1, 43.9), o.within(44, 64)
	pace := float64(after) / (20 * 60) / outageScale
	if before < 400 || before > 560 || paused != 0 || pace < 500 || pace > 610 || o.twice() != 0 {
		o.Errorf("%d thousand before the pause, %d in it, then %.0f a second; %d told twice", before, paused, pace, o.twice())
	}
	if n := len(records[outreach.Paused](o)); n != 1 {
		o.Errorf("%d pauses", n)
	}
}

// T+76: due at 09:00 without an end in sight; said at 08:58, and pushed to nobody who was told.
func (o *outage) noNewsKeepsThePromise() {
	o.runTo(80)
	kept := records[crisis.PromiseKept](o)
	if len(kept) != 1 || kept[0].Event.(crisis.PromiseKept).LagS != 0 || !o.words()[1].Meta.RecordedAt.Equal(o.cast.at(76)) || o.word().Push {
		o.Errorf("%d promises kept, the word %+v", len(kept), o.word())
	}
}

// T+116: everybody is told, each once, the last ones by the newer text, at the pace that the network bears.
func (o *outage) whoWaitedGetsTheNewerText() {
	o.runTo(127)
	told, later, last := map[string]int{}, 0, time.Time{}
	batches := map[domain.StreamID]delivery.Requested{}
	for _, r := range records[delivery.Requested](o) {
		batches[r.Stream] = r.Event.(delivery.Requested)
	}
	for _, r := range records[delivery.Accepted](o) {
		b := batches[r.Stream]
		for _, it := range r.Event.(delivery.Accepted).Items {
			told[b.Items[it.I].Subject]++
			if last = r.Meta.RecordedAt; b.StatementVersion == 2 {
				later++
			}
		}
	}
	for subject, times := range told { // order-free: each by itself
		if times > 1 {
			o.Errorf("%s was told %d times", subject, times)
		}
	}
	if len(told) < 3050 || later < 1000 || last.Before(o.cast.at(110)) || last.After(o.cast.at(123)) {
		o.Errorf("%d were told, %d of them by the newer text, the last at T+%.1f", len(told), later, last.Sub(o.cast.Start).Minutes())
	}
	if pace := float64(o.within(80, 105)) / (25 * 60) / outageScale; pace > 610 {
		o.Errorf("%.0f parts a second, and the network bears 600", pace)
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

// T+205: data is back for 60 %, and the office presses for an all-clear.
func (o *outage) anAllClearTooSoonIsRefused() {
	o.runTo(230.9)
	noes := o.cast.noes
	if last := noes[len(noes)-1]; len(noes) != 2 || last.what != actAllClear || last.at != 205 || !strings.Contains(last.reason, "resolved") {
		o.Errorf("refused: %v", noes)
	}
	changed := records[incident.ScopeChanged](o)
	back := 0
	for _, name := range changed[len(changed)-1].Event.(incident.ScopeChanged).Removed.Regions {
		for _, r := range o.cast.Regions {
			if r.Name == name {
				back += r.whole()
			}
		}
	}
	if back != 1_860_000 || !changed[len(changed)-1].Meta.RecordedAt.Equal(o.cast.at(205)) {
		o.Errorf("back for %d", back)
	}
}

// T+231: two regions fail again. Nobody had been told that it was over.
func (o *outage) aRelapseProvesItRight() {
	o.runTo(299)
	changed := records[incident.ScopeChanged](o)
	last := changed[len(changed)-1]
	if regions := last.Event.(incident.ScopeChanged).Added.Regions; len(regions) != 2 || !last.Meta.RecordedAt.Equal(o.cast.at(231)) {
		o.Errorf("fails again in %v", regions)
	}
	for _, r := range o.words() {
		if e := r.Event.(statement.Published); e.Kind != statement.Holding && e.Kind != statement.Update {
			o.Errorf("%s was published", e.Kind)
		}
	}
	if n := len(records[crisis.PromiseBroken](o)); n != 0 {
		o.Errorf("%d promises broken", n)
	}
}

// T+300: the recovery, pushed to all.
func (o *outage) theyAreToldThatItIsBack() {
	o.runTo(359)
	words := o.words()
	if last := words[len(words)-1]; o.word().Kind != statement.Recovery || !o.word().Push || last.Meta.RecordedAt.After(o.cast.at(310)) {
		o.Errorf("after the resolution the word is %s at %s", o.word().Kind, last.Meta.RecordedAt)
	}
}

// T+375: stable for an hour at T+360; gold approves, all languages, all who were told before.
func (o *outage) theLastWordIsTheAllClear() {
	o.runTo(374.9)
	if o.word().Kind == statement.AllClear {
		o.Error("an all-clear before gold has approved it")
	}
	o.runTo(440)
	words := o.words()
	if last := o.word(); last.Kind != statement.AllClear || len(last.Langs) != 4 || !words[len(words)-1].Meta.RecordedAt.Equal(o.cast.at(375)) {
		o.Errorf("the last word is %s in %v", last.Kind, last.Langs)
	}
	gold := 0
	for _, r := range records[statement.ApprovalGiven](o) {
		if a := r.Event.(statement.ApprovalGiven); r.Stream == words[0].Stream && a.Version == o.word().Version && a.Role == "gold" {
			gold++
		}
	}
	if gold != 1 {
		o.Errorf("%d approvals of gold", gold)
	}
	all, cleared := map[string]bool{}, map[string]bool{}
	for _, r := range records[delivery.Requested](o) {
		for _, it := range r.Event.(delivery.Requested).Items {
			all[it.Subject] = true
			if r.Meta.RecordedAt.After(o.cast.at(375)) {
				cleared[it.Subject] = true
			}
		}
	}
	if len(all) != 3100 || len(cleared) != len(all) {
		o.Errorf("%d of %d are told that it is over", len(cleared), len(all))
	}
}

// T+480: two hours after it was stable, with every criterion.
func (o *outage) theCellGoesHome() {
	o.runTo(540)
	down := records[crisis.StoodDown](o)
	if len(down) != 1 || !down[0].Meta.RecordedAt.Equal(o.cast.at(480)) {
		o.Fatalf("stand-down: %v", down)
	}
	for _, c := range down[0].Event.(crisis.StoodDown).Criteria {
		if !c.Met || c.Position == 0 {
			o.Errorf("criterion %+v", c)
		}
	}
}

// In the end each has had the first word, the recovery and the all-clear, and no text twice.
func (o *outage) threeWordsForEach() {
	owed, overtaken := 0, 0
	for _, r := range records[delivery.Requested](o) {
		owed += len(r.Event.(delivery.Requested).Items)
	}
	for _, r := range records[delivery.Suppressed](o) {
		for _, it := range r.Event.(delivery.Suppressed).Items {
			if it.Reason == delivery.BySupersession {
				overtaken++
			}
		}
	}
	if each := float64(owed-overtaken) / 3100; each < 2.9 || each > 3.1 {
		o.Errorf("%.2f notices for each, beside %d that were overtaken", each, overtaken)
	}
	if _, doubles := o.taken(); o.twice() != 0 || doubles != 0 {
		o.Errorf("%d told twice, %d by the providers' ledgers", o.twice(), doubles)
	}
}

func (o *outage) thePageShowsWhatIsTold() {
	var out strings.Builder
	if err := newRowNarrator(o.storyPlay, &out).on(o.Context()); err != nil {
		o.Fatal(err)
	}
	if err := o.report(o.Context(), &out); err != nil {
		o.Fatal(err)
	}
	page := filepath.Join("..", "..", "docs", "scenarios", "telecom.md")
	b, err := os.ReadFile(page)
	if err != nil {
		o.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "## ")
	quoting{page: page}.check(o.T, text, out.String())
}

// TestTheOutageIsSeenInTheMessages: 480 in four minutes against 67, at a tenth. How many people there are does not matter
// to it, so they are few.
func TestTheOutageIsSeenInTheMessages(t *testing.T) {
	t.Parallel()
	s, err := loadStory("telecom")
	if err != nil {
		t.Fatal(err)
	}
	for n := range s.Regions {
		s.Regions[n].People /= 100
	}
	p, err := playStory(t.Context(), s, filepath.Join(t.TempDir(), "b.db"), 0.1, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	o := &outage{t, p}
	o.runTo(8)
	for _, r := range records[surge.Detected](o) {
		if e := r.Event.(surge.Detected); e.Key.Brand == s.Brand && e.Level >= 1 {
			if at := r.Meta.RecordedAt; at.Before(o.cast.at(0)) || e.ExplainedBy != "" {
				t.Errorf("seen at %s, explained by %q", at, e.ExplainedBy)
			}
			return
		}
	}
	t.Error("nothing is seen by T+8")
}
