package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/adapters/inbound/cloudevents"
	"tocsin/adapters/node"
	"tocsin/adapters/playbookfile"
	"tocsin/adapters/principals"
	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/directory"
	"tocsin/domain/incident"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
)

// outage is a national failure of mobile data at a two-thousandth of its size: people and parts a second shrink
// together, so that the minutes are those of the real thing.
type outage struct {
	*testing.T
	*theatre
	driver *node.Deterministic
	asked  int
}

const oneIn = 2000

var outageBegan = time.Date(2031, 3, 4, 6, 42, 0, 0, time.UTC) // 07:42 there

// subscribers of each region, full size.
func subscribers() map[string]int {
	return map[string]int{"de": 2_046_000, "fr": 775_000, "it": 279_000}
}

func newOutage(t *testing.T) *outage {
	t.Helper()
	rules, err := playbookfile.Telecom()
	if err != nil {
		t.Fatal(err)
	}
	rules.Trigger.CrisisAffectedAtLeast = []int{1, 10, 100}
	rules.Trigger.TellAffectedAtLeast = 1
	for n := range rules.Channels {
		rules.Channels[n].PartsPerS /= oneIn
		rules.Channels[n].InFlight = 2
	}
	rules.Outreach.PartsPerS /= oneIn
	o := &outage{T: t}
	if o.theatre, err = openTheatre(t.Context(), filepath.Join(t.TempDir(), "b.db"), rules, 1, outageBegan.Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	o.settle()
	if err := o.adopt(t.Context(), rules); err != nil {
		t.Fatal(err)
	}
	manners := principals.DefaultManners()
	manners.AnswerMin, manners.AnswerMax, manners.ResolveAfter = time.Minute, time.Minute, 0
	script := principals.New(1, manners, o.seal)
	script.Cue(principals.Cue{Act: "send/holding", At: o.at(26)})
	o.driver = o.cast(script, o.facts())
	return o
}

func (o *outage) at(minutes float64) time.Time {
	return outageBegan.Add(time.Duration(minutes * float64(time.Minute)))
}

// settle puts the subscribers of each region into the vault: most with a number and a push address, some with push alone.
func (o *outage) settle() {
	o.Helper()
	for region, people := range subscribers() {
		var known []directory.Person
		var lines []directory.Traveller
		for n := range people / oneIn {
			subject := o.vault.Pseudonym("subscriber", fmt.Sprint(region, n))
			contacts := []directory.Contact{{ID: subject + "/push", Channel: "push", Address: "token", Verified: true}}
			if n%100 != 0 {
				contacts = append(contacts, directory.Contact{ID: subject + "/sms", Channel: "sms", Address: fmt.Sprintf("+999%06d", n), Verified: true})
			}
			known = append(known, directory.Person{Subject: subject, Name: "Subscriber", Lang: region, Contacts: contacts})
			lines = append(lines, directory.Traveller{Subject: subject, Priority: []int{incident.PriorityNormal, incident.PriorityTop}[min(1, max(0, 37-n))]})
		}
		if _, err := o.vault.PutPeople(o.Context(), known); err != nil {
			o.Fatal(err)
		}
		if _, err := o.vault.PutManifest(o.Context(), "region-"+region, lines); err != nil {
			o.Fatal(err)
		}
	}
}

// facts are what the network's own systems say.
func (o *outage) facts() (facts []node.Fact) {
	o.Helper()
	const source = `"source":{"system":"noc","external_ref":"T-1"}`
	for n, e := range []struct {
		at         float64
		kind, data string
	}{
		{5, "reported", `"brand":"Example Mobile","domain":"telecom","kind":"NETWORK_OUTAGE","scope":{"regions":["region-de","region-fr","region-it"],"services":["mobile_data"]},"started_at":"2031-03-04T06:42:00Z"`},
		{300, "resolved", `"at":"2031-03-04T11:42:00Z","stable_since":"2031-03-04T11:42:00Z"`},
		{320, "reopened", `"reason":"relapse in two regions"`},
		{400, "resolved", `"at":"2031-03-04T13:22:00Z","stable_since":"2031-03-04T13:22:00Z"`},
	} {
		doc := fmt.Sprintf(`{"specversion":"1.0","id":"%d","source":"/noc","type":"dev.tocsin.incident.%s.v1","time":%q,"datacontenttype":"application/json","data":{%s,%s}}`,
			n, e.kind, o.at(e.at).Format(time.RFC3339), source, e.data)
		f, err := cloudevents.Decode([]byte(doc), cloudevents.Options{})
		if err != nil {
			o.Fatal(err)
		}
		to, command, _ := f.Command()
		facts = append(facts, node.Fact{
			At: o.at(e.at), Ask: domain.Request{To: to, Command: command},
			Meta: domain.Meta{Key: f.Key(), OccurredAt: f.OccurredAt, Actor: domain.Actor{Kind: domain.ActorSource, ID: "/noc"}},
		})
	}
	return facts
}

func (o *outage) runTo(minutes float64) {
	o.Helper()
	if err := o.driver.Run(o.Context(), o.at(minutes)); err != nil {
		o.Fatal(err)
	}
}

// do is what a person of the cell asks.
func (o *outage) do(to domain.StreamID, command any) error {
	o.asked++
	_, err := o.executor.Do(o.Context(), domain.Request{To: to, Command: command}, domain.Meta{
		Key: fmt.Sprint("test/", o.asked), Actor: domain.Actor{Kind: domain.ActorPerson, ID: "person/comms2", Role: "comms"},
	})
	return err
}

// records are those of some type so far.
func records[E any](o *outage) (found []domain.Recorded) {
	o.Helper()
	for r, err := range o.types.Decoded(o.file.ReadAll(o.Context(), 0)) {
		if err != nil {
			o.Fatal(err)
		}
		if _, ok := r.Event.(E); ok {
			found = append(found, r)
		}
	}
	return found
}

// sent counts what providers took, and how often somebody was told the same twice.
func (o *outage) sent() (taken, twice int) {
	o.Helper()
	items, told := map[string]delivery.Requested{}, map[string]int{}
	for r, err := range o.types.Decoded(o.file.ReadAll(o.Context(), 0)) {
		if err != nil {
			o.Fatal(err)
		}
		switch e := r.Event.(type) {
		case delivery.Requested:
			items[string(r.Stream)] = e
		case delivery.Accepted:
			for _, it := range e.Items {
				batch := items[string(r.Stream)]
				told[fmt.Sprint(batch.StatementVersion, batch.Items[it.I].Subject)]++
				taken++
			}
		}
	}
	for _, n := range told { // order-free: a count
		twice += n - 1
	}
	return taken, twice
}

// TestOutage plays the rows of the national outage that rest on what there is.
func TestOutage(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: nine hours of an outage in short mode")
	}
	t.Parallel()
	o := newOutage(t)
	o.holdingIsBlockedWhileOneLanguageSaysAnotherTime()
	o.doorsThatNeedMobileDataAreDown()
	o.theNetworkAsksForAPause()
	o.noNewsKeepsThePromise()
	o.anAllClearTooSoonIsRefused()
	o.aRelapseTakesTheRecoveryBack()
	o.theLastWordIsTheAllClear()
}

