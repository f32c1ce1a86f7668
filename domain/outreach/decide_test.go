package outreach

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

func plan() Planned {
	return Planned{
		StatementID: "s1", StatementVersion: 1, IncidentID: "i1", Brand: "AA", AudienceQuery: "affected", Purpose: "service",
		Ladder:    []string{"push", "sms"},
		Waves:     []Wave{{Rank: 1, Rule: "vulnerable"}, {Rank: 2, Rule: "departs_within", Hours: 6}, {Rank: 3, Rule: "rest"}},
		PartsPerS: 50, NotAfter: noon.Add(6 * time.Hour), PlannedBy: "policy/inform",
	}
}

func frozen() AudienceFrozen {
	return AudienceFrozen{Count: 500, Excluded: map[string]int{"no_contact": 3}, SnapshotHash: "h", Waves: []int{0, 200, 300}}
}

var approved = SendApproved{By: "gold", Count: 500}

func given(t *testing.T, history ...Event) *domaintest.Case[State, Command, Event] {
	t.Helper()
	return domaintest.Given(t, Decider, history...)
}

// sending is a run whose first n waves have started.
func sending(n int) []Event {
	history := []Event{plan(), frozen(), approved}
	for i, people := range frozen().Waves[:n] {
		history = append(history, WaveStarted{Wave: i + 1, Count: people, Batches: (people + 299) / 300})
	}
	return history
}

func TestAPlanIsMadeOnce(t *testing.T) {
	c := given(t).When(Plan{plan()}).Then(plan())
	other := plan()
	other.StatementVersion = 2
	c.When(Plan{other}).Then()
}

func TestMarketingInAServiceMessageIsRefused(t *testing.T) {
	for _, purpose := range []string{"marketing", "", "Service"} {
		p := plan()
		p.Purpose = purpose
		given(t).When(Plan{p}).Refused(domain.Invalid)
	}
	p := plan()
	p.Purpose = "legal"
	given(t).When(Plan{p}).Then(p)
}

func TestAPlanIsComplete(t *testing.T) {
	for name, spoil := range map[string]func(*Planned){
		"no statement":         func(p *Planned) { p.StatementID = "" },
		"no version":           func(p *Planned) { p.StatementVersion = 0 },
		"no incident":          func(p *Planned) { p.IncidentID = "" },
		"whole customer base":  func(p *Planned) { p.AudienceQuery = "all" },
		"no ladder":            func(p *Planned) { p.Ladder = nil },
		"empty step of ladder": func(p *Planned) { p.Ladder = []string{"sms", ""} },
		"no waves":             func(p *Planned) { p.Waves = nil },
		"pace below zero":      func(p *Planned) { p.PartsPerS = -1 },
		"no end":               func(p *Planned) { p.NotAfter = time.Time{} },
	} {
		t.Run(name, func(t *testing.T) {
			p := plan()
			spoil(&p)
			given(t).When(Plan{p}).Refused(domain.Invalid)
		})
	}
}

func TestWavesGoByNeedAndTakeEverybody(t *testing.T) {
	for name, waves := range map[string][]Wave{
		"by id":           {{Rank: 1, Rule: "surname"}, {Rank: 2, Rule: "rest"}},
		"ranks fall":      {{Rank: 2, Rule: "top"}, {Rank: 1, Rule: "rest"}},
		"somebody is out": {{Rank: 1, Rule: "vulnerable"}},
		"rest before end": {{Rank: 1, Rule: "rest"}, {Rank: 2, Rule: "top"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := plan()
			p.Waves = waves
			given(t).When(Plan{p}).Refused(domain.Invalid)
		})
	}
}

func TestTheAudienceIsFrozenOnce(t *testing.T) {
	c := given(t, plan()).When(FreezeAudience{frozen()}).Then(frozen())
	c.When(FreezeAudience{frozen()}).Then()
	larger := frozen()
	larger.Count, larger.Waves = 900, []int{0, 200, 700}
	c.When(FreezeAudience{larger}).Refused(domain.Conflict)
	given(t, plan(), frozen(), approved).When(FreezeAudience{larger}).Refused(domain.Conflict) // nor after the approval
}

func TestWavesHoldTheWholeAudience(t *testing.T) {
	for name, spoil := range map[string]func(*AudienceFrozen){
		"somebody in no wave": func(f *AudienceFrozen) { f.Waves = []int{0, 200, 299} },
		"another plan":        func(f *AudienceFrozen) { f.Waves = []int{200, 300} },
		"fewer than nobody":   func(f *AudienceFrozen) { f.Waves = []int{-1, 201, 300} },
		"no hash":             func(f *AudienceFrozen) { f.SnapshotHash = "" },
	} {
		t.Run(name, func(t *testing.T) {
			f := frozen()
			spoil(&f)
			given(t, plan()).When(FreezeAudience{f}).Refused(domain.Invalid)
		})
	}
}

func TestAPersonApprovesExactlyTheFrozenNumber(t *testing.T) {
	given(t, plan()).When(ApproveSend{By: "gold", Count: 0}).Refused(domain.Conflict)
	c := given(t, plan(), frozen())
	c.When(ApproveSend{By: "gold", Count: 499}).Refused(domain.Conflict)
	c.When(ApproveSend{Count: 500}).Refused(domain.Invalid)
	c.When(ApproveSend{By: "policy/inform", Count: 500}).Refused(domain.Forbidden)
	c.When(ApproveSend{By: "gold", Count: 500}).Then(approved)
	c.When(ApproveSend{By: "silver", Count: 500}).Then()
}

