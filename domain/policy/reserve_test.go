package policy_test

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/crisis"
	"tocsin/domain/policy"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
)

func newCallReserve() domain.Policy { return policy.NewCallReserve() }

// roster is a story with n members who are on call, and a call-out for one of them from 13:00 to 19:00.
func roster(n, need int) *storyOf {
	s := &storyOf{story(book())}
	for k := range n {
		stream := domain.StreamID(fmt.Sprintf("reserve-r%d", k+1))
		s.Add(stream, reserve.Registered{Langs: []reserve.Lang{{Lang: "en"}}, Skills: []reserve.Skill{{ID: "care"}}, Contract: reserve.Contract{RestS: 8 * 3600}},
			reserve.AvailabilitySet{OnCall: true})
	}
	s.Add("callout-k1", callout.Raised{
		CrisisID: "c1", Need: []callout.Need{{Skill: "care", Lang: "en", Count: need}}, StartBy: noon.Add(time.Hour), EndBy: noon.Add(7 * time.Hour), AckWithinS: 300,
	})
	return s
}

func (s *storyOf) called(members ...string) *storyOf {
	for _, m := range members {
		s.Add("callout-k1", callout.MemberCalled{Member: m, At: s.Last().Meta.RecordedAt})
	}
	return s
}

func asksFor(t *testing.T, c callout.StartWave) (members []string) {
	t.Helper()
	for _, call := range c.Calls {
		members = append(members, call.Member)
	}
	return members
}

func TestAWaveAsksAsManyAsTheUsualRateOfYesMakesLikelyToFill(t *testing.T) {
	asked := played(t, newCallReserve, roster(5, 2).Story, time.Minute)
	wantLines(t, asked, "0 wave callout callout.StartWave")
	if got := fmt.Sprint(asksFor(t, commandOf[callout.StartWave](t, asked, 0))); got != "[r1 r2 r3 r4]" {
		t.Errorf("asked %s", got)
	}
}

func TestNobodyIsAskedWhoCannotCome(t *testing.T) {
	s := &storyOf{story(book())}
	add := func(id, lang, skill string, onCall bool, more ...domain.Event) {
		s.Add(domain.StreamID("reserve-"+id), append([]domain.Event{
			reserve.Registered{Langs: []reserve.Lang{{Lang: lang}}, Skills: []reserve.Skill{{ID: skill, TrainedUntil: noon.Add(24 * time.Hour)}}, Contract: reserve.Contract{RestS: 8 * 3600}},
			reserve.AvailabilitySet{OnCall: onCall},
		}, more...)...)
	}
	add("off", "en", "care", false)
	add("french", "fr", "care", true)
	add("untrained", "en", "other", true)
	add("booked", "en", "care", true, reserve.Booked{CalloutID: "k0", From: noon, Until: noon.Add(time.Hour)})
	add("resting", "en", "care", true, reserve.Booked{CalloutID: "k0", From: noon.Add(-9 * time.Hour), Until: noon.Add(-2 * time.Hour)}, reserve.CheckedOut{At: noon.Add(-2 * time.Hour)})
	add("free", "en", "care", true)
	s.Add("callout-k1", callout.Raised{Need: []callout.Need{{Skill: "care", Lang: "en", Count: 3}}, StartBy: noon.Add(time.Hour), EndBy: noon.Add(7 * time.Hour), AckWithinS: 300})
	asked := played(t, newCallReserve, s.Story, time.Minute)
	if got := fmt.Sprint(asksFor(t, commandOf[callout.StartWave](t, asked, 0))); got != "[free]" {
		t.Errorf("asked %s, want the free one alone", got)
	}
}

func TestWhoIsSilentCountsAsSuchAndTheNextAreAsked(t *testing.T) {
	s := roster(3, 1).called("r1", "r2")
	s.At(time.Minute).Add("callout-k1", callout.Acknowledged{Member: "r2"})
	s.At(5*time.Minute).Add("callout-k1", callout.TimedOut{Member: "r1"})
	s.At(330*time.Second).Add("callout-k1", callout.Declined{Member: "r2", Reason: "ill"})
	asked := played(t, newCallReserve, s.Story, 7*time.Minute)
	wantLines(t, asked, "0 wave callout callout.StartWave", "5 silent callout callout.TimeOut", "5 wave callout callout.StartWave", "5.5 wave callout callout.StartWave")
	if got := fmt.Sprint(asksFor(t, commandOf[callout.StartWave](t, asked, 2))); got != "[r3]" {
		t.Errorf("asked %s, want the one who was not asked yet", got)
	}
}

func TestAYesThatIsBookedCountsAndASurplusOneIsSetFree(t *testing.T) {
	s := roster(2, 1).called("r1", "r2")
	s.At(time.Minute).Add("reserve-r1", reserve.Booked{CalloutID: "k1", From: noon.Add(time.Hour), Until: noon.Add(7 * time.Hour)}).
		Add("callout-k1", callout.Accepted{Member: "r1"}, callout.Filled{})
	s.At(2*time.Minute).Add("reserve-r2", reserve.Booked{CalloutID: "k1"}).
		Add("reaction-call_reserve", reaction.Refused{Policy: "call_reserve", Step: "accept/r2", To: "callout-k1", Code: "exhausted"})
	asked := played(t, newCallReserve, s.Story, 4*time.Minute)
	wantLines(t, asked, "0 wave callout callout.StartWave", "1 accept callout callout.Accept", "2 accept callout callout.Accept",
		"2 surplus callout callout.ReleaseMember", "2 unbook reserve reserve.Unbook")
}