// T+14: the French text says 08:45, the master 09:00.
func (o *outage) holdingIsBlockedWhileOneLanguageSaysAnotherTime() {
	o.runTo(5.5)
	draft := records[statement.Drafted](o)[0]
	if known := draft.Event.(statement.Drafted).Known; !strings.Contains(known, "Kundinnen und Kunden betroffen") {
		o.Errorf("the summary is not in the master language: %s", known)
	}
	if next := draft.Event.(statement.Drafted).NextUpdateAt; !next.Equal(o.at(78)) {
		o.Errorf("the next update is promised for %s", next)
	}
	required := records[statement.Submitted](o)[0].Event.(statement.Submitted).Required
	var french statement.VariantSet
	for _, r := range records[statement.VariantSet](o) {
		if v := r.Event.(statement.VariantSet); v.Lang == "fr" && v.Channel == "sms" {
			french = v
		}
	}
	set := func(template string) {
		v := statement.Variant{Lang: "fr", Channel: "sms", Template: template, Params: french.Params}
		for _, command := range []any{statement.SetVariant{Version: 1, Variant: v}, statement.Submit{Version: 1, Required: required}} {
			if err := o.do(draft.Stream, command); err != nil {
				o.Fatal(err)
			}
		}
	}
	set(strings.Replace(french.Template, "{next}", "08:45", 1))
	o.runTo(14)
	if len(records[statement.Approved](o)) != 1 || len(records[statement.Published](o)) != 0 {
		o.Fatal("two languages with two times: it must be approved, and not be published")
	}
	err := o.do(draft.Stream, statement.Publish{Version: 1, RequiredLangs: []string{"de", "fr", "it", "en"}, Now: o.clock.Now()})
	if no, refused := domain.Refused(err); !refused || no.Code != domain.Conflict {
		o.Errorf("got %v", err)
	}
	set(french.Template)
	o.runTo(20)
	if len(records[statement.Published](o)) != 1 {
		o.Fatal("put right, it is not published")
	}
}

