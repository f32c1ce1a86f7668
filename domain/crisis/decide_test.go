package crisis

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

func activate1() Activate {
	return Activate{
		CrisisID: "c-1", Level: 2, Mandate: "tell, rebook, care", SingleVoice: true, Evidence: claim("c-1"),
		Now: t0.Add(5 * time.Minute),
	}
}

func filledCell() []Event {
	return []Event{
		proposed(), RoleAssigned{Role: "gold", Member: "m-1", Deputy: "m-2"}, RoleAssigned{Role: "comms", Member: "m-3"},
		RoleAssigned{Role: "log", Member: "m-4"},
	}
}

func TestProposalIsMadeOnce(t *testing.T) {
	again := proposed()
	again.Level = 3
	given(t).When(Propose{proposed()}).Then(proposed()).When(Propose{again}).Then()
}

func TestProposalPinsAPlaybookAndLapses(t *testing.T) {
	for name, spoil := range map[string]func(*Proposed){
		"brand":    func(e *Proposed) { e.Brand = "" },
		"trigger":  func(e *Proposed) { e.Trigger = "mood" },
		"level 0":  func(e *Proposed) { e.Level = 0 },
		"level 4":  func(e *Proposed) { e.Level = 4 },
		"playbook": func(e *Proposed) { e.Playbook.Hash = "" },
		"expiry":   func(e *Proposed) { e.ExpiresAt = time.Time{} },
	} {
		t.Run(name, func(t *testing.T) {
			e := proposed()
			spoil(&e)
			given(t).When(Propose{e}).Refused(domain.Invalid)
		})
	}
}

func TestNothingIsAskedOfACrisisThatIsNot(t *testing.T) {
	for _, c := range []Command{
		activate1(), AssignRole{}, LogEntry{}, MakePromise{}, KeepPromise{}, BreakPromise{}, RenewPromise{},
		AbsorbIncident{}, EnterMonitoring{}, Relapse{}, StandDown{},
	} {
		t.Run(fmt.Sprintf("%T", c), func(t *testing.T) { given(t).When(c).Refused(domain.NotFound) })
	}
}

func TestActivationBringsTheClaimOfTheScope(t *testing.T) {
	given(t, proposed()).When(activate1()).Then(activated()).When(activate1()).Then()

	c := activate1()
	c.Evidence = nil
	given(t, proposed()).When(c).Refused(domain.Conflict)
	c.Evidence = claim("c-2")
	given(t, proposed()).When(c).Refused(domain.Conflict)
	c = activate1()
	c.CrisisID = ""
	c.Evidence = claim("")
	given(t, proposed()).When(c).Refused(domain.Invalid)
	c = activate1()
	c.Level = 4
	given(t, proposed()).When(c).Refused(domain.Invalid)
}

func TestProposalLapsesAtItsTime(t *testing.T) {
	c := activate1()
	c.Now = proposed().ExpiresAt
	given(t, proposed()).When(c).Refused(domain.TooLate)
	c.Now = c.Now.Add(-time.Nanosecond)
	given(t, proposed()).When(c).Then(activated())
}

func TestCellWithoutGoldCommsAndLogIsShortHanded(t *testing.T) {
	full := activated()
	full.ShortHanded = false
	given(t, filledCell()...).When(activate1()).Then(full)
	for i := range 3 {
		cell := filledCell()
		without := append(cell[:i+1], cell[i+2:]...)
		given(t, without...).When(activate1()).Then(activated())
	}
	short := given(t, proposed(), activated()).State()
	if !short.ShortHanded() {
		t.Error("a cell of nobody is short-handed")
	}
}

func TestOneHolderPerRole(t *testing.T) {
	first, second := RoleAssigned{Role: "log", Member: "m-1"}, RoleAssigned{Role: "log", Member: "m-2", Deputy: "m-1"}
	c := given(t, proposed()).When(AssignRole{first}).Then(first).When(AssignRole{first}).Then().
		When(AssignRole{second}).Then(second)
	if got := c.State(); len(got.Roles) != 1 || got.Holder("log") != "m-2" {
		t.Errorf("roles %v, want only the second holder", got.Roles)
	}
}

func TestGoldAndCommsAreTwoPeople(t *testing.T) {
	gold, comms := RoleAssigned{Role: "gold", Member: "m-1"}, RoleAssigned{Role: "comms", Member: "m-1"}
	given(t, proposed(), gold).When(AssignRole{comms}).Refused(domain.Conflict)
	given(t, proposed(), comms).When(AssignRole{gold}).Refused(domain.Conflict)
	log := RoleAssigned{Role: "log", Member: "m-1"}
	given(t, proposed(), gold).When(AssignRole{log}).Then(log)
}

