package node

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
)

// post is an outpost with one door for SMS and one for e-mail.
func post(t *testing.T, people int, sms channels.Channel) (o *outpost, email *door) {
	email = &door{kind: "email", repeat: channels.IdempotentKey}
	return newOutpost(t, people, map[string]channels.Channel{"sms": sms, "email": email}), email
}

func TestTheIntentIsRecordedBeforeTheSendAndTheOutcomeAfter(t *testing.T) {
	sms := keyed()
	o, _ := post(t, 2, sms)
	batch := o.owe("o1", 1, "p0", "p1")
	o.d.fails = failsFunc(func(name string) {
		attempted := strings.HasPrefix(o.events(batch)[len(o.events(batch))-1], "attempted")
		if name == BeforeSend && !attempted {
			t.Error("a send without a recorded intent")
		}
	})
	o.run(0)
	o.want(batch, "attempted 0:sms#1 1:sms#1", "accepted")
	want := channels.Delivery{
		Key: delivery.Key("s1", 1, "p0", "sms"), Channel: "sms", Address: "sms:p0", Lang: "en", Parts: 1, NotAfter: noon.Add(2 * time.Hour), Now: noon,
		Text: "blue: version 1 by sms. https://care.example/status",
	}
	if len(sms.sent) != 2 || sms.sent[0] != want {
		t.Errorf("got %+v, want %+v", sms.sent, want)
	}
}

// failsFunc looks at every fail point.
type failsFunc func(string)

// At looks.
func (f failsFunc) At(name string) { f(name) }

// crashes runs a dispatcher until it crashes at a fail point for the n-th time, and restarts it.
func (o *outpost) crash(at string, n int) {
	o.Helper()
	o.d.fails = failsFunc(func(name string) {
		if name == at {
			if n--; n == 0 {
				panic(Crash{At: name})
			}
		}
	})
	if !survive(func() { o.run(0) }) {
		o.Fatal("no crash")
	}
	o.restart()
}

func TestAfterACrashNobodyKnowsAndTheChannelDecides(t *testing.T) {
	for name, c := range map[string]struct {
		sms   func() (channels.Channel, *door)
		sends int // of the second notice, which had left the house
		want  []string
	}{
		"a key is sent again": {
			func() (channels.Channel, *door) { d := keyed(); return d, d }, 2,
			[]string{"outcome_unknown", "attempted 0:sms#2 1:sms#2 2:sms#2", "accepted"},
		},
		"one that can be asked is asked": {
			func() (channels.Channel, *door) {
				d := &door{kind: "sms", repeat: channels.LookupByRef}
				return &asking{door: d, status: channels.Status{State: channels.Accepted, ProviderRef: "r"}}, d
			}, 1, []string{"outcome_unknown", "accepted"},
		},
		"what is not there is sent again": {
			func() (channels.Channel, *door) {
				d := &door{kind: "sms", repeat: channels.LookupByRef}
				return &asking{door: d, status: channels.Status{State: channels.Absent}}, d
			}, 2, []string{"outcome_unknown", "attempted 0:sms#2 1:sms#2 2:sms#2", "accepted"},
		},
		"else a person decides": {
			func() (channels.Channel, *door) { d := &door{kind: "sms", repeat: channels.None}; return d, d }, 1,
			[]string{"outcome_unknown", "parked"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			sms, d := c.sms()
			o, email := post(t, 3, sms)
			batch := o.owe("o1", 1, "p0", "p1", "p2")
			o.crash(AfterSend, 2)
			o.run(time.Hour)
			o.want(batch, append([]string{"attempted 0:sms#1 1:sms#1 2:sms#1"}, c.want...)...)
			keys := map[string]int{}
			for _, n := range d.sent {
				keys[n.Key]++
			}
			if got := keys[delivery.Key("s1", 1, "p1", "sms")]; got != c.sends || len(keys) > 3 || len(email.sent) > 0 {
				t.Errorf("sent %d times under %d keys, want %d", got, len(keys), c.sends)
			}
		})
	}
}

func TestATemporaryFailureBacksOffAndGoesToTheNextChannelAfterItsAttempts(t *testing.T) {
	sms := keyed()
	sms.always = busy
	o, email := post(t, 1, sms)
	email.answers = []error{busy, busy} // what was tried by SMS does not count here
	batch := o.owe("o1", 1, "p0")
	o.run(29 * time.Second)
	o.want(batch, "attempted 0:sms#1", "failed 0:throttled,false")
	o.run(time.Hour)
	o.want(batch, "attempted 0:sms#1", "failed 0:throttled,false", "attempted 0:sms#2", "failed 0:throttled,false",
		"attempted 0:sms#3", "failed 0:throttled,true", "escalated 0:email", "attempted 0:email#4", "failed 0:throttled,false",
		"attempted 0:email#5", "failed 0:throttled,false", "attempted 0:email#6", "accepted")
}