// Push needs what is broken: those who have nothing else are suppressed with that reason, all others get a short message.
func (o *outage) doorsThatNeedMobileDataAreDown() {
	o.runTo(34)
	push, down := 0, 0
	for _, r := range records[delivery.Attempted](o) {
		for _, it := range r.Event.(delivery.Attempted).Items {
			if it.Channel == "push" || it.Parts != 1 {
				push++
			}
		}
	}
	for _, r := range records[delivery.Suppressed](o) {
		for _, it := range r.Event.(delivery.Suppressed).Items {
			if it.Reason == delivery.ChannelDown {
				down++
			}
		}
	}
	if push > 0 || down == 0 {
		o.Errorf("%d notices by what is broken or in several parts, %d withheld because of it", push, down)
	}
}

// T+35: the network asks for a pause; T+44: resumed at 600 parts a second.
func (o *outage) theNetworkAsksForAPause() {
	run := records[outreach.SendApproved](o)[0].Stream
	o.runTo(35)
	if err := o.do(run, outreach.Pause{Reason: "SMSC at 92 %"}); err != nil {
		o.Fatal(err)
	}
	before, _ := o.sent()
	o.runTo(44)
	if paused, _ := o.sent(); paused != before || before*oneIn < 400_000 || before*oneIn > 560_000 {
		o.Errorf("paused at %d, then %d", before*oneIn, paused*oneIn)
	}
	if err := o.do(run, outreach.Resume{PartsPerS: 600.0 / oneIn}); err != nil {
		o.Fatal(err)
	}
	o.runTo(64)
	if pace := float64(o.tries(44, 64)) / (20 * 60) * oneIn; pace < 500 || pace > 610 {
		o.Errorf("%.0f a second after the pause", pace)
	}
	if _, twice := o.sent(); twice != 0 {
		o.Errorf("%d told twice", twice)
	}
}

// tries counts attempts within some minutes.
func (o *outage) tries(from, to float64) (n int) {
	for _, r := range records[delivery.Attempted](o) {
		if at := r.Meta.RecordedAt; !at.Before(o.at(from)) && at.Before(o.at(to)) {
			n += len(r.Event.(delivery.Attempted).Items)
		}
	}
	return n
}

// T+76: due at 09:00 without news.
func (o *outage) noNewsKeepsThePromise() {
	o.runTo(80)
	kept := records[crisis.PromiseKept](o)
	if len(kept) != 1 || kept[0].Event.(crisis.PromiseKept).LagS != 0 || len(records[crisis.PromiseBroken](o)) != 0 {
		o.Errorf("%d promises kept, %d broken", len(kept), len(records[crisis.PromiseBroken](o)))
	}
}