func TestRoleIsWellFormed(t *testing.T) {
	given(t, proposed()).When(AssignRole{RoleAssigned{Role: "king", Member: "m-1"}}).Refused(domain.Invalid)
	given(t, proposed()).When(AssignRole{RoleAssigned{Role: "gold"}}).Refused(domain.Invalid)
	given(t, proposed()).When(AssignRole{RoleAssigned{Role: "gold", Member: "m-1", Deputy: "m-1"}}).Refused(domain.Invalid)
	over := []Event{proposed(), activated(), StoodDown{}}
	given(t, over...).When(AssignRole{RoleAssigned{Role: "gold", Member: "m-1"}}).Refused(domain.Conflict)
}

func TestLogEntryIsCorrectedByANewOne(t *testing.T) {
	e := LogEntryMade{Kind: "fact", Text: sealed("x"), Source: "ops"}
	correction := e
	correction.Corrects = domain.NewEventID("crisis-c-1", "k", 0).String()
	given(t, proposed()).When(LogEntry{e}).Then(e).When(LogEntry{correction}).Then(correction)
	given(t, proposed(), activated(), StoodDown{}).When(LogEntry{correction}).Then(correction) // also afterwards

	for name, bad := range map[string]LogEntryMade{
		"kind":     {Kind: "gossip", Text: sealed("x")},
		"text":     {Kind: "fact"},
		"corrects": {Kind: "fact", Text: sealed("x"), Corrects: "the last one"},
	} {
		t.Run(name, func(t *testing.T) { given(t, proposed()).When(LogEntry{bad}).Refused(domain.Invalid) })
	}
}

func TestIncidentIsAbsorbedOnce(t *testing.T) {
	e := IncidentAbsorbed{IncidentID: "i-2"}
	given(t, proposed(), activated()).When(AbsorbIncident{IncidentID: "i-2"}).Then(e).
		When(AbsorbIncident{IncidentID: "i-2"}).Then().When(AbsorbIncident{IncidentID: "i-1"}).Then()
	given(t, proposed()).When(AbsorbIncident{IncidentID: "i-2"}).Refused(domain.Conflict)
	given(t, proposed(), activated()).When(AbsorbIncident{}).Refused(domain.Invalid)
	given(t, proposed(), activated(), StoodDown{}).When(AbsorbIncident{IncidentID: "i-2"}).Refused(domain.Conflict)
}

func TestMonitoringAndRelapse(t *testing.T) {
	until := t0.Add(24 * time.Hour)
	watch := EnterMonitoring{Until: until, Now: t0}
	given(t, proposed(), activated()).When(watch).Then(MonitoringEntered{Until: until}).When(watch).Then().
		When(Relapse{}).Refused(domain.Invalid).
		When(Relapse{Reason: "ice"}).Then(Relapsed{Reason: "ice"}).When(Relapse{Reason: "ice"}).Then().
		When(watch).Then(MonitoringEntered{Until: until})
	given(t, proposed()).When(watch).Refused(domain.Conflict)
	given(t, proposed()).When(Relapse{Reason: "ice"}).Refused(domain.Conflict)
	given(t, proposed(), activated()).When(EnterMonitoring{Until: t0, Now: t0}).Refused(domain.Invalid)
}

func TestStandDownNeedsEveryCriterion(t *testing.T) {
	met := []Criterion{{Name: "incidents_resolved", Met: true, Position: 90}, {Name: "backlog", Met: true, Position: 91}}
	unmet := []Criterion{met[0], {Name: "backlog"}}
	why := sealed("the backlog is all next week's")

	given(t, proposed(), activated()).When(StandDown{Criteria: met}).Then(StoodDown{Criteria: met}).
		When(StandDown{Criteria: met}).Then()
	given(t, proposed(), activated()).When(StandDown{Criteria: unmet}).Refused(domain.Conflict)
	given(t, proposed(), activated()).When(StandDown{Criteria: unmet, OverrideReason: why}).
		Then(StoodDown{Criteria: unmet, OverrideReason: why})
	given(t, proposed()).When(StandDown{Criteria: met}).Refused(domain.Conflict)
}

func TestStandDownRestsOnEvidence(t *testing.T) {
	for name, criteria := range map[string][]Criterion{
		"none":        nil,
		"nameless":    {{Met: true, Position: 1}},
		"no position": {{Name: "backlog", Met: true}},
		"twice":       {{Name: "backlog", Met: true, Position: 1}, {Name: "backlog", Met: true, Position: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			given(t, proposed(), activated()).When(StandDown{Criteria: criteria}).Refused(domain.Invalid)
		})
	}
}

func TestNoStandDownWhileAPromiseIsOpen(t *testing.T) {
	met := []Criterion{{Name: "incidents_resolved", Met: true, Position: 90}}
	open := []Event{proposed(), activated(), promised("p-1", "affected", t0.Add(time.Hour))}
	given(t, open...).When(StandDown{Criteria: met}).Refused(domain.Conflict)
	given(t, append(open, PromiseKept{PromiseID: "p-1"})...).When(StandDown{Criteria: met}).Then(StoodDown{Criteria: met})
	why := sealed("all-clear said it")
	given(t, open...).When(StandDown{Criteria: met, OverrideReason: why}).
		Then(StoodDown{Criteria: met, OverrideReason: why})
}