func TestNothingIsSentBeforeApproval(t *testing.T) {
	for _, history := range [][]Event{{plan()}, {plan(), frozen()}} {
		given(t, history...).When(StartWave{Wave: 1, Now: noon}).Refused(domain.Conflict)
	}
}

func TestWavesStartInOrder(t *testing.T) {
	c := given(t, sending(0)...)
	c.When(StartWave{Wave: 2, Count: 200, Batches: 1, Now: noon}).Refused(domain.Conflict)
	c.When(StartWave{Wave: 1, Count: 0, Now: noon}).Then(WaveStarted{Wave: 1}) // nobody in it, and started all the same
	c.When(StartWave{Wave: 2, Count: 200, Batches: 1, Now: noon}).Then(WaveStarted{Wave: 2, Count: 200, Batches: 1})
	c.When(StartWave{Wave: 2, Count: 200, Batches: 1, Now: noon}).Then()
	c.When(StartWave{Wave: 0, Now: noon}).Refused(domain.Invalid)
	c.When(StartWave{Wave: 4, Now: noon}).Refused(domain.Invalid)
}

func TestAWaveIsThePeopleThatWereFrozen(t *testing.T) {
	c := given(t, sending(1)...)
	c.When(StartWave{Wave: 2, Count: 201, Batches: 1, Now: noon}).Refused(domain.Conflict)
	c.When(StartWave{Wave: 2, Count: 200, Batches: 0, Now: noon}).Refused(domain.Invalid)
	c.When(StartWave{Wave: 2, Count: 200, Batches: -1, Now: noon}).Refused(domain.Invalid)
}

func TestAWaveIsNotStartedTooLate(t *testing.T) {
	c := given(t, sending(1)...)
	c.When(StartWave{Wave: 2, Count: 200, Batches: 1, Now: plan().NotAfter.Add(1)}).Refused(domain.TooLate)
	c.When(StartWave{Wave: 2, Count: 200, Batches: 1, Now: plan().NotAfter}).Then(WaveStarted{Wave: 2, Count: 200, Batches: 1})
}

func TestPausedStartsNoWave(t *testing.T) {
	c := given(t, sending(1)...).When(Pause{Reason: "bounces"}).Then(Paused{Reason: "bounces"})
	c.When(Pause{Reason: "again"}).Then()
	c.When(StartWave{Wave: 2, Count: 200, Batches: 1, Now: noon}).Refused(domain.Conflict)
	if c.State().Sending() {
		t.Error("sends while paused")
	}
	c.When(Resume{PartsPerS: -1}).Refused(domain.Invalid)
	c.When(Resume{PartsPerS: 10}).Then(Resumed{PartsPerS: 10})
	c.When(Resume{PartsPerS: 20}).Then()
	c.When(Pause{}).Then(Paused{})
	c.When(Resume{}).Then(Resumed{PartsPerS: 10}) // at the pace before
	if !c.State().Sending() {
		t.Error("does not send after it was resumed")
	}
}

func TestAbortEndsItFromAnyLivePhase(t *testing.T) {
	for _, history := range [][]Event{{plan()}, {plan(), frozen()}, sending(0), sending(3), append(sending(2), Paused{})} {
		c := given(t, history...).When(Abort{Reason: "wrong text"}).Then(Aborted{Reason: "wrong text"})
		c.When(Abort{Reason: "again"}).Then()
		for _, command := range []Command{
			FreezeAudience{frozen()}, ApproveSend{By: "gold", Count: 500}, StartWave{Wave: 1, Now: noon},
			Pause{}, Resume{}, Complete{ByState: map[string]int{"delivered": 500}},
		} {
			c.When(command).Refused(domain.Conflict)
		}
	}
}

func TestAtTheEndEverybodyIsAccountedFor(t *testing.T) {
	ends := map[string]int{"delivered": 490, "suppressed": 6, "unreachable": 4}
	given(t, sending(2)...).When(Complete{ByState: ends}).Refused(domain.Conflict) // a wave is missing
	c := given(t, sending(3)...)
	c.When(Complete{ByState: map[string]int{"delivered": 499}}).Refused(domain.Conflict) // a person is missing
	c.When(Complete{ByState: ends}).Then(Completed{ByState: ends})
	c.When(Complete{ByState: ends}).Then()
	c.When(Abort{}).Refused(domain.Conflict)
}

func TestARunForNobodyEndsWithoutAnApproval(t *testing.T) {
	nobody := AudienceFrozen{SnapshotHash: "h", Waves: []int{0, 0, 0}}
	given(t, plan()).When(Complete{}).Refused(domain.Conflict) // who knows yet
	c := given(t, plan(), nobody)
	c.When(Complete{ByState: map[string]int{"delivered": 1}}).Refused(domain.Conflict)
	c.When(Complete{}).Then(Completed{})
}

func TestAnOutreachThatDoesNotExistIsNotFound(t *testing.T) {
	for _, command := range []Command{
		FreezeAudience{}, ApproveSend{}, StartWave{}, Pause{}, Resume{}, Abort{}, Complete{},
	} {
		given(t).When(command).Refused(domain.NotFound)
	}
}

func TestFoldingLeavesTheStateBeforeAsItWas(t *testing.T) {
	before := given(t, sending(2)...).State()
	one := Decider.Evolve(before, WaveStarted{Wave: 3, Count: 300})
	two := Decider.Evolve(before, WaveStarted{Wave: 3, Count: 7})
	if one.Started[2] != 300 || two.Started[2] != 7 || len(before.Started) != 2 {
		t.Errorf("got %v and %v from %v", one.Started, two.Started, before.Started)
	}
}
