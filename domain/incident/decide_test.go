package incident

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

func given(t *testing.T, history ...Event) *domaintest.Case[State, Command, Event] {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

func estimated(affected int, basis, method string) ImpactEstimated {
	return ImpactEstimated{Affected: affected, Lo: affected, Hi: affected, Basis: basis, Method: method}
}

func resolution() Resolve { return Resolve{At: t0.Add(2 * time.Hour), StableSince: t0.Add(time.Hour)} }

func resolved() Event { return Resolved{At: t0.Add(2 * time.Hour), StableSince: t0.Add(time.Hour)} }

func TestReportTwiceIsOneIncident(t *testing.T) {
	other := snow()
	other.Source.Seq, other.Kind, other.Scope = 2, "AIRPORT_CLOSED", flights("9")
	given(t).When(Report{snow()}).Then(snow()).When(Report{snow()}).Then().When(Report{other}).Then()
	given(t, snow(), resolved(), Closed{}).When(Report{snow()}).Then()
}

func TestReportOfAnotherSourceIsNotSwallowed(t *testing.T) {
	other := snow()
	other.Source.System = "console"
	given(t, snow()).When(Report{other}).Refused(domain.Conflict)
}

func TestReportSaysWhatAndSinceWhen(t *testing.T) {
	for name, spoil := range map[string]func(*Reported){
		"system":       func(e *Reported) { e.Source.System = "" },
		"external_ref": func(e *Reported) { e.Source.ExternalRef = "" },
		"seq":          func(e *Reported) { e.Source.Seq = -1 },
		"brand":        func(e *Reported) { e.Brand = "" },
		"kind":         func(e *Reported) { e.Kind = "" },
		"domain":       func(e *Reported) { e.Domain = "sea" },
		"started_at":   func(e *Reported) { e.StartedAt = time.Time{} },
		"aware_at":     func(e *Reported) { e.AwareAt = time.Time{} }, // never guessed from started_at
		"flight":       func(e *Reported) { e.Scope.Flights[0].Number = "" },
		"cell":         func(e *Reported) { e.Scope.Cells = []string{""} },
	} {
		t.Run(name, func(t *testing.T) {
			e := snow()
			spoil(&e)
			given(t).When(Report{e}).Refused(domain.Invalid)
		})
	}
}

func TestEmergencyCallIsLifeSafety(t *testing.T) {
	e := snow()
	e.Scope = Scope{Services: []string{"voice", EmergencyCall}}
	want := e
	want.LifeSafety = true
	c := given(t).When(Report{e}).Then(want)
	if !c.State().LifeSafety {
		t.Error("state forgot life safety")
	}

	joins := ChangeScope{Added: Scope{Services: []string{EmergencyCall}}, Seq: 2}
	given(t, snow()).When(joins).Then(ScopeChanged{Added: joins.Added, Seq: 2, LifeSafety: true})
}

func TestFlightNamedTwiceInAReportIsOne(t *testing.T) {
	e := snow()
	e.Scope = flights("1", "1", "2")
	given(t).When(Report{e}).Then(snow())
}

func TestSuspicionOpensAndAReportConfirms(t *testing.T) {
	suspicion := Suspect{Brand: "american", Topic: "cancellation", SurgeID: "s-1", At: t0}
	fact := Suspected{Brand: "american", Topic: "cancellation", SurgeID: "s-1", At: t0}
	c := given(t).When(suspicion).Then(fact).When(suspicion).Then().When(Report{snow()}).Then(snow())
	if got := c.State().Phase; got != PhaseConfirmed {
		t.Errorf("phase %d, want confirmed", got)
	}
	c.When(suspicion).Then()
	given(t).When(Suspect{Brand: "american", At: t0}).Refused(domain.Invalid)
	given(t).When(Suspect{Brand: "american", Topic: "cancellation"}).Refused(domain.Invalid)
}

func TestNothingIsAskedOfAnIncidentThatIsNot(t *testing.T) {
	for _, c := range []Command{
		ChangeScope{}, SetEta{}, ListAffected{}, Estimate{}, Resolve{}, Reopen{}, Close{},
	} {
		t.Run(fmt.Sprintf("%T", c), func(t *testing.T) { given(t).When(c).Refused(domain.NotFound) })
	}
}

func TestClosedIsForGood(t *testing.T) {
	for _, c := range []Command{
		ChangeScope{Added: flights("3"), Seq: 2}, SetEta{}, ListAffected{}, Estimate{}, resolution(), Reopen{Reason: "again"},
	} {
		t.Run(fmt.Sprintf("%T", c), func(t *testing.T) {
			given(t, snow(), resolved(), Closed{}).When(c).Refused(domain.Conflict)
		})
	}
	given(t, snow()).When(Close{}).Refused(domain.Conflict)
	given(t, snow(), resolved()).When(Close{}).Then(Closed{}).When(Close{}).Then()
}

func TestPublicEtaNeedsValidUntil(t *testing.T) {
	eta := EtaSet{EtaAt: t0.Add(4 * time.Hour), Confidence: "low", ValidUntil: t0.Add(time.Hour)}
	given(t, snow()).When(SetEta{eta}).Then(eta).When(SetEta{eta}).Then()

	endless := eta
	endless.ValidUntil = time.Time{}
	given(t, snow()).When(SetEta{endless}).Refused(domain.Invalid)

	unknown := EtaSet{Confidence: "high", ValidUntil: t0.Add(time.Hour)}
	given(t, snow(), eta).When(SetEta{unknown}).Then(unknown)

	vague := eta
	vague.Confidence = "rather"
	given(t, snow()).When(SetEta{vague}).Refused(domain.Invalid)
	given(t, snow(), resolved()).When(SetEta{eta}).Refused(domain.Conflict)
}

func TestResolvedNeedsStableSince(t *testing.T) {
	given(t, snow()).When(Resolve{At: t0}).Refused(domain.Invalid)
	given(t, snow()).When(Resolve{StableSince: t0}).Refused(domain.Invalid)
	given(t, snow()).When(Resolve{At: t0, StableSince: t0.Add(time.Second)}).Refused(domain.Invalid)
	given(t, snow()).When(resolution()).Then(resolved()).When(resolution()).Then()
}

func TestOnlyAResolvedIncidentIsReopened(t *testing.T) {
	given(t, snow()).When(Reopen{Reason: "ice"}).Refused(domain.Conflict)
	given(t, snow(), resolved()).When(Reopen{}).Refused(domain.Invalid)
	given(t, snow(), resolved()).When(Reopen{Reason: "ice"}).Then(Reopened{Reason: "ice"}).
		When(resolution()).Then(resolved())
}

func TestAffectedIsNeverLoweredSilently(t *testing.T) {
	first := estimated(11840, "measured", "manifest")
	given(t, snow(), first).When(Estimate{estimated(11000, "", "")}).Refused(domain.Invalid)
	given(t, snow(), first).When(Estimate{estimated(11000, "measured", "")}).Refused(domain.Invalid)
	given(t, snow(), first).When(Estimate{first}).Then()
	given(t, snow(), first).When(Estimate{estimated(11000, "measured", "manifest")}).Refused(domain.Conflict)

	lower := estimated(11000, "measured", "manifest without the 40 reinstated")
	given(t, snow(), first).When(Estimate{lower}).Then(lower)
	higher := estimated(51000, "measured", "manifest")
	given(t, snow(), first).When(Estimate{higher}).Then(higher)
}

func TestEstimateIsAnInterval(t *testing.T) {
	given(t, snow()).When(Estimate{ImpactEstimated{Affected: 5, Lo: 6, Hi: 7}}).Refused(domain.Invalid)
	given(t, snow()).When(Estimate{ImpactEstimated{Affected: 8, Lo: 6, Hi: 7}}).Refused(domain.Invalid)
	given(t, snow()).When(Estimate{ImpactEstimated{Lo: -1}}).Refused(domain.Invalid)
	given(t, snow()).When(Estimate{estimated(5, "felt", "gut")}).Refused(domain.Invalid)
	given(t, snow()).When(Estimate{ImpactEstimated{}}).Then(ImpactEstimated{}) // nobody is a finding, too
}
