package delivery

import (
	"testing"
	"time"

	"tocsin/domain"
)

func receipts(items ...int) []ReceiptItem {
	var said []ReceiptItem
	for _, i := range items {
		said = append(said, ReceiptItem{I: i, At: noon.Add(time.Minute)})
	}
	return said
}

func TestOutcomesComeInAtMostOneEventOfEachKind(t *testing.T) {
	c := given(t, requested(5), attempted(1, 0, 1, 2, 3))
	c.When(RecordOutcomes{
		Accepted: []AcceptedItem{{I: 0, ProviderRef: "a"}, {I: 3, ProviderRef: "d"}},
		Unknown:  []UnknownItem{{I: 1, AfterS: 30}},
		Failed:   []FailedItem{{I: 2, Code: "blocked", Permanent: true}},
	}).Then(
		Accepted{Items: []AcceptedItem{{I: 0, ProviderRef: "a"}, {I: 3, ProviderRef: "d"}}},
		Failed{Items: []FailedItem{{I: 2, Code: "blocked", Permanent: true}}},
		OutcomeUnknown{Items: []UnknownItem{{I: 1, AfterS: 30}}},
	)
	wantStates(t, c.State(), "accepted unknown failed accepted requested")
}

func TestARepeatedOutcomeIsDropped(t *testing.T) {
	c := given(t, requested(2), attempted(1, 0), Accepted{Items: []AcceptedItem{{I: 0, ProviderRef: "a"}}})
	for _, again := range []RecordOutcomes{
		{Accepted: []AcceptedItem{{I: 0, ProviderRef: "b"}}},
		{Failed: []FailedItem{{I: 0, Code: "late no"}}},
		{Unknown: []UnknownItem{{I: 0}}},
		{Accepted: []AcceptedItem{{I: 1}}}, // was never tried
		{},
	} {
		c.When(again).Then()
	}
	c.When(RecordOutcomes{Accepted: []AcceptedItem{{I: 2}}}).Refused(domain.Invalid)
}

func TestOneOutcomePerItemAndCommand(t *testing.T) {
	given(t, requested(1), attempted(1, 0)).When(RecordOutcomes{
		Accepted: []AcceptedItem{{I: 0, ProviderRef: "a"}, {I: 0, ProviderRef: "b"}},
		Unknown:  []UnknownItem{{I: 0}}, Failed: []FailedItem{{I: 0}},
	}).Then(Accepted{Items: []AcceptedItem{{I: 0, ProviderRef: "a"}}})
}

func TestALateYesCountsAfterUnknown(t *testing.T) {
	unknown := OutcomeUnknown{Items: []UnknownItem{{I: 0, AfterS: 30}}}
	yes := RecordOutcomes{Accepted: []AcceptedItem{{I: 0, ProviderRef: "a"}}}
	want := Accepted{Items: []AcceptedItem{{I: 0, ProviderRef: "a"}}}
	given(t, requested(1), attempted(1, 0), unknown).When(yes).Then(want)
	given(t, requested(1), attempted(1, 0), unknown, Parked{Items: []ParkedItem{{I: 0}}}).When(yes).Then(want)
	given(t, requested(1), attempted(1, 0), unknown, Unreachable{Items: []IndexItem{{I: 0}}}).When(yes).Then(want)
	// Parked without a try: a yes would be about nothing.
	given(t, requested(1), Parked{Items: []ParkedItem{{I: 0}}}).When(yes).Then()
	// Gone on to the next channel: the yes is about the one before.
	given(t, requested(1), attempted(1, 0), unknown, Escalated{Items: []EscalatedItem{{I: 0, From: "sms", To: "email", ContactID: "e"}}}).
		When(yes).Then()
}