// T+205: the office presses for an all-clear.
func (o *outage) anAllClearTooSoonIsRefused() {
	o.runTo(205)
	last := records[statement.Drafted](o)
	d := last[len(last)-1].Event.(statement.Drafted)
	stream := last[len(last)-1].Stream
	d.Kind, d.NextUpdateAt, d.Author, d.ValidUntil = statement.AllClear, time.Time{}, "person/office", o.at(600)
	text := statement.Variant{Lang: "de", Channel: "status", Template: "Alles geht."}
	if err := o.do(stream, statement.Draft{Drafted: d, Variants: []statement.Variant{text}, Required: [][]string{{"comms"}, {"gold"}}, Now: o.clock.Now()}); err != nil {
		o.Fatal(err)
	}
	o.runTo(210)
	version := d.Version + 1
	err := o.do(stream, statement.Publish{Version: version, Now: o.clock.Now()})
	if no, refused := domain.Refused(err); !refused || no.Code != domain.Conflict || !strings.Contains(no.Reason, "resolved") {
		o.Errorf("got %v", err)
	}
	d.Kind, d.NextUpdateAt, d.Known, d.Doing = statement.Update, o.at(258), "zurück: 60 %", "wir arbeiten daran"
	again := statement.Draft{Drafted: d, Required: [][]string{{"comms"}, {"gold", "legal"}}, Now: o.clock.Now()}
	for _, v := range o.textsOf(statement.Update) {
		again.Variants = append(again.Variants, statement.Variant{Lang: v.Lang, Channel: v.Channel, Template: v.Template, Params: v.Params, LinkDomains: v.LinkDomains})
	}
	if err := o.do(stream, again); err != nil {
		o.Fatal(err)
	}
	o.runTo(299)
	if broken := len(records[crisis.PromiseBroken](o)); broken != 0 {
		o.Errorf("%d promises broken", broken)
	}
}

// textsOf gives the texts of the last version of a kind.
func (o *outage) textsOf(kind string) (texts []statement.VariantSet) {
	version := 0
	for _, r := range records[statement.Drafted](o) {
		if d := r.Event.(statement.Drafted); d.Kind == kind {
			version = d.Version
		}
	}
	for _, r := range records[statement.VariantSet](o) {
		if v := r.Event.(statement.VariantSet); v.Version == version {
			texts = append(texts, v)
		}
	}
	return texts
}

// T+320: over too soon. People were told that it comes back; now an update says that it did not.
func (o *outage) aRelapseTakesTheRecoveryBack() {
	o.runTo(319)
	if kind := o.current(); kind != statement.Recovery {
		o.Errorf("after the resolution the word is %s", kind)
	}
	o.runTo(399)
	if kind := o.current(); kind != statement.Update {
		o.Errorf("after the relapse the word is %s", kind)
	}
}

// T+400 and stable for an hour: gold approves, all languages.
func (o *outage) theLastWordIsTheAllClear() {
	o.runTo(455)
	if kind := o.current(); kind == statement.AllClear {
		o.Error("an all-clear before it was stable")
	}
	o.runTo(540)
	published := records[statement.Published](o)
	last := published[len(published)-1].Event.(statement.Published)
	if last.Kind != statement.AllClear || len(last.Langs) != 4 {
		o.Errorf("the last word is %s in %v", last.Kind, last.Langs)
	}
	if _, twice := o.sent(); twice != 0 || o.sandbox.Counts().Doubles != 0 {
		o.Errorf("%d told twice, %d by the provider's ledger", twice, o.sandbox.Counts().Doubles)
	}
}

// current is the kind of the newest word.
func (o *outage) current() string {
	published := records[statement.Published](o)
	return published[len(published)-1].Event.(statement.Published).Kind
}
