package callout

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

// wave calls members: "m-1/0" is m-1 for need 0.
func wave(now time.Time, calls ...string) StartWave {
	c := StartWave{Now: now}
	for _, call := range calls {
		c.Calls = append(c.Calls, Call{Member: call[:3], Channel: "sms", Need: int(call[4] - '0')})
	}
	return c
}

func called(member string, attempt, need int, at time.Time) Event {
	return MemberCalled{Member: member, Attempt: attempt, Channel: "sms", At: at, Need: need}
}

// calling is a call-out whose first wave is out: m-1 to m-3 for need 0, m-4 and m-5 for need 1.
func calling(more ...Event) []Event {
	return append([]Event{
		raised(), WaveStarted{Wave: 1, Members: []string{"m-1", "m-2", "m-3", "m-4", "m-5"}},
		called("m-1", 1, 0, t0), called("m-2", 1, 0, t0), called("m-3", 1, 0, t0),
		called("m-4", 1, 1, t0), called("m-5", 1, 1, t0),
	}, more...)
}

func yes(member string) Accept { return Accept{Member: member, EtaS: 1800, Evidence: booking(member)} }

func accepts(member string, need int) Accepted {
	return Accepted{Member: member, EtaS: 1800, Need: need, Evidence: booking(member)}
}

func TestCallOutIsRaisedOnce(t *testing.T) {
	given(t).When(Raise{raised()}).Then(raised()).When(Raise{raised()}).Then()
	other := raised()
	other.Need = []Need{{Skill: "social", Lang: "de", Count: 4}}
	given(t, raised()).When(Raise{other}).Refused(domain.Conflict)
}

func TestCallOutSaysWhoIsNeededAndWhen(t *testing.T) {
	for name, spoil := range map[string]func(*Raised){
		"brand":       func(e *Raised) { e.Brand = "" },
		"nobody":      func(e *Raised) { e.Need = nil },
		"count":       func(e *Raised) { e.Need[1].Count = 0 },
		"skill":       func(e *Raised) { e.Need[1].Skill = "" },
		"lang":        func(e *Raised) { e.Need[1].Lang = "" },
		"start":       func(e *Raised) { e.StartBy = time.Time{} },
		"end":         func(e *Raised) { e.EndBy = e.StartBy },
		"acknowledge": func(e *Raised) { e.AckWithinS = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			e := raised()
			spoil(&e)
			given(t).When(Raise{e}).Refused(domain.Invalid)
		})
	}
}

func TestNothingIsAskedOfACallOutThatIsNot(t *testing.T) {
	for _, c := range []Command{
		StartWave{}, Acknowledge{}, Accept{}, Decline{}, TimeOut{}, DeclareShort{}, Escalate{}, ReleaseMember{},
	} {
		t.Run(fmt.Sprintf("%T", c), func(t *testing.T) { given(t).When(c).Refused(domain.NotFound) })
	}
}

func TestWaveCallsItsMembers(t *testing.T) {
	given(t, raised()).When(wave(t0, "m-1/0", "m-4/1")).Then(
		WaveStarted{Wave: 1, Members: []string{"m-1", "m-4"}}, called("m-1", 1, 0, t0), called("m-4", 1, 1, t0)).
		When(wave(t0.Add(time.Minute), "m-2/0")).Then(
		WaveStarted{Wave: 2, Members: []string{"m-2"}}, called("m-2", 1, 0, t0.Add(time.Minute)))
}

func TestWaveIsWellFormed(t *testing.T) {
	for name, c := range map[string]StartWave{
		"nobody":       wave(t0),
		"no time":      wave(time.Time{}, "m-1/0"),
		"unknown need": wave(t0, "m-1/2"),
		"twice":        wave(t0, "m-1/0", "m-1/1"),
		"nameless":     {Calls: []Call{{}}, Now: t0},
	} {
		t.Run(name, func(t *testing.T) { given(t, raised()).When(c).Refused(domain.Invalid) })
	}
	negative := StartWave{Calls: []Call{{Member: "m-1", Need: -1}}, Now: t0}
	given(t, raised()).When(negative).Refused(domain.Invalid)
}

func TestMemberIsCalledAtMostTwice(t *testing.T) {
	second := t0.Add(5 * time.Minute)
	given(t, calling(TimedOut{Member: "m-1"})...).
		When(wave(second, "m-1/0")).Then(WaveStarted{Wave: 2, Members: []string{"m-1"}}, called("m-1", 2, 0, second)).
		When(wave(second.Add(time.Hour), "m-1/0")).Then().
		When(wave(second.Add(time.Hour), "m-1/0", "m-6/0")).Then( // the others are called
		WaveStarted{Wave: 3, Members: []string{"m-6"}}, called("m-6", 1, 0, second.Add(time.Hour)))
}

func TestWhoHasAnsweredIsLeftAlone(t *testing.T) {
	given(t, calling(accepts("m-1", 0))...).When(wave(t0, "m-1/0")).Then()
	given(t, calling(Declined{Member: "m-1", Reason: "ill"})...).When(wave(t0, "m-1/0")).Then()
	given(t, calling(MemberReleased{Member: "m-1", Reason: "surplus"})...).When(wave(t0, "m-1/0")).Then()
}

func TestNobodyIsCalledForASlotThatIsTaken(t *testing.T) {
	given(t, calling(accepts("m-4", 1))...).When(wave(t0, "m-6/1")).Then()
	full := calling(accepts("m-1", 0), accepts("m-2", 0), accepts("m-4", 1), Filled{})
	given(t, full...).When(wave(t0, "m-6/0")).Refused(domain.Conflict)
}

func TestShortIsSaidWithWhatIsMissing(t *testing.T) {
	missing := Unfilled{Missing: []Need{{Skill: "rebooking", Lang: "fr", Count: 1}, {Skill: "rebooking", Lang: "en", Count: 1}}}
	given(t, calling(accepts("m-1", 0))...).When(DeclareShort{}).Then(missing).When(DeclareShort{}).Then().
		When(wave(t0, "m-6/0")).Then(WaveStarted{Wave: 2, Members: []string{"m-6"}}, called("m-6", 1, 0, t0)).
		When(DeclareShort{}).Then(missing)
	full := calling(accepts("m-1", 0), accepts("m-2", 0), accepts("m-4", 1), Filled{})
	given(t, full...).When(DeclareShort{}).Then()
}

func TestEscalationIsSaidOnceAndOnlyForAGap(t *testing.T) {
	given(t, calling()...).When(Escalate{To: "pool"}).Then(Escalated{To: "pool"}).When(Escalate{To: "pool"}).Then().
		When(Escalate{To: "manager"}).Then(Escalated{To: "manager"})
	given(t, calling()...).When(Escalate{}).Refused(domain.Invalid)
	full := calling(accepts("m-1", 0), accepts("m-2", 0), accepts("m-4", 1), Filled{})
	given(t, full...).When(Escalate{To: "manager"}).Then()
}