func TestALateNoCountsOnlyWhileItIsAwaited(t *testing.T) {
	unknown := OutcomeUnknown{Items: []UnknownItem{{I: 0, AfterS: 30}}}
	no := RecordOutcomes{Failed: []FailedItem{{I: 0, Code: "absent"}}}
	c := given(t, requested(1), attempted(1, 0), unknown).When(no).Then(Failed{Items: []FailedItem{{I: 0, Code: "absent"}}})
	c.When(attemptNow(2, 0)).Then(attempted(2, 0)) // it is known now that nothing went out
	given(t, requested(1), attempted(1, 0), unknown, Parked{Items: []ParkedItem{{I: 0}}}).When(no).Then()
}

func TestALateWeakerReceiptNeverDowngrades(t *testing.T) {
	c := given(t, requested(3), attempted(1, 0, 1), Accepted{Items: []AcceptedItem{{I: 0}, {I: 1}}})
	c.When(RecordReceipts{Read: receipts(0), Delivered: receipts(1)}).Then(
		Delivered{Items: receipts(1)}, Read{Items: receipts(0)})
	c.When(RecordReceipts{Delivered: receipts(0, 1)}).Then()
	c.When(RecordOutcomes{Failed: []FailedItem{{I: 0, Code: "x", Permanent: true}}, Unknown: []UnknownItem{{I: 1}}}).Then()
	c.When(RecordReceipts{Delivered: receipts(1), Read: receipts(1, 1, 0)}).Then(Read{Items: receipts(1)})
	wantStates(t, c.State(), "read read requested")
	c.When(RecordReceipts{Delivered: receipts(2)}).Then() // of what was never tried
	c.When(RecordReceipts{Delivered: receipts(3)}).Refused(domain.Invalid)
}