func TestWhatNoChannelBringsIsUnreachable(t *testing.T) {
	sms := keyed()
	sms.always = noAddress
	o, email := post(t, 2, sms)
	email.always = noAddress
	o.vault.people["p1"] = reached("p1", "sms", "push") // there is no door for push
	batch := o.owe("o1", 1, "p0")
	o.run(time.Hour)
	o.want(batch, "attempted 0:sms#1", "failed 0:bad_address,true", "escalated 0:email", "attempted 0:email#2", "failed 0:bad_address,true", "unreachable")
}

func TestAProvidersPauseIsKept(t *testing.T) {
	sms := keyed()
	sms.answers = []error{&channels.Error{Temporary: true, Reason: channels.Throttled, RetryAfter: 10 * time.Minute}}
	o, _ := post(t, 1, sms)
	o.owe("o1", 1, "p0")
	o.run(10*time.Minute - 1)
	if len(sms.sent) != 1 {
		t.Errorf("%d sends within the pause", len(sms.sent))
	}
	o.run(time.Second)
	if len(sms.sent) != 2 {
		t.Errorf("%d sends after it", len(sms.sent))
	}
}

func TestNoTextGoesOutOnceItIsSupersededPausedOrTooLate(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(o *outpost)
		want    []string
	}{
		"superseded": {func(o *outpost) { o.publish(2) }, []string{"suppressed 0:superseded"}},
		"paused":     {func(o *outpost) { o.tell("outreach-o1", outreach.Paused{Reason: "r"}) }, nil},
		"aborted":    {func(o *outpost) { o.tell("outreach-o1", outreach.Aborted{Reason: "r"}) }, nil},
		"too late":   {func(o *outpost) { o.clock.Advance(2*time.Hour + 1) }, []string{"expired"}},
		"resumed": {func(o *outpost) {
			o.tell("outreach-o1", outreach.Paused{Reason: "r"}, outreach.Resumed{})
		}, []string{"attempted 0:sms#1", "accepted"}},
		"held": {func(o *outpost) { o.d.Hold(errDisk) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			sms := keyed()
			o, _ := post(t, 1, sms)
			batch := o.owe("o1", 1, "p0")
			c.happens(o)
			o.run(time.Minute)
			o.want(batch, c.want...)
			if len(sms.sent) > 0 && name != "resumed" {
				t.Errorf("sent %+v", sms.sent)
			}
		})
	}
}

func TestANoticeOfAPausedRunExpires(t *testing.T) {
	o, _ := post(t, 1, keyed())
	batch := o.owe("o1", 1, "p0")
	o.tell("outreach-o1", outreach.Paused{Reason: "r"})
	o.run(3 * time.Hour)
	o.want(batch, "expired")
}

// TestNothingUnknownIsRepeatedOnceItMustNotGoOut: a repeat is a send too.
func TestNothingUnknownIsRepeatedOnceItMustNotGoOut(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(o *outpost)
		want    string
	}{
		"superseded":              {func(o *outpost) { o.publish(2) }, "parked"},
		"too late":                {func(o *outpost) { o.clock.Advance(2*time.Hour + 1) }, "parked"},
		"paused":                  {func(o *outpost) { o.tell("outreach-o1", outreach.Paused{Reason: "r"}) }, "outcome_unknown"},
		"erased":                  {func(o *outpost) { delete(o.vault.people, "p0") }, "parked"},
		"opted out":               {func(o *outpost) { block(o.vault.people["p0"], "sms") }, "parked"},
		"the channel was removed": {func(o *outpost) { delete(o.doors, "sms") }, "parked"},
	} {
		t.Run(name, func(t *testing.T) {
			sms := keyed()
			sms.answers = []error{errNoAnswer}
			o, _ := post(t, 1, sms)
			batch := o.owe("o1", 1, "p0")
			o.run(0)
			c.happens(o)
			o.run(10 * time.Minute)
			if got := o.events(batch); got[len(got)-1] != c.want || len(sms.sent) != 1 {
				t.Errorf("%d sends, recorded %q", len(sms.sent), got)
			}
		})
	}
}

