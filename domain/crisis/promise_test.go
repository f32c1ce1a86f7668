package crisis

import (
	"testing"
	"time"

	"tocsin/domain"
)

var due = t0.Add(40 * time.Minute)

func open() []Event { return []Event{proposed(), activated(), promised("p-1", "affected", due)} }

func TestPromiseIsMadeOnce(t *testing.T) {
	e := promised("p-1", "affected", due)
	given(t, proposed(), activated()).When(MakePromise{e}).Then(e).When(MakePromise{e}).Then().
		When(KeepPromise{PromiseID: "p-1", At: due}).Then(PromiseKept{PromiseID: "p-1"}).
		When(MakePromise{e}).Then()
}

func TestOneOpenPromisePerAudience(t *testing.T) {
	next, public := promised("p-2", "affected", due.Add(time.Hour)), promised("p-3", "public", due)
	given(t, open()...).When(MakePromise{next}).Refused(domain.Conflict).
		When(MakePromise{public}).Then(public).
		When(KeepPromise{PromiseID: "p-1", At: due}).Then(PromiseKept{PromiseID: "p-1"}).
		When(MakePromise{next}).Then(next)
}

func TestPromiseIsWellFormed(t *testing.T) {
	for name, spoil := range map[string]func(*PromiseMade){
		"id":        func(e *PromiseMade) { e.PromiseID = "" },
		"audience":  func(e *PromiseMade) { e.Audience = "" },
		"at":        func(e *PromiseMade) { e.At = time.Time{} },
		"statement": func(e *PromiseMade) { e.StatementID = "" },
		"version":   func(e *PromiseMade) { e.StatementVersion = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			e := promised("p-1", "affected", due)
			spoil(&e)
			given(t, proposed(), activated()).When(MakePromise{e}).Refused(domain.Invalid)
		})
	}
	late := MakePromise{promised("p-1", "affected", due)}
	given(t, proposed(), activated(), StoodDown{}).When(late).Refused(domain.Conflict)
}

func TestPromiseIsKeptWithItsLag(t *testing.T) {
	early := KeepPromise{PromiseID: "p-1", At: due.Add(-9 * time.Minute)}
	given(t, open()...).When(early).Then(PromiseKept{PromiseID: "p-1"}).When(early).Then()
	given(t, open()...).When(KeepPromise{PromiseID: "p-1", At: due.Add(90 * time.Second)}).
		Then(PromiseKept{PromiseID: "p-1", LagS: 90})
	given(t, open()...).When(KeepPromise{PromiseID: "p-1"}).Refused(domain.Invalid)
	given(t, open()...).When(KeepPromise{PromiseID: "p-9", At: due}).Refused(domain.NotFound)
}

func TestPromiseIsBrokenOnlyWhenItIsPast(t *testing.T) {
	given(t, open()...).When(BreakPromise{PromiseID: "p-1", Now: due}).Refused(domain.Conflict)
	broken := BreakPromise{PromiseID: "p-1", Now: due.Add(2 * time.Minute)}
	given(t, open()...).When(broken).Then(PromiseBroken{PromiseID: "p-1"}).When(broken).Then().
		When(KeepPromise{PromiseID: "p-1", At: due}).Refused(domain.Conflict)
	given(t, append(open(), PromiseKept{PromiseID: "p-1"})...).When(broken).Refused(domain.Conflict)
	given(t, open()...).When(BreakPromise{PromiseID: "p-9", Now: due}).Refused(domain.NotFound)
}

func TestPromiseIsRenewedBeforeItIsDueWithAReason(t *testing.T) {
	to := due.Add(30 * time.Minute)
	renew := RenewPromise{PromiseID: "p-1", To: to, Reason: "airport meets at ten", Now: t0}
	renewed := PromiseRenewed{PromiseID: "p-1", To: to, Reason: "airport meets at ten"}
	given(t, open()...).When(renew).Then(renewed).When(renew).Then().
		When(BreakPromise{PromiseID: "p-1", Now: due.Add(time.Minute)}).Refused(domain.Conflict). // the new time counts
		When(KeepPromise{PromiseID: "p-1", At: to}).Then(PromiseKept{PromiseID: "p-1"})

	c := renew
	c.Reason = ""
	given(t, open()...).When(c).Refused(domain.Invalid)
	c = renew
	c.Now = due
	given(t, open()...).When(c).Refused(domain.TooLate)
	c = renew
	c.To = t0
	given(t, open()...).When(c).Refused(domain.Invalid)
	c = renew
	c.PromiseID = "p-9"
	given(t, open()...).When(c).Refused(domain.NotFound)
	given(t, append(open(), PromiseBroken{PromiseID: "p-1"})...).When(renew).Refused(domain.Conflict)
}

func TestEvolveIsPure(t *testing.T) {
	before := given(t, open()...).State()
	evolve(before, PromiseKept{PromiseID: "p-1"})
	evolve(before, RoleAssigned{Role: "log", Member: "m-1"})
	a := evolve(before, IncidentAbsorbed{IncidentID: "i-2"})
	evolve(before, IncidentAbsorbed{IncidentID: "i-3"})
	if before.Promises[0].Fate != Open || len(before.Roles) != 0 || a.Incidents[1] != "i-2" {
		t.Error("evolve wrote into the state before")
	}
}
