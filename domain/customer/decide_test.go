package customer

import (
	"testing"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var (
	registered = Registered{Lang: "fr", Zone: "Europe/Paris", Tier: "gold", Segment: "regular"}
	contact    = ContactAdded{ContactID: "c1", Channel: "sms"}
	yes        = ConsentGiven{Channel: "sms", Purpose: "service", TextVersion: "2015-01", Evidence: "web form"}
	no         = ConsentWithdrawn{Channel: "sms", Purpose: "service"}
)

func given(t *testing.T, history ...Event) *domaintest.Case[State, Command, Event] {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

func TestTheSameRegistrationTwiceIsOne(t *testing.T) {
	c := given(t).When(Register{}).Refused(domain.Invalid)
	c.When(Register{registered}).Then(registered)
	c.When(Register{registered}).Then()
	moved := registered
	moved.Zone = "America/Chicago"
	c.When(Register{moved}).Then(moved).When(Register{moved}).Then()
}

func TestTheSameContactTwiceIsOne(t *testing.T) {
	c := given(t, registered).When(AddContact{contact}).Then(contact)
	c.When(AddContact{contact}).Then()
	verified := contact
	verified.Verified = true
	c.When(AddContact{verified}).Then(verified).When(AddContact{verified}).Then()
	c.When(AddContact{ContactAdded{ContactID: "c1", Channel: "email"}}).Refused(domain.Conflict)
	c.When(AddContact{ContactAdded{ContactID: "c2"}}).Refused(domain.Invalid)
	c.When(AddContact{ContactAdded{Channel: "sms"}}).Refused(domain.Invalid)
}

func TestTheLastWordOfAConsentCounts(t *testing.T) {
	c := given(t, registered).When(RecordConsent{yes}).Then(yes)
	c.When(RecordConsent{yes}).Then()
	newer := yes
	newer.TextVersion = "2016-01"
	c.When(RecordConsent{newer}).Then(newer)
	c.When(WithdrawConsent{no}).Then(no)
	c.When(WithdrawConsent{no}).Then()
	if is, known := c.State().Consent("sms", "service"); is || !known {
		t.Errorf("got %v, known %v", is, known)
	}
	if _, known := c.State().Consent("sms", "marketing"); known {
		t.Error("one purpose speaks for another")
	}
	c.When(RecordConsent{newer}).Then(newer)
}

func TestAYesIsToAText(t *testing.T) {
	blank := yes
	blank.TextVersion = ""
	given(t, registered).When(RecordConsent{blank}).Refused(domain.Invalid)
	given(t, registered).When(RecordConsent{ConsentGiven{Channel: "sms", TextVersion: "1"}}).Refused(domain.Invalid)
	given(t, registered).When(WithdrawConsent{ConsentWithdrawn{Purpose: "service"}}).Refused(domain.Invalid)
}

func TestAnOptOutIsNeverRefusedForWhoAsks(t *testing.T) {
	c := given(t).When(WithdrawConsent{no}).Then(no)
	c.When(AddContact{contact}).Refused(domain.NotFound) // he is not registered by that
	c.When(Register{registered}).Then(registered)
	if is, known := c.State().Consent("sms", "service"); is || !known {
		t.Error("a registration undid an opt-out")
	}
}

func TestACustomerThatDoesNotExistIsNotFound(t *testing.T) {
	given(t).When(AddContact{contact}).Refused(domain.NotFound)
	given(t).When(RecordConsent{yes}).Refused(domain.NotFound)
}

func TestFoldingLeavesTheStateBeforeAsItWas(t *testing.T) {
	before := given(t, registered, contact, yes).State()
	Decider.Evolve(before, no)
	if is, _ := before.Consent("sms", "service"); !is {
		t.Error("the state before was changed")
	}
}

func TestStoredShapes(t *testing.T) {
	domaintest.Golden(t, Types, registered, contact, yes, no)
}