func TestAKeyThatTheProviderMayHaveForgottenIsNotUsedAgain(t *testing.T) {
	for _, c := range []struct {
		down  time.Duration
		sends int
	}{{22 * time.Hour, 2}, {24 * time.Hour, 1}} {
		sms := keyed()
		sms.answers = []error{errNoAnswer}
		o, _ := post(t, 1, sms)
		o.tell("delivery-o1-1-1", longLived(o, "p0"))
		o.run(0)
		o.clock.Advance(c.down) // the node was down
		o.restart()
		o.run(time.Hour)
		if len(sms.sent) != c.sends {
			t.Errorf("after %s: %d sends, want %d", c.down, len(sms.sent), c.sends)
		}
	}
}

// longLived is a batch that is worth something for days.
func longLived(o *outpost, subject string) delivery.Requested {
	notice, err := o.resolvers.texts.fold.Compose("s1", 1, "i1", subject, "sms", "https://care.example/status")
	if err != nil {
		texts, _ := o.resolvers.texts.current(o.Context())
		notice, err = texts.Compose("s1", 1, "i1", subject, "sms", "https://care.example/status")
	}
	if err != nil {
		o.Fatal(err)
	}
	return delivery.Requested{
		OutreachID: "o1", Wave: 1, IncidentID: "i1", StatementID: "s1", StatementVersion: 1, Ladder: []string{"sms"}, NotAfter: noon.Add(72 * time.Hour),
		Items: []delivery.Item{{Subject: subject, Lang: "en", Channel: "sms", ContactID: "c-sms", ParamsHash: notice.ParamsHash, TemplateHash: notice.TemplateHash}},
	}
}

func TestATemporaryNoToARepeatLeavesTheFirstTryOpen(t *testing.T) {
	sms := keyed()
	sms.answers = []error{errNoAnswer, busy, busy}
	o, email := post(t, 1, sms)
	batch := o.owe("o1", 1, "p0")
	o.run(time.Hour)
	o.want(batch, "attempted 0:sms#1", "outcome_unknown", "attempted 0:sms#2", "outcome_unknown", "attempted 0:sms#3", "outcome_unknown",
		"attempted 0:sms#4", "accepted")
	if len(email.sent) > 0 {
		t.Error("it went by e-mail too")
	}
}

func TestANoticeThatStaysUnknownIsForAPersonInTheEnd(t *testing.T) {
	sms := keyed()
	sms.always = errNoAnswer
	o, _ := post(t, 1, sms)
	batch := o.owe("o1", 1, "p0")
	o.run(24 * time.Hour)
	if got := o.events(batch); got[len(got)-1] != "parked" || len(sms.sent) != maxRepeats {
		t.Errorf("%d sends, recorded %q", len(sms.sent), got)
	}
}

func TestAProviderThatCannotTellIsAskedAgainUntilTheTextIsTooOld(t *testing.T) {
	sms := &asking{door: &door{kind: "sms", repeat: channels.LookupByRef, answers: []error{errNoAnswer}}, err: errDisk}
	o, _ := post(t, 1, sms)
	batch := o.owe("o1", 1, "p0")
	o.run(10 * time.Minute)
	if sms.asked < 5 || sms.asked > 10 {
		t.Errorf("asked %d times in ten minutes", sms.asked)
	}
	o.run(24 * time.Hour)
	o.want(batch, "attempted 0:sms#1", "outcome_unknown", "parked")
}

func TestANewerTextWaitsForTheOlderOneToTheSamePersonAndChannel(t *testing.T) {
	sms := &asking{door: &door{kind: "sms", repeat: channels.LookupByRef, answers: []error{errNoAnswer, nil}}, err: errDisk}
	o, _ := post(t, 2, sms)
	o.owe("o1", 1, "p0", "p1")
	o.run(0)
	o.publish(2)
	second := o.owe("o2", 2, "p0", "p1")
	o.run(10 * time.Minute)
	o.want(second, "attempted 1:sms#1", "accepted")
	sms.status, sms.err = channels.Status{State: channels.Delivered, ProviderRef: "r"}, nil
	o.run(10 * time.Minute)
	o.want(second, "attempted 1:sms#1", "accepted", "attempted 0:sms#1", "accepted")
}

func TestNobodyIsToldTheSameTextByTwoRuns(t *testing.T) {
	sms := keyed()
	o, _ := post(t, 2, sms)
	first, second := o.owe("o1", 1, "p0"), o.owe("o2", 1, "p0", "p1")
	o.run(time.Hour)
	o.want(first, "attempted 0:sms#1", "accepted")
	o.want(second, "attempted 1:sms#1", "accepted", "suppressed 0:duplicate")
	if got := sms.sentTo(); len(got) != 2 {
		t.Errorf("sent to %v", got)
	}
}

