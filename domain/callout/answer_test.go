package callout

import (
	"testing"
	"time"

	"tocsin/domain"
)

func TestAcknowledgeIsNotAccept(t *testing.T) {
	c := given(t, calling()...).When(Acknowledge{Member: "m-4"}).Then(Acknowledged{Member: "m-4"}).
		When(Acknowledge{Member: "m-4"}).Then()
	if got := c.State().open(1); got != 1 {
		t.Errorf("%d open, want the slot still open", got)
	}
	c.When(yes("m-4")).Then(accepts("m-4", 1)).When(Acknowledge{Member: "m-4"}).Then()
	given(t, calling()...).When(Acknowledge{Member: "m-9"}).Refused(domain.NotFound)
}

func TestYesNeedsTheBooking(t *testing.T) {
	c := yes("m-1")
	c.Evidence = nil
	given(t, calling()...).When(c).Refused(domain.Conflict)
	c.Evidence = booking("m-2")
	given(t, calling()...).When(c).Refused(domain.Conflict)
	given(t, calling()...).When(yes("m-1")).Then(accepts("m-1", 0)).When(yes("m-1")).Then()
}

func TestYesNeedsACall(t *testing.T) {
	given(t, calling()...).When(yes("m-9")).Refused(domain.NotFound)
	late := yes("m-1")
	late.EtaS = -1
	given(t, calling()...).When(late).Refused(domain.Invalid)
}

func TestFirstYesWinsAndTheLastFills(t *testing.T) {
	given(t, calling()...).
		When(yes("m-4")).Then(accepts("m-4", 1)).
		When(yes("m-5")).Refused(domain.Exhausted). // surplus: thanked, unbooked, released
		When(ReleaseMember{Member: "m-5", Reason: "surplus"}).Then(MemberReleased{Member: "m-5", Reason: "surplus"}).
		When(yes("m-1")).Then(accepts("m-1", 0)).
		When(yes("m-2")).Then(accepts("m-2", 0), Filled{}).
		When(yes("m-3")).Refused(domain.Exhausted)
}

func TestLateYesCountsWhileTheSlotIsOpen(t *testing.T) {
	given(t, calling(TimedOut{Member: "m-4"})...).When(yes("m-4")).Then(accepts("m-4", 1))
	given(t, calling(TimedOut{Member: "m-4"}, accepts("m-5", 1))...).When(yes("m-4")).Refused(domain.Exhausted)
}

func TestNoIsNo(t *testing.T) {
	no := Decline{Member: "m-1", Reason: "rest"}
	given(t, calling()...).When(no).Then(Declined{Member: "m-1", Reason: "rest"}).When(no).Then().
		When(yes("m-1")).Refused(domain.Conflict).
		When(TimeOut{Member: "m-1", Now: t0.Add(time.Hour)}).Then()
	given(t, calling()...).When(Decline{Member: "m-1", Reason: "tired"}).Refused(domain.Invalid)
	given(t, calling()...).When(Decline{Member: "m-9", Reason: "rest"}).Refused(domain.NotFound)
	given(t, calling(accepts("m-1", 0))...).When(no).Refused(domain.Conflict)
	given(t, calling(TimedOut{Member: "m-1"})...).When(no).Then(Declined{Member: "m-1", Reason: "rest"})
}

func TestSilenceTimesOutAfterTheLastCall(t *testing.T) {
	limit := t0.Add(5 * time.Minute)
	given(t, calling()...).
		When(TimeOut{Member: "m-1", Now: limit.Add(-time.Nanosecond)}).Refused(domain.Conflict).
		When(TimeOut{Member: "m-1", Now: limit}).Then(TimedOut{Member: "m-1"}).
		When(TimeOut{Member: "m-1", Now: limit}).Then().
		When(wave(limit, "m-1/0")).Then(WaveStarted{Wave: 2, Members: []string{"m-1"}}, called("m-1", 2, 0, limit)).
		When(TimeOut{Member: "m-1", Now: limit.Add(time.Minute)}).Refused(domain.Conflict).
		When(TimeOut{Member: "m-1", Now: limit.Add(5 * time.Minute)}).Then(TimedOut{Member: "m-1"})
	given(t, calling(Acknowledged{Member: "m-1"})...).When(TimeOut{Member: "m-1", Now: limit}).Then()
	given(t, calling(accepts("m-1", 0))...).When(TimeOut{Member: "m-1", Now: limit}).Then()
	given(t, calling()...).When(TimeOut{Member: "m-9", Now: limit}).Refused(domain.NotFound)
}

func TestMemberIsReleasedOnce(t *testing.T) {
	release := ReleaseMember{Member: "m-1", Reason: "done"}
	c := given(t, calling(accepts("m-1", 0), accepts("m-2", 0), accepts("m-4", 1), Filled{})...).
		When(release).Then(MemberReleased{Member: "m-1", Reason: "done"}).When(release).Then().
		When(yes("m-1")).Refused(domain.Conflict)
	if missing := c.State().missing(); len(missing) > 0 {
		t.Errorf("missing %v: a release at the end opens no slot", missing)
	}
	given(t, calling()...).When(ReleaseMember{Member: "m-1"}).Refused(domain.Invalid)
	given(t, calling()...).When(ReleaseMember{Member: "m-9", Reason: "done"}).Refused(domain.NotFound)
}

func TestEvolveIsPure(t *testing.T) {
	before := given(t, calling()...).State()
	evolve(before, accepts("m-1", 0))
	if before.Taken[0] != 0 || before.members["m-1"].answer != silent {
		t.Error("evolve wrote into the state before")
	}
}