func TestWithNobodyLeftTheCallOutIsShortAndGoesToTheManager(t *testing.T) {
	s := roster(1, 1).called("r1")
	s.At(time.Minute).Add("callout-k1", callout.Declined{Member: "r1", Reason: "rest"})
	asked := played(t, newCallReserve, s.Story, 4*time.Minute)
	wantLines(t, asked[1:], "1 short callout callout.DeclareShort", "1 manager callout callout.Escalate")
}

func TestEverybodyIsReleasedAtTheEndOrWhenTheCellMonitors(t *testing.T) {
	came := func() *storyOf {
		s := roster(1, 1).called("r1")
		s.At(time.Minute).Add("reserve-r1", reserve.Booked{CalloutID: "k1"}).Add("callout-k1", callout.Accepted{Member: "r1"}, callout.Filled{})
		return s
	}
	wantLines(t, played(t, newCallReserve, came().Story, 8*time.Hour)[2:], "420 done callout callout.ReleaseMember", "420 home reserve reserve.Unbook")
	early := came()
	early.At(3*time.Hour).Add("crisis-c1", crisis.MonitoringEntered{Until: noon.Add(5 * time.Hour)})
	wantLines(t, played(t, newCallReserve, early.Story, 4*time.Hour)[2:], "180 done callout callout.ReleaseMember", "180 home reserve reserve.Unbook")
}

func TestSeveralWhoAreSilentAtOnceLeadToOneCallEach(t *testing.T) {
	s := roster(4, 1).called("r1", "r2")
	s.At(5*time.Minute).Add("callout-k1", callout.TimedOut{Member: "r1"}, callout.TimedOut{Member: "r2"})
	asked := played(t, newCallReserve, s.Story, 5*time.Minute)
	var members []string
	for _, a := range asked[1:] {
		if wave, ok := a.Command.(callout.StartWave); ok {
			members = append(members, asksFor(t, wave)...)
		}
	}
	if got := fmt.Sprint(members); got != "[r3 r4]" {
		t.Errorf("asked %s, want the two who were not asked yet, once", got)
	}
}

func TestAWaveThatCouldNotStartIsNotAskedForAgain(t *testing.T) {
	s := roster(3, 1)
	s.Add("reaction-call_reserve", reaction.Refused{Policy: "call_reserve", Cause: s.Last().ID.String(), Step: "wave", To: "callout-k1", Code: "no_change"})
	asked := played(t, newCallReserve, s.Story, time.Minute)
	wantLines(t, asked, "0 wave callout callout.StartWave", "0 wave callout callout.StartWave")
	if got := fmt.Sprint(asksFor(t, commandOf[callout.StartWave](t, asked, 1))); got != "[r3]" {
		t.Errorf("asked %s, want those who were not in the wave", got)
	}
}

func TestAYesThatCountsAlreadyIsNoSurplus(t *testing.T) {
	s := roster(1, 1).called("r1")
	s.At(time.Minute).Add("reserve-r1", reserve.Booked{CalloutID: "k1"}).Add("callout-k1", callout.Accepted{Member: "r1"}, callout.Filled{}).
		Add("reaction-call_reserve", reaction.Refused{Policy: "call_reserve", Step: "accept/r1", To: "callout-k1", Code: "no_change"})
	wantLines(t, played(t, newCallReserve, s.Story, 2*time.Minute), "0 wave callout callout.StartWave", "1 accept callout callout.Accept")
}

func TestAYesToACallOutThatIsOverSetsItsMemberFree(t *testing.T) {
	s := roster(1, 1).called("r1")
	s.At(2*time.Minute).Add("crisis-c1", crisis.MonitoringEntered{Until: noon.Add(5 * time.Hour)})
	s.At(3*time.Minute).Add("reserve-r1", reserve.Booked{CalloutID: "k1"})
	wantLines(t, played(t, newCallReserve, s.Story, 4*time.Minute), "0 wave callout callout.StartWave", "3 surplus callout callout.ReleaseMember", "3 unbook reserve reserve.Unbook")
}

func TestWhoComesOnCallIsAskedWhileACallOutIsShort(t *testing.T) {
	s := roster(1, 1)
	s.Add("reserve-r1", reserve.AvailabilitySet{})
	s = &storyOf{s.Story}
	s.Add("callout-k2", callout.Raised{Need: []callout.Need{{Skill: "care", Lang: "en", Count: 1}}, StartBy: noon.Add(time.Hour), EndBy: noon.Add(7 * time.Hour), AckWithinS: 300})
	s.At(time.Minute).Add("reserve-r1", reserve.AvailabilitySet{OnCall: true})
	asked := played(t, newCallReserve, s.Story, 2*time.Minute)
	wantLines(t, asked[1:], "0 short callout callout.DeclareShort", "0 manager callout callout.Escalate", "1 wave callout callout.StartWave")
}

func TestNobodyIsAskedForATurnThatHisContractForbidsOrThatHeIsNotOnCallFor(t *testing.T) {
	s := &storyOf{story(book())}
	for id, e := range map[domain.StreamID]reserve.AvailabilitySet{"reserve-short": {OnCall: true}, "reserve-till": {OnCall: true, Until: noon.Add(time.Hour)}} {
		s.Add(id, reserve.Registered{Langs: []reserve.Lang{{Lang: "en"}}, Skills: []reserve.Skill{{ID: "care"}}, Contract: reserve.Contract{MaxDayS: 4 * 3600}}, e)
	}
	s.Add("callout-k1", callout.Raised{Need: []callout.Need{{Skill: "care", Lang: "en", Count: 1}}, StartBy: noon.Add(time.Hour), EndBy: noon.Add(7 * time.Hour), AckWithinS: 300})
	wantLines(t, played(t, newCallReserve, s.Story, time.Minute), "0 short callout callout.DeclareShort", "0 manager callout callout.Escalate")
}