func TestWhoWasErasedOrHasSaidNoMeanwhileGetsNothing(t *testing.T) {
	sms := keyed()
	o, _ := post(t, 4, sms)
	batch := o.owe("o1", 1, "p0", "p1", "p2", "p3")
	delete(o.vault.people, "p0")
	block(o.vault.people["p1"], "sms")
	o.vault.people["p2"] = reached("p2", "email")
	o.run(time.Hour)
	o.want(batch, "suppressed 0:erased 1:opted_out 2:no_contact", "attempted 3:sms#1", "accepted")
	if got := sms.sentTo(); !slices.Equal(got, []string{"sms:p3"}) {
		t.Errorf("sent to %v", got)
	}
}

func TestBytesThatWereNotRequestedAreForAPersonAndTheOthersGo(t *testing.T) {
	sms := keyed()
	o, _ := post(t, 2, sms)
	batch := o.owe("o1", 1, "p0", "p1")
	wrong := o.records(batch)[0].Event.(delivery.Requested)
	wrong.OutreachID = "o2"
	wrong.Items = slices.Clone(wrong.Items)
	wrong.Items[0].ParamsHash = "other"
	o.tell("outreach-o1", outreach.Aborted{Reason: "r"})
	o.tell("delivery-o2-1-1", wrong)
	o.run(time.Minute)
	o.want("delivery-o2-1-1", "parked", "attempted 1:sms#1", "accepted")
	if got := sms.sentTo(); !slices.Equal(got, []string{"sms:p1"}) {
		t.Errorf("sent to %v", got)
	}
}

func (o *outpost) records(stream domain.StreamID) []domain.Recorded {
	return readAll(o.T, o.types.Decoded(o.log.Read(o.Context(), stream, 0)))
}

func TestReceiptsComeOnceAndTogether(t *testing.T) {
	sms := keyed()
	o, _ := post(t, 3, sms)
	batch := o.owe("o1", 1, "p0", "p1", "p2")
	o.run(time.Minute)
	report := func(subject string, state channels.State) channels.Report {
		return channels.Report{Key: delivery.Key("s1", 1, subject, "sms"), Status: channels.Status{State: state, At: o.clock.Now()}}
	}
	sms.reports = []channels.Report{
		report("p2", channels.Delivered), report("p0", channels.Delivered), report("p0", channels.Delivered), report("p1", channels.Read),
		report("p1", channels.Delivered), report("nobody", channels.Delivered), report("p0", channels.Accepted),
	}
	o.run(time.Minute)
	o.want(batch, "attempted 0:sms#1 1:sms#1 2:sms#1", "accepted", "delivered", "read")
	sms.reports = []channels.Report{report("p0", channels.Delivered), report("p1", channels.Delivered)}
	o.run(time.Minute)
	o.want(batch, "attempted 0:sms#1 1:sms#1 2:sms#1", "accepted", "delivered", "read")
	if last := o.records(batch)[3].Event.(delivery.Delivered); len(last.Items) != 3 || last.Items[0].I != 0 {
		t.Errorf("got %+v", last)
	}
}

func TestWhatAFaultKeepsFromBeingRecordedIsNotLost(t *testing.T) {
	sms := keyed()
	o, _ := post(t, 1, sms)
	batch := o.owe("o1", 1, "p0")
	o.run(time.Minute)
	sms.reports = []channels.Report{{Key: delivery.Key("s1", 1, "p0", "sms"), Status: channels.Status{State: channels.Delivered, At: noon}}}
	log := &contested{EventLog: o.log, refuse: func(domain.Write) error { return errDisk }}
	o.x.log = log
	if _, err := o.d.Step(t.Context()); !errors.Is(err, errDisk) {
		t.Fatalf("got %v", err)
	}
	log.refuse = nil
	o.run(time.Minute)
	o.want(batch, "attempted 0:sms#1", "accepted", "delivered")
}

