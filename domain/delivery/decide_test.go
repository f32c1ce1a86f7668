package delivery

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

// requested is a batch of n people, all by SMS.
func requested(n int) Requested {
	r := Requested{
		OutreachID: "o1", Wave: 1, IncidentID: "i1", StatementID: "s1", StatementVersion: 2,
		Ladder: []string{"push", "sms", "email"}, NotAfter: noon.Add(time.Hour),
	}
	for i := range n {
		r.Items = append(r.Items, Item{
			I: i, Subject: fmt.Sprintf("p%d", i), Lang: "en", Channel: "sms", ContactID: fmt.Sprintf("c%d", i),
			TemplateHash: "t", ParamsHash: "h",
		})
	}
	return r
}

func given(t *testing.T, history ...Event) *domaintest.Case[State, Command, Event] {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

func try(attempt int, items ...int) []AttemptedItem {
	var tries []AttemptedItem
	for _, i := range items {
		tries = append(tries, AttemptedItem{I: i, Attempt: attempt, Channel: "sms", ContactID: fmt.Sprintf("c%d", i), Parts: 1})
	}
	return tries
}

func attempted(attempt int, items ...int) Attempted {
	return Attempted{Provider: "acme", Items: withoutContacts(try(attempt, items...))}
}

func attemptNow(attempt int, items ...int) Attempt {
	return Attempt{Provider: "acme", Items: try(attempt, items...), Now: noon}
}

func states(s State) string {
	text := ""
	for i := range s.Len() {
		text += s.Item(i).State.String() + " "
	}
	return text
}

func wantStates(t *testing.T, s State, want string) {
	t.Helper()
	if got := states(s); got != want+" " {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestABatchIsRequestedOnce(t *testing.T) {
	c := given(t).When(Request{Requested: requested(300)}).Then(requested(300))
	c.When(Request{Requested: requested(2)}).Then()
}

func TestABatchIsComplete(t *testing.T) {
	for name, spoil := range map[string]func(*Request){
		"nobody":             func(r *Request) { r.Requested.Items = nil },
		"more than 300":      func(r *Request) { r.Requested = requested(301) },
		"a gap":              func(r *Request) { r.Requested.Items[2].I = 3 },
		"a person twice":     func(r *Request) { r.Requested.Items[2].Subject = "p0" },
		"a person unnamed":   func(r *Request) { r.Requested.Items[2].Subject = "" },
		"no contact":         func(r *Request) { r.Requested.Items[2].ContactID = "" },
		"no channel":         func(r *Request) { r.Requested.Items[2].Channel = "" },
		"no statement":       func(r *Request) { r.Requested.StatementID = "" },
		"no version":         func(r *Request) { r.Requested.StatementVersion = 0 },
		"no outreach":        func(r *Request) { r.Requested.OutreachID = "" },
		"no end":             func(r *Request) { r.Requested.NotAfter = time.Time{} },
		"suppresses nobody":  func(r *Request) { r.Suppress = []SuppressedItem{{I: 3, Reason: OptedOut}} },
		"suppresses twice":   func(r *Request) { r.Suppress = []SuppressedItem{{I: 1, Reason: OptedOut}, {I: 1, Reason: Erased}} },
		"suppresses, no why": func(r *Request) { r.Suppress = []SuppressedItem{{I: 1}} },
	} {
		t.Run(name, func(t *testing.T) {
			r := Request{Requested: requested(3)}
			spoil(&r)
			given(t).When(r).Refused(domain.Invalid)
		})
	}
}

func TestWhoHasNoContactIsOwedAndSuppressedAtOnce(t *testing.T) {
	r := requested(3)
	r.Items[1].Channel, r.Items[1].ContactID = "", ""
	no := []SuppressedItem{{I: 1, Reason: NoContact}}
	c := given(t).When(Request{Requested: r, Suppress: no}).Then(r, Suppressed{Items: no})
	wantStates(t, c.State(), "requested suppressed requested")
	c.When(attemptNow(1, 1)).Refused(domain.Conflict)
}

func TestSuppressionLeavesWhatIsOnItsWay(t *testing.T) {
	history := []Event{
		requested(8),
		attempted(1, 1, 2, 3, 4, 5),
		Accepted{Items: []AcceptedItem{{I: 2}}},
		OutcomeUnknown{Items: []UnknownItem{{I: 3}}},
		Failed{Items: []FailedItem{{I: 4, Code: "busy"}, {I: 5, Code: "blocked", Permanent: true}}},
		Parked{Items: []ParkedItem{{I: 6}}},
		attempted(1, 7), Failed{Items: []FailedItem{{I: 7, Permanent: true}}},
		Escalated{Items: []EscalatedItem{{I: 7, From: "sms", To: "email", ContactID: "e7"}}},
	}
	c := given(t, history...)
	wantStates(t, c.State(), "requested attempted accepted unknown retry failed parked escalated")
	c.When(SuppressOpen{Reason: ByAbort}).Then(Suppressed{Items: []SuppressedItem{
		{I: 0, Reason: ByAbort}, {I: 4, Reason: ByAbort}, {I: 7, Reason: ByAbort},
	}})
	c.When(SuppressOpen{Reason: BySupersession}).Then()
	given(t, history...).When(Suppress{Items: []SuppressedItem{{I: 1, Reason: OptedOut}, {I: 0, Reason: Erased}}}).
		Then(Suppressed{Items: []SuppressedItem{{I: 0, Reason: Erased}}})
	given(t, history...).When(SuppressOpen{}).Refused(domain.Invalid)
	given(t, history...).When(Suppress{Items: []SuppressedItem{{I: 8, Reason: Erased}}}).Refused(domain.Invalid)
}

func TestATryIsRecordedBeforeItIsMadeAndOnlyOnce(t *testing.T) {
	c := given(t, requested(3)).When(attemptNow(1, 0, 2)).Then(attempted(1, 0, 2))
	c.When(attemptNow(1, 0)).Refused(domain.Conflict)    // in flight
	c.When(attemptNow(1, 1, 2)).Refused(domain.Conflict) // all or nothing
	c.When(attemptNow(1, 1)).Then(attempted(1, 1))
	wantStates(t, c.State(), "attempted attempted attempted")
}

func TestATryIsOfTheRightItem(t *testing.T) {
	c := given(t, requested(2))
	for name, spoil := range map[string]func(*Attempt){
		"no such item": func(a *Attempt) { a.Items[0].I = 2 },
		"below 0":      func(a *Attempt) { a.Items[0].I = -1 },
		"item twice":   func(a *Attempt) { a.Items = append(a.Items, a.Items[0]) },
		"no provider":  func(a *Attempt) { a.Provider = "" },
	} {
		t.Run(name, func(t *testing.T) {
			a := attemptNow(1, 0)
			spoil(&a)
			given(t, requested(2)).When(a).Refused(domain.Invalid)
		})
	}
	for name, spoil := range map[string]func(*Attempt){
		"another channel": func(a *Attempt) { a.Items[0].Channel = "email" },
		"another contact": func(a *Attempt) { a.Items[0].ContactID = "c9" },
		"another count":   func(a *Attempt) { a.Items[0].Attempt = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			a := attemptNow(1, 0)
			spoil(&a)
			given(t, requested(2)).When(a).Refused(domain.Conflict)
		})
	}
	c.When(Attempt{Provider: "acme", Now: noon}).Then()
}

func TestNothingIsTriedTooLate(t *testing.T) {
	r := requested(2)
	r.Items[1].Expires = noon.Add(time.Minute)
	late := attemptNow(1, 0)
	late.Now = r.NotAfter.Add(1)
	given(t, r).When(late).Refused(domain.TooLate)
	late.Now = r.NotAfter
	given(t, r).When(late).Then(attempted(1, 0))
	own := attemptNow(1, 1) // the flight has left
	own.Now = noon.Add(2 * time.Minute)
	given(t, r).When(own).Refused(domain.TooLate)
}

func TestAnUnknownOutcomeIsNotSentAgainUnlessTheChannelDropsRepeats(t *testing.T) {
	history := []Event{requested(2), attempted(1, 0), OutcomeUnknown{Items: []UnknownItem{{I: 0, AfterS: 30}}}}
	given(t, history...).When(attemptNow(2, 0)).Refused(domain.Conflict)
	again := attemptNow(2, 0)
	again.Repeat = true
	given(t, history...).When(again).Then(attempted(2, 0))
	given(t, requested(2), attempted(1, 0)).When(again).Refused(domain.Conflict) // nor while it is in flight
}

func TestWhatFailedForATimeIsTriedAgain(t *testing.T) {
	failed := Failed{Items: []FailedItem{{I: 0, Code: "busy", RetryAfterS: 5}, {I: 1, Code: "blocked", Permanent: true}}}
	c := given(t, requested(2), attempted(1, 0, 1), failed)
	c.When(attemptNow(2, 1)).Refused(domain.Conflict)
	c.When(attemptNow(2, 0)).Then(attempted(2, 0))
}

func TestABatchThatDoesNotExistIsNotFound(t *testing.T) {
	for _, command := range []Command{SuppressOpen{}, Suppress{}, Attempt{}, RecordOutcomes{}, RecordReceipts{}, Escalate{}, GiveUp{}} {
		given(t).When(command).Refused(domain.NotFound)
	}
}
