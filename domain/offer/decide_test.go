package offer

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

func made() Made {
	return Made{
		Subject: "ann", Brand: "AA", IncidentID: "i1", Options: []string{"AA200", "refund"}, Held: "AA200", Party: "ann", Seats: 2,
		ExpiresAt: noon.Add(30 * time.Minute), Channel: "link",
		Evidence: []domain.Evidence{{Fact: "inventory.units_held", Value: "AA200", Position: 42}},
	}
}

var (
	accepted = Accepted{Option: "AA200", Channel: "link", At: noon}
	takeIt   = Accept{Option: "AA200", Channel: "link", At: noon}
)

func given(t *testing.T, history ...Event) *domaintest.Case[State, Command, Event] {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

func TestAnOfferIsMadeOnce(t *testing.T) {
	other := made()
	other.Seats = 3
	given(t).When(Make{made()}).Then(made()).When(Make{other}).Then()
}

func TestAnOfferIsComplete(t *testing.T) {
	for name, spoil := range map[string]func(*Made){
		"nobody":           func(m *Made) { m.Subject = "" },
		"no party":         func(m *Made) { m.Party = "" },
		"no seats":         func(m *Made) { m.Seats = 0 },
		"no options":       func(m *Made) { m.Options, m.Held = nil, "" },
		"an empty option":  func(m *Made) { m.Options = append(m.Options, "") },
		"an option twice":  func(m *Made) { m.Options = append(m.Options, "AA200") },
		"no end":           func(m *Made) { m.ExpiresAt = time.Time{} },
		"holds another":    func(m *Made) { m.Held = "AA300" },
		"evidence of none": func(m *Made) { m.Evidence = nil },
		"evidence of another": func(m *Made) {
			m.Evidence = []domain.Evidence{{Fact: "inventory.units_held", Value: "refund", Position: 42}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := made()
			spoil(&m)
			want := domain.Invalid
			if name == "evidence of none" || name == "evidence of another" {
				want = domain.Conflict // what was not held is not promised
			}
			given(t).When(Make{m}).Refused(want)
		})
	}
	free := made() // nothing is held for a refund
	free.Options, free.Held, free.Evidence = []string{"refund"}, "", nil
	given(t).When(Make{free}).Then(free)
}

func TestARepeatedAcceptanceIsNothing(t *testing.T) {
	c := given(t, made()).When(takeIt).Then(accepted)
	again := takeIt
	again.Channel, again.At = "agent", noon.Add(time.Hour) // even after the time of the offer
	c.When(again).Then()
	given(t, made(), accepted, Confirmed{HostRef: "XK3"}).When(again).Then()
}

func TestTheFirstChoiceCounts(t *testing.T) {
	c := given(t, made(), accepted)
	c.When(Accept{Option: "refund", At: noon}).Refused(domain.Conflict)
	c.When(Accept{Option: "AA300", At: noon}).Refused(domain.Invalid)
	c.When(Decline{Now: noon}).Refused(domain.Conflict)
}

func TestOnlyAnOptionIsAccepted(t *testing.T) {
	given(t, made()).When(Accept{Option: "first class", At: noon}).Refused(domain.Invalid)
	given(t, made()).When(Accept{Option: "AA200"}).Refused(domain.Invalid) // when?
}

func TestAcceptanceAfterExpiryIsTooLate(t *testing.T) {
	end := made().ExpiresAt
	given(t, made()).When(Accept{Option: "AA200", At: end.Add(1)}).Refused(domain.TooLate)
	given(t, made()).When(Accept{Option: "AA200", At: end}).Then(Accepted{Option: "AA200", At: end})
	given(t, made(), Expired{}).When(takeIt).Refused(domain.TooLate)
	given(t, made(), Expired{}).When(Decline{Now: noon}).Refused(domain.TooLate)
}

func TestAnOfferExpiresOnlyInTimeAndUnanswered(t *testing.T) {
	end := made().ExpiresAt
	c := given(t, made())
	c.When(Expire{Now: end.Add(-1)}).Refused(domain.Conflict)
	c.When(Expire{Now: end}).Then(Expired{})
	c.When(Expire{Now: end}).Then()
	given(t, made(), accepted).When(Expire{Now: end}).Then() // the answer came first
	given(t, made(), Declined{}).When(Expire{Now: end}).Then()
}

func TestDeclineEndsIt(t *testing.T) {
	c := given(t, made()).When(Decline{Reason: "own car", Now: noon}).Then(Declined{Reason: "own car"})
	c.When(Decline{Now: noon}).Then()
	c.When(takeIt).Refused(domain.Conflict)
	given(t, made()).When(Decline{Now: made().ExpiresAt.Add(1)}).Refused(domain.TooLate)
}

func TestTheHostConfirmsOnlyWhatWasAccepted(t *testing.T) {
	for _, history := range [][]Event{{made()}, {made(), Expired{}}, {made(), Declined{}}, {made(), accepted, Revoked{}}, {made(), accepted, ConfirmationFailed{}}} {
		given(t, history...).When(Confirm{HostRef: "XK3"}).Refused(domain.Conflict)
	}
	c := given(t, made(), accepted)
	c.When(Confirm{}).Refused(domain.Invalid)
	c.When(Confirm{HostRef: "XK3"}).Then(Confirmed{HostRef: "XK3"})
	c.When(Confirm{HostRef: "XK3"}).Then()
	c.When(Confirm{HostRef: "YL4"}).Refused(domain.Conflict)
	c.When(FailConfirm{Reason: "timeout"}).Refused(domain.Conflict)
}

func TestTheHostsNoIsRecordedOnce(t *testing.T) {
	c := given(t, made(), accepted).When(FailConfirm{Reason: "full"}).Then(ConfirmationFailed{Reason: "full"})
	c.When(FailConfirm{Reason: "timeout"}).Then()
	c.When(Revoke{Reason: "late"}).Then() // nothing stands any more
	given(t, made()).When(FailConfirm{}).Refused(domain.Conflict)
}

func TestWhatIsConfirmedIsNotRevoked(t *testing.T) {
	revoke := Revoke{Reason: "capacity", ApologyStatementID: "s9"}
	revoked := Revoked{Reason: "capacity", ApologyStatementID: "s9"}
	given(t, made()).When(revoke).Then(revoked).When(revoke).Then()
	given(t, made(), accepted).When(revoke).Then(revoked).When(takeIt).Refused(domain.Conflict)
	given(t, made(), accepted, Confirmed{HostRef: "XK3"}).When(revoke).Refused(domain.Conflict)
	for _, end := range []Event{Expired{}, Declined{}} {
		given(t, made(), end).When(revoke).Then()
	}
}

func TestOnlyWhatWasRevokedOrFailedIsReplaced(t *testing.T) {
	replace := Replace{ReplacementOfferID: "o2"}
	for _, history := range [][]Event{{made(), accepted, Revoked{}}, {made(), Revoked{}}, {made(), accepted, ConfirmationFailed{}}} {
		c := given(t, history...).When(Replace{}).Refused(domain.Invalid)
		c.When(replace).Then(Replaced{ReplacementOfferID: "o2"}).When(replace).Then()
		c.When(Replace{ReplacementOfferID: "o3"}).Refused(domain.Conflict)
	}
	for _, history := range [][]Event{{made()}, {made(), accepted}, {made(), accepted, Confirmed{}}, {made(), Expired{}}} {
		given(t, history...).When(replace).Refused(domain.Conflict)
	}
}

func TestAnOfferThatDoesNotExistIsNotFound(t *testing.T) {
	for _, command := range []Command{takeIt, Decline{}, Expire{}, Confirm{HostRef: "x"}, FailConfirm{}, Revoke{}, Replace{ReplacementOfferID: "x"}} {
		given(t).When(command).Refused(domain.NotFound)
	}
}