func TestANoticeWaitsForItsOfferAndCarriesItsLink(t *testing.T) {
	sms := keyed()
	o, _ := post(t, 2, sms)
	with := longLived(o, "p1")
	with.OutreachID = "o3"
	o.tell("delivery-o3-1-1", with)
	batch := longLived(o, "p0")
	batch.Items[0].OfferID = "f1"
	texts, _ := o.resolvers.texts.current(t.Context())
	notice, err := texts.Compose("s1", 1, "i1", "p0", "sms", "https://care.example/o/token-of-f1")
	if err != nil {
		t.Fatal(err)
	}
	batch.Items[0].ParamsHash = notice.ParamsHash
	o.tell("delivery-o1-1-1", batch)
	o.run(time.Minute)
	if got := sms.sentTo(); !slices.Equal(got, []string{"sms:p1"}) {
		t.Errorf("sent to %v before the offer", got)
	}
	o.tell("offer-f1", offer.Made{})
	o.run(time.Second)
	if got := sms.sentTo(); len(got) != 2 || !strings.Contains(sms.sent[1].Text, "/o/token-of-f1") {
		t.Errorf("sent to %v: %+v", got, sms.sent)
	}
}

// The network asks for a pause; what was sent is not sent again, and the rest goes at the pace that it bears.
func TestARunIsPausedAndResumedAtAnotherPace(t *testing.T) {
	sms := &door{kind: "sms", repeat: channels.IdempotentKey}
	o, _ := post(t, 60, sms)
	rules := channelRules()
	rules.Channels[0].InFlight, rules.Channels[0].PartsPerS = 5, 1
	o.adopt(rules)
	var people []string
	for n := range 60 {
		people = append(people, fmt.Sprint("p", n))
	}
	o.owe("o1", 1, people...)
	o.run(19 * time.Second)
	o.tell("outreach-o1", outreach.Paused{Reason: "SMSC"})
	before := len(sms.sent)
	o.run(10 * time.Minute)
	if before != 20 || len(sms.sent) != before {
		t.Fatalf("%d before the pause, %d after it", before, len(sms.sent))
	}
	o.tell("outreach-o1", outreach.Resumed{PartsPerS: 0.5})
	o.run(59 * time.Second)
	if got := len(sms.sent) - before; got != 30 {
		t.Errorf("%d in a minute, want 30", got)
	}
	o.run(time.Minute)
	keys := map[string]bool{}
	for _, d := range sms.sent {
		keys[d.Address] = true
	}
	if len(sms.sent) != 60 || len(keys) != 60 {
		t.Errorf("%d sends to %d people, want 60", len(sms.sent), len(keys))
	}
}

func TestOneEventHoldsWhatIsInFlightAndPaceCountsParts(t *testing.T) {
	for name, c := range map[string]struct {
		repeat      channels.Repeat
		inFlight    int
		perSecond   float64
		parts, want int // in the first event, and sends within a minute
	}{
		"concurrency":                        {channels.IdempotentKey, 7, 0, 7, 40},
		"a crash parks no more than so many": {channels.None, 30, 0, 16, 40},
		"pace":                               {channels.IdempotentKey, 5, 0.5, 5, 30},
		"pace of a text in two parts":        {channels.IdempotentKey, 5, 0.5, 5, 0},
	} {
		t.Run(name, func(t *testing.T) {
			sms := &door{kind: "sms", repeat: c.repeat}
			o, _ := post(t, 40, sms)
			rules := channelRules()
			rules.Channels[0].InFlight, rules.Channels[0].PartsPerS = c.inFlight, c.perSecond
			o.adopt(rules)
			if c.want == 0 {
				c.want = 15
				o.tell("statement-s1", statement.VariantSet{
					Version: 1, Lang: "en", Channel: "sms", Template: strings.Repeat("x", 161), TemplateHash: "t", Parts: 2,
				})
			}
			var people []string
			for n := range 40 {
				people = append(people, fmt.Sprint("p", n))
			}
			batch := o.owe("o1", 1, people...)
			o.run(time.Minute - time.Second)
			first := o.records(batch)[1].Event.(delivery.Attempted)
			if len(first.Items) != c.parts || len(sms.sent) != c.want {
				t.Errorf("%d in the first event, %d sent; want %d and %d", len(first.Items), len(sms.sent), c.parts, c.want)
			}
		})
	}
}

func TestAnEventNamesOneProvider(t *testing.T) {
	sms := keyed()
	o, email := post(t, 3, sms)
	o.vault.people["p1"] = reached("p1", "email")
	batch := o.owe("o1", 1, "p0", "p1", "p2")
	o.run(time.Minute)
	o.want(batch, "attempted 1:email#1", "attempted 0:sms#1 2:sms#1", "accepted")
	for _, r := range o.records(batch)[1:3] {
		e := r.Event.(delivery.Attempted)
		if e.Provider != "scripted-"+e.Items[0].Channel {
			t.Errorf("got %+v", e)
		}
	}
	if len(email.sent) != 1 || len(sms.sent) != 2 {
		t.Errorf("%d by e-mail, %d by SMS", len(email.sent), len(sms.sent))
	}
}
