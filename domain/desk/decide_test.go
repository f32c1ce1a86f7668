package desk

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

// claiming is a claim of ten minutes.
func claiming(owner string, now int) Claim {
	return Claim{Owner: owner, LeaseUntil: at(now + 10), Now: at(now)}
}

func claimed(owner string, until int) Claimed { return Claimed{Owner: owner, LeaseUntil: at(until)} }

func given(t *testing.T, history ...Event) *domaintest.Case[State, Command, Event] {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

func TestOneOwnerPerPerson(t *testing.T) {
	c := given(t).When(claiming("joe", 0)).Then(claimed("joe", 10))
	c.When(claiming("eve", 9)).Refused(domain.Conflict)
	c.When(claiming("eve", 10)).Then(claimed("eve", 20)) // the lease is over
	c.When(claiming("joe", 11)).Refused(domain.Conflict)
}

func TestAHeartbeatIsAnEventOnlyInTheSecondHalfOfTheLease(t *testing.T) {
	c := given(t, claimed("joe", 10))
	c.When(claiming("joe", 1)).Then()
	c.When(claiming("joe", 5)).Then()
	c.When(claiming("joe", 6)).Then(claimed("joe", 16))
	c.When(claiming("joe", 20)).Then(claimed("joe", 30)) // over, and nobody else came
}

func TestAClaimIsComplete(t *testing.T) {
	given(t).When(Claim{LeaseUntil: at(10), Now: noon}).Refused(domain.Invalid)
	given(t).When(Claim{Owner: "joe", LeaseUntil: noon, Now: noon}).Refused(domain.Invalid)
}

func TestOnlyTheOwnerHandsOver(t *testing.T) {
	hand := Transfer{From: "joe", To: "eve", Reason: "speaks French", LeaseUntil: at(20)}
	c := given(t, claimed("joe", 10))
	for name, spoil := range map[string]func(*Transfer){
		"to nobody":  func(x *Transfer) { x.To = "" },
		"to himself": func(x *Transfer) { x.To = "joe" },
		"no reason":  func(x *Transfer) { x.Reason = "" },
		"no lease":   func(x *Transfer) { x.LeaseUntil = time.Time{} },
	} {
		t.Run(name, func(t *testing.T) {
			x := hand
			spoil(&x)
			given(t, claimed("joe", 10)).When(x).Refused(domain.Invalid)
		})
	}
	c.When(Transfer{From: "max", To: "eve", Reason: "takes it", LeaseUntil: at(20)}).Refused(domain.Forbidden)
	c.When(hand).Then(Claimed{Owner: "eve", From: "joe", Reason: "speaks French", LeaseUntil: at(20)})
	c.When(hand).Then()
	c.When(claiming("joe", 5)).Refused(domain.Conflict)
	given(t, claimed("joe", 10), Released{Owner: "joe"}).When(hand).Refused(domain.Forbidden)
}

func TestTheOwnerGivesBack(t *testing.T) {
	c := given(t, claimed("joe", 10))
	c.When(Release{Owner: "eve", Reason: "manual", Now: at(1)}).Refused(domain.Conflict)
	c.When(Release{Owner: "joe", Now: at(1)}).Refused(domain.Invalid)
	c.When(Release{Owner: "joe", Reason: "manual", Now: at(1)}).Then(Released{Owner: "joe", Reason: "manual"})
	c.When(Release{Owner: "joe", Reason: "manual", Now: at(2)}).Then()
	c.When(claiming("eve", 3)).Then(claimed("eve", 13))
}

func TestATimeoutWaitsForTheEndOfTheLease(t *testing.T) {
	c := given(t, claimed("joe", 10))
	c.When(Release{Owner: "joe", Reason: Timeout, Now: at(9)}).Refused(domain.Conflict)
	c.When(Release{Owner: "joe", Reason: Timeout, Now: at(10)}).Then(Released{Owner: "joe", Reason: Timeout})
	// A timeout that was asked for before the lease was extended, or for an owner who has handed over, ends nothing.
	given(t, claimed("joe", 10), claimed("joe", 20)).When(Release{Owner: "joe", Reason: Timeout, Now: at(10)}).Refused(domain.Conflict)
	given(t, claimed("joe", 10), claimed("eve", 20)).When(Release{Owner: "joe", Reason: Timeout, Now: at(30)}).Refused(domain.Conflict)
}

func TestADeskThatDoesNotExistIsNotFound(t *testing.T) {
	given(t).When(Release{Owner: "joe", Reason: "manual"}).Refused(domain.NotFound)
	given(t).When(Transfer{From: "joe", To: "eve", Reason: "x", LeaseUntil: at(1)}).Refused(domain.NotFound)
}

func TestStoredShapes(t *testing.T) {
	domaintest.Golden(t, Types,
		Claimed{Owner: "eve", From: "joe", Reason: "speaks French", LeaseUntil: at(20)}, Released{Owner: "joe", Reason: Timeout})
}
