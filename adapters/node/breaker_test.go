package node

import (
	"fmt"
	"testing"
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain/delivery"
)

// named is a door of another provider.
type named struct {
	*door
	name string
}

func (n named) Name() string { return n.name }

// twoLines has people with SMS and e-mail, and two providers of SMS: the first fails in every way.
func twoLines(t *testing.T, people int) (o *outpost, first *asking, second *door) {
	first, second = &asking{door: &door{kind: "sms", repeat: channels.LookupByRef, always: errNoAnswer}, err: errDisk}, keyed()
	o, _ = post(t, people, first)
	o.d.StandBy("sms", named{second, "standby-sms"})
	return o, first, second
}

func everybody(n int) (people []string) {
	for k := range n {
		people = append(people, fmt.Sprint("p", k))
	}
	return people
}

func TestTheSecondProviderTakesOverWhenTheFirstFails(t *testing.T) {
	o, first, second := twoLines(t, 60)
	batch := o.owe("o1", 1, everybody(60)...)
	o.run(30 * time.Second)
	if n := len(first.sent); n < breakerFaults || n > breakerFaults+10 {
		t.Errorf("%d sends by the first provider, want about %d", n, breakerFaults)
	}
	if n := len(second.sent); n != 60-len(first.sent) {
		t.Errorf("%d sends by the second provider, and %d by the first", n, len(first.sent))
	}
	providers := map[string]int{}
	for _, r := range o.records(batch) {
		if e, ok := r.Event.(delivery.Attempted); ok {
			providers[e.Provider] += len(e.Items)
		}
	}
	if providers["standby-sms"] != len(second.sent) {
		t.Errorf("on record: %v", providers)
	}
}

func TestWhatTheBrokenProviderDoesNotTellGoesByAnotherChannelAndNeverTwiceByTheSame(t *testing.T) {
	o, first, second := twoLines(t, 60)
	o.vault.people["p0"] = reached("p0", "sms")
	o.owe("o1", 1, everybody(60)...)
	o.run(5 * time.Minute)
	email := o.doors["email"].(*door)
	if len(email.sent) != len(first.sent)-1 {
		t.Errorf("%d by e-mail, %d unknown by SMS of whom one has no e-mail", len(email.sent), len(first.sent))
	}
	seen := map[string]bool{}
	for _, to := range append(first.sentTo(), second.sentTo()...) {
		if seen[to] {
			t.Errorf("%s got two", to)
		}
		seen[to] = true
	}
	first.err, first.status = nil, channels.Status{State: channels.Delivered, ProviderRef: "r"}
	o.run(2 * time.Minute)
	if got := o.events("delivery-o1-1-1"); got[len(got)-1] != "accepted" {
		t.Errorf("when the provider can tell again: %q", got[len(got)-1])
	}
}

func TestTheFirstProviderMustProveItselfAfterItsRest(t *testing.T) {
	o, first, second := twoLines(t, 300)
	o.owe("o1", 1, everybody(60)...)
	o.run(time.Minute)
	o.run(breakerRests)
	before := len(first.sent)
	o.owe("o2", 1, everybody(120)[60:]...)
	o.run(time.Minute)
	if n := len(first.sent) - before; n == 0 || n > breakerTrial {
		t.Errorf("%d sends to try it again, want at most %d", n, breakerTrial)
	}
	first.always = nil
	o.run(breakerRests)
	was := len(second.sent)
	o.owe("o3", 1, everybody(240)[120:]...)
	o.run(time.Minute)
	if len(second.sent) != was {
		t.Errorf("%d more by the second provider, though the first works", len(second.sent)-was)
	}
}

func TestAfterARestartTheSecondProviderIsStillInUse(t *testing.T) {
	o, first, second := twoLines(t, 80)
	o.owe("o1", 1, everybody(60)...)
	o.run(time.Minute)
	o.restart()
	o.d.StandBy("sms", named{second, "standby-sms"})
	before := len(first.sent)
	o.owe("o2", 1, everybody(80)[60:]...)
	o.run(time.Minute)
	if len(first.sent) != before {
		t.Errorf("%d sends by the broken provider after a restart", len(first.sent)-before)
	}
}

func TestAMiddlingDayDoesNotOpenTheBreaker(t *testing.T) {
	l := &line{}
	for n := range 200 { // batches of 150, of which a tenth fail, one every two seconds
		now := noon.Add(time.Duration(2*n) * time.Second)
		for i := range 150 {
			l.outcome("delivery-o1-1-1", i >= 135, now)
		}
		if l.open(now) {
			t.Fatalf("open after %d batches", n+1)
		}
	}
}

func TestAThirdOfFaultsOpensTheBreaker(t *testing.T) {
	l := &line{}
	for i := range 90 {
		l.outcome("delivery-o1-1-1", i >= 60, noon)
	}
	if !l.open(noon) {
		t.Error("30 faults of 90 do not open it")
	}
}