func TestDeliveredOutweighsWhatWasBelieved(t *testing.T) {
	for name, then := range map[string][]Event{
		"in flight":   {},
		"unknown":     {OutcomeUnknown{Items: []UnknownItem{{I: 0}}}},
		"failed":      {Failed{Items: []FailedItem{{I: 0, Permanent: true}}}},
		"parked":      {OutcomeUnknown{Items: []UnknownItem{{I: 0}}}, Parked{Items: []ParkedItem{{I: 0}}}},
		"unreachable": {Failed{Items: []FailedItem{{I: 0, Permanent: true}}}, Unreachable{Items: []IndexItem{{I: 0}}}},
		"going on": {Failed{Items: []FailedItem{{I: 0, Permanent: true}}},
			Escalated{Items: []EscalatedItem{{I: 0, From: "sms", To: "email", ContactID: "e"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			c := given(t, append([]Event{requested(1), attempted(1, 0)}, then...)...)
			c.When(RecordReceipts{Delivered: receipts(0)}).Then(Delivered{Items: receipts(0)})
			c.When(attemptNow(2, 0)).Refused(domain.Conflict) // he has it
		})
	}
}

func TestEscalationGoesDownTheLadderOnly(t *testing.T) {
	step := func(i int, from, to string) EscalatedItem {
		return EscalatedItem{I: i, From: from, To: to, ContactID: "e"}
	}
	history := []Event{
		requested(6), attempted(1, 0, 1, 2, 3, 4),
		Failed{Items: []FailedItem{{I: 0, Permanent: true}, {I: 1}}},
		OutcomeUnknown{Items: []UnknownItem{{I: 2}}},
		Accepted{Items: []AcceptedItem{{I: 3}}},
	}
	var all []EscalatedItem
	for i := range 6 {
		all = append(all, step(i, "sms", "email"))
	}
	c := given(t, history...)
	c.When(Escalate{Items: all}).Then(Escalated{Items: []EscalatedItem{all[0], all[2], all[3]}})
	c.When(Escalate{Items: all}).Then() // they have moved on
	v := c.State().Item(0)
	if v.State != ItemEscalated || v.Channel != "email" || v.ContactID != "e" || v.Attempts != 1 {
		t.Errorf("got %+v", v)
	}
	c.When(attemptNow(2, 0)).Refused(domain.Conflict) // that is the channel before
	next := []AttemptedItem{{I: 0, Attempt: 2, Channel: "email", ContactID: "e"}}
	c.When(Attempt{Provider: "mail", Items: next, Now: noon}).Then(Attempted{Provider: "mail", Items: withoutContacts(next)})
	for _, wrong := range []EscalatedItem{
		step(0, "sms", "push"), step(0, "sms", "sms"), step(0, "sms", "fax"), {I: 0, From: "sms", To: "email"}, step(6, "sms", "email"),
	} {
		given(t, history...).When(Escalate{Items: []EscalatedItem{wrong}}).Refused(domain.Invalid)
	}
}

func TestOnlyWhatHasNotArrivedIsGivenUp(t *testing.T) {
	history := []Event{
		requested(8), attempted(1, 0, 1, 2, 3, 4),
		Accepted{Items: []AcceptedItem{{I: 0}, {I: 1}}}, Delivered{Items: receipts(1)},
		Failed{Items: []FailedItem{{I: 2, Permanent: true}}},
		OutcomeUnknown{Items: []UnknownItem{{I: 3}}},
		Suppressed{Items: []SuppressedItem{{I: 5, Reason: Erased}}},
	}
	wantStates(t, given(t, history...).State(), "accepted delivered failed unknown attempted suppressed requested requested")
	var all []IndexItem
	var park []ParkedItem
	for i := range 8 {
		all = append(all, IndexItem{I: i})
		park = append(park, ParkedItem{I: i, Reason: "unknown"})
	}
	open := []IndexItem{{I: 2}, {I: 3}, {I: 6}, {I: 7}}
	c := given(t, history...).When(GiveUp{Expired: all}).Then(Expired{Items: open})
	c.When(GiveUp{Expired: all, Unreachable: all}).Then()
	given(t, history...).When(GiveUp{Unreachable: all}).Then(Unreachable{Items: open})
	// What is in flight can be set aside, and then ended.
	c = given(t, history...).When(GiveUp{Parked: park}).Then(Parked{Items: []ParkedItem{park[2], park[3], park[4], park[6], park[7]}})
	c.When(GiveUp{Parked: park}).Then()
	c.When(GiveUp{Unreachable: all}).Then(Unreachable{Items: []IndexItem{{I: 2}, {I: 3}, {I: 4}, {I: 6}, {I: 7}}})
	// One end per item.
	given(t, history...).When(GiveUp{Unreachable: []IndexItem{{I: 6}}, Expired: []IndexItem{{I: 6}, {I: 7}}, Parked: park[6:]}).
		Then(Unreachable{Items: []IndexItem{{I: 6}}}, Expired{Items: []IndexItem{{I: 7}}})
	given(t, history...).When(GiveUp{Parked: []ParkedItem{{I: 8}}}).Refused(domain.Invalid)
}

func TestItemsAreShownAsTheyStand(t *testing.T) {
	r := requested(2)
	r.Items[1].Expires = noon
	s := given(t, r, attempted(1, 0)).State()
	if v := s.Item(0); v.Subject != "p0" || v.State != ItemAttempted || v.Attempts != 1 || v.Channel != "sms" {
		t.Errorf("got %+v", v)
	}
	if s.Item(2).State != NoItem || s.Item(-1).State != NoItem || (State{}).Item(0).State != NoItem {
		t.Error("an item that does not exist has a state")
	}
	if !s.NotAfter(0).Equal(r.NotAfter) || !s.NotAfter(1).Equal(noon) {
		t.Errorf("got %v and %v", s.NotAfter(0), s.NotAfter(1))
	}
}

func TestFoldingLeavesTheStateBeforeAsItWas(t *testing.T) {
	before := given(t, requested(2), attempted(1, 0)).State()
	Decider.Evolve(before, Accepted{Items: []AcceptedItem{{I: 0}}})
	if _, err := Decider.Decide(RecordOutcomes{Unknown: []UnknownItem{{I: 0}}}, before); err != nil {
		t.Fatal(err)
	}
	wantStates(t, before, "attempted requested")
}
