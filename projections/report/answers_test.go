package report

import (
	"testing"
	"time"

	"tocsin/domain/callout"
	"tocsin/domain/incident"
	"tocsin/domain/reserve"
	"tocsin/projections/foldtest"
)

// wantAnswers compares the disjoint figures of the only call-out, and wants them to add up.
func wantAnswers(t *testing.T, s *foldtest.Story, figures Callout) {
	t.Helper()
	c := *foldtest.Fold(New(), s.Records).Callouts[0]
	got := Callout{
		Called: c.Called, Accepted: c.Accepted, Declined: c.Declined, TimedOut: c.TimedOut, Surplus: c.Surplus, NotNeeded: c.NotNeeded, Waiting: c.Waiting,
	}
	want(t, "figures", got, figures)
	if sum := c.Accepted + c.Declined + c.TimedOut + c.Surplus + c.NotNeeded + c.Waiting; sum != c.Called {
		t.Errorf("called %d, the figures add up to %d", c.Called, sum)
	}
}

// called is a call-out for one person, of whom three are asked.
func called() *foldtest.Story {
	raised := callout.Raised{Need: []callout.Need{{Count: 1}}, StartBy: noon.Add(time.Hour), EndBy: noon.Add(2 * time.Hour)}
	return foldtest.New(noon).Add("callout-k1", raised, callout.MemberCalled{Member: "r1"}, callout.MemberCalled{Member: "r2"}, callout.MemberCalled{Member: "r3"})
}

func TestWhoHasNotAnsweredWhenACallOutIsFilledWasNotNeeded(t *testing.T) {
	s := called().Add("callout-k1", callout.Acknowledged{Member: "r2"}, callout.Accepted{Member: "r1"})
	wantAnswers(t, s, Callout{Called: 3, Accepted: 1, Waiting: 2})
	s.Add("callout-k1", callout.Filled{})
	wantAnswers(t, s, Callout{Called: 3, Accepted: 1, NotNeeded: 2})
	s.Add("reserve-r2", reserve.Unbooked{CalloutID: "k1", Reason: "surplus"}).Add("callout-k1", callout.Declined{Member: "r3"})
	wantAnswers(t, s, Callout{Called: 3, Accepted: 1, Surplus: 1, Declined: 1})
}

func TestAMemberIsCountedOnceHoweverOftenHeIsCalled(t *testing.T) {
	s := called().Add("callout-k1", callout.TimedOut{Member: "r1"}, callout.MemberCalled{Member: "r1", Attempt: 2})
	wantAnswers(t, s, Callout{Called: 3, Waiting: 3})
	s.Add("callout-k1", callout.TimedOut{Member: "r1"}, callout.Accepted{Member: "r1"}, callout.Filled{})
	wantAnswers(t, s, Callout{Called: 3, Accepted: 1, NotNeeded: 2})
}

func TestWhoHasSeenACallAndSaysNothingIsSilentWhenItIsShort(t *testing.T) {
	s := called().Add("callout-k1", callout.Acknowledged{Member: "r1"}, callout.TimedOut{Member: "r2"}, callout.Declined{Member: "r3"}, callout.Unfilled{})
	wantAnswers(t, s, Callout{Called: 3, TimedOut: 2, Declined: 1})
}

func TestNobodyIsWaitedForWhenTheTimeOfACallOutIsOver(t *testing.T) {
	s := called().At(2*time.Hour).Add("incident-i1", incident.Resolved{})
	wantAnswers(t, s, Callout{Called: 3, NotNeeded: 3})
}
