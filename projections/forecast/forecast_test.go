package forecast

import (
	"fmt"
	"math"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/projections/foldtest"
)

func TestContactsFollowTheCurve(t *testing.T) {
	f := foldtest.Fold(New(), incidentOf(begin(), "i1", "blue", 18_000).Records)
	b := f.Brands["blue"]
	for u, want := range []float64{1689, 1087, 718, 489, 346, 255} {
		from := noon.Add(time.Duration(u) * time.Hour)
		near(t, fmt.Sprintf("hour %d", u), b.fromIncidents(house.Forecast, from, from.Add(time.Hour)), want, 0.5)
	}
}

func TestWhoWasToldAsksLess(t *testing.T) {
	s := notices(incidentOf(begin(), "i1", "blue", 100), "delivery-o1-1-1", "i1", persons(0, 80), upTo(70)...)
	f := foldtest.Fold(New(), s.Records)
	near(t, "the first hour", f.Brands["blue"].fromIncidents(house.Forecast, noon, noon.Add(time.Hour)), 777.0/180, 0.005)
	if _, open := f.Batch["delivery-o1-1-1"]; !open {
		t.Error("a batch with ten notices on their way is forgotten")
	}
}

func TestWhoIsToldTwiceCountsOnce(t *testing.T) {
	s := notices(incidentOf(begin(), "i1", "blue", 100), "delivery-o1-1-1", "i1", persons(0, 80), upTo(80)...)
	notices(s, "delivery-o2-1-1", "i1", persons(0, 90), upTo(90)...)
	f := foldtest.Fold(New(), s.Records)
	if got := f.Brands["blue"].Incidents["i1"].Told.Len(); got != 90 {
		t.Errorf("told %d, want 90", got)
	}
	if len(f.Batch) != 0 {
		t.Errorf("%d batches are kept that are over", len(f.Batch))
	}
}

func TestWhoJoinsLateAsksLate(t *testing.T) {
	s := incidentOf(begin(), "i1", "blue", 100).At(5*time.Minute).Add("incident-i1", incident.ImpactEstimated{Affected: 120}).
		At(10*time.Hour).Add("incident-i1", incident.ImpactEstimated{Affected: 1120})
	w := foldtest.Fold(New(), s.Records).Brands["blue"].Incidents["i1"]
	if len(w.Parts) != 2 || w.Parts[0].People != 120 || w.Parts[1].People != 1000 || !w.Parts[1].Since.Equal(noon.Add(10*time.Hour)) {
		t.Errorf("parts %+v", w.Parts)
	}
	s.Add("incident-i1", incident.ImpactEstimated{Affected: 110})
	w = foldtest.Fold(New(), s.Records).Brands["blue"].Incidents["i1"]
	if len(w.Parts) != 1 || w.Parts[0].People != 110 {
		t.Errorf("after a lower estimate: parts %+v", w.Parts)
	}
}

func TestABacklogIsThreadsThatWait(t *testing.T) {
	s := begin()
	for n := range 3 {
		contact(s, fmt.Sprint(n), "blue", noon)
	}
	contact(s, "0", "blue", noon) // writes again: no new work
	s.Add("conversation-1", conversation.Classified{Brand: "blue", ReceivedAt: noon, Revised: true})
	s.Add("conversation-1", conversation.Replied{}).Add("conversation-1", conversation.Resolved{}).Add("conversation-2", conversation.Resolved{})
	f := foldtest.Fold(New(), s.Records)
	b := f.Brands["blue"]
	if b.Backlog != 1 || len(f.Waiting) != 1 || b.Hours[hourOf(noon)] != 3 {
		t.Errorf("backlog %d, waiting %v, hours %v", b.Backlog, f.Waiting, b.Hours)
	}
	b = foldtest.Fold(New(), contact(s, "1", "blue", noon).Records).Brands["blue"]
	if b.Backlog != 2 || b.Hours[hourOf(noon)] != 4 {
		t.Errorf("after a new message on an answered thread: backlog %d, hours %v", b.Backlog, b.Hours)
	}
}

func TestPeopleOnTheWayAreCapacity(t *testing.T) {
	start := noon.Add(30 * time.Minute)
	s := raised(begin(), "c1", "blue", 5, start)
	s.Add("callout-c1", callout.MemberReleased{Member: "r9", Reason: "surplus"})
	f := foldtest.Fold(New(), s.Records)
	for _, c := range []struct {
		at   time.Time
		want int
	}{{noon, 10}, {start, 15}, {start.Add(6*time.Hour - 1), 15}, {start.Add(6 * time.Hour), 10}} {
		if got := f.Brands["blue"].people(house, c.at); got != c.want {
			t.Errorf("at %s: %d people, want %d", c.at, got, c.want)
		}
	}
	near(t, "agents of the first hour", f.Brands["blue"].agents(house, noon, noon.Add(time.Hour)), 12.5, 1e-9)
	for _, step := range []struct {
		event callout.Event
		want  int
	}{
		{callout.Accepted{Member: "r1"}, 15}, {callout.Accepted{Member: "r2"}, 15}, {callout.Accepted{Member: "r3"}, 15},
		{callout.MemberReleased{Member: "r3", Reason: "ill"}, 14}, {callout.Unfilled{}, 12}, {callout.Accepted{Member: "r4"}, 13},
		{callout.MemberReleased{Member: "r8", Reason: "done"}, 13}, {callout.MemberReleased{Member: "r1", Reason: "done"}, 12},
		{callout.WaveStarted{Wave: 2}, 13}, {callout.Unfilled{}, 12}, {callout.Accepted{Member: "r5"}, 13}, {callout.Filled{}, 13},
	} {
		s.Add("callout-c1", step.event)
		if got := foldtest.Fold(New(), s.Records).Brands["blue"].people(house, start); got != step.want {
			t.Errorf("after %#v: %d people, want %d", step.event, got, step.want)
		}
	}
}

func TestACrisisIsKnownToItsBrandAlone(t *testing.T) {
	s := begin().Add("crisis-c1", crisis.Proposed{Brand: "blue"}, crisis.Activated{}).Add("crisis-c2", crisis.Activated{}, crisis.StoodDown{})
	f := foldtest.Fold(New(), s.Records)
	if f.Brands["blue"].CrisisID != "c1" || len(f.Brands) != 1 {
		t.Errorf("brands %+v", f.Brands)
	}
	f = foldtest.Fold(New(), s.Add("crisis-c1", crisis.StoodDown{}).Records)
	if f.Brands["blue"].CrisisID != "" || len(f.Crisis) != 0 {
		t.Errorf("after the stand-down: %+v, %v", f.Brands["blue"], f.Crisis)
	}
}

func TestTheForecastLearnsFromWhatComes(t *testing.T) {
	s := incidentOf(open(), "i1", "blue", 1000) // 350 contacts are assumed, 93.9 in the first hour
	for n := range 198 {
		contact(s.At(time.Duration(n)*18*time.Second), fmt.Sprint(n), "blue", noon)
	}
	f := foldtest.Fold(New(), s.Records)
	a := f.Assess("blue", noon.Add(time.Hour))
	near(t, "kappa", a.Kappa.Mean, (4+198)/(4+93.86+198), 0.001) // the contacts of the last hour are usual by now, too
	near(t, "kappa's bounds", a.Kappa.Hi-a.Kappa.Lo, 0.158, 0.01)
	near(t, "expected", a.Expected, a.Kappa.Mean*(198+1000*0.35*(usualCurve(2.5)-usualCurve(1.5))), 0.01) // from 13:30 on
	f.Brands["blue"].Hours = map[int64]int{}
	near(t, "kappa of a quiet brand", f.Assess("blue", noon.Add(time.Hour)).Kappa.Mean, 202/97.86, 0.001)
}

// usualCurve is the share of contacts that have come so many hours after an incident.
func usualCurve(hours float64) float64 {
	return 0.6*(1-math.Exp(-hours/2)) + 0.4*(1-math.Exp(-hours/12))
}

func TestWhatWasExpectedStaysExpectedWhenPeopleAreTold(t *testing.T) {
	s := incidentOf(open(), "i1", "blue", 100).At(time.Hour)
	notices(s, "delivery-o1-1-1", "i1", persons(0, 100), upTo(100)...)
	f := foldtest.Fold(New(), s.Records)
	seen := f.Brands["blue"].Seen
	near(t, "expected by the first hour", seen.Expected, 9.382, 0.001)
	near(t, "kappa", f.Assess("blue", noon.Add(time.Hour)).Kappa.Mean, 4/(4+9.382), 0.001)
}

func TestTheUsualRateIsThatOfAWeek(t *testing.T) {
	b := &Brand{Hours: map[int64]int{}}
	if got := b.usual(noon); got != 0 {
		t.Errorf("with nothing known %g an hour", got)
	}
	b.Hours[hourOf(noon)] = 1000 // the present hour is not over
	b.Hours[hourOf(noon)-10] = 30
	near(t, "ten hours", b.usual(noon), 3, 0)
	b.Hours[hourOf(noon)-168] = 138
	b.Hours[hourOf(noon)-169] = 1000
	near(t, "a week", b.usual(noon), 1, 0)
	b.Seen.Since = noon.Add(-5 * time.Hour)
	b.Hours[hourOf(noon)-2] = 163
	near(t, "a week and an incident", b.usual(noon), 168.0/163, 1e-12)
	b.Seen.Since = noon.Add(-150 * time.Hour)
	near(t, "hardly a calm hour", b.usual(noon), 331.0/168, 1e-12)
}

func TestAskingMakesNoBrand(t *testing.T) {
	f := foldtest.Fold(New(), begin().Records)
	before := string(f.Snapshot())
	if a := f.Assess("green", noon); a.Need != 0 || a.Capacity != 10 {
		t.Errorf("%+v", a)
	}
	if string(f.Snapshot()) != before {
		t.Error("asking has changed the fold")
	}
	if a := New().Assess("blue", noon); a != (Assessment{Brand: "blue", At: noon, StartBy: noon, Kappa: a.Kappa}) {
		t.Errorf("without a playbook: %+v", a)
	}
}

func TestAheadSeesTheBacklogRiseAndFall(t *testing.T) {
	s := incidentOf(begin(), "i1", "blue", 2000) // 188, 121, 80 ... contacts an hour; 100 are answered
	list := foldtest.Fold(New(), raised(s, "c1", "blue", 20, noon.Add(2*time.Hour)).Records).Ahead("blue", noon)
	if len(list) != 25 {
		t.Fatalf("%d instants, want 25", len(list))
	}
	near(t, "backlog at once", list[0].Backlog, 0, 0)
	near(t, "backlog after an hour", list[4].Backlog, 88, 1)
	near(t, "backlog after two hours", list[8].Backlog, 108.5, 1)
	if list[7].Capacity != 10 || list[8].Capacity != 30 || list[12].Backlog != 0 {
		t.Errorf("capacity %d then %d, backlog at last %g", list[7].Capacity, list[8].Capacity, list[12].Backlog)
	}
	first := list[0]
	if first.Need != 19 || first.Gap() != 9 {
		t.Errorf("need %d, gap %d; want 19 and 9", first.Need, first.Gap())
	}
}

func TestWhatIsOverIsForgotten(t *testing.T) {
	s := incidentOf(contact(begin(), "1", "blue", noon), "i1", "blue", 50)
	notices(s, "delivery-o1-1-1", "i1", persons(0, 3), 0)
	raised(s, "c1", "blue", 5, noon.Add(time.Hour)).Add("conversation-1", conversation.Resolved{})
	look := func(since time.Duration) *Forecast {
		t.Helper()
		tail := *s
		tail.Records = s.Records[:len(s.Records):len(s.Records)]
		tail.At(since).Add("surge-none", domain.Event(incident.Closed{}))
		return foldtest.Fold(New(), tail.Records)
	}
	f := look(59 * time.Hour)
	if len(f.Batch)+len(f.Callout)+len(f.Waiting)+len(f.Brands["blue"].Shifts) != 0 {
		t.Errorf("kept: batches %v, call-outs %v, threads %v", f.Batch, f.Callout, f.Waiting)
	}
	if w := f.Brands["blue"].Incidents["i1"]; w == nil || len(w.Parts) != 1 || len(f.Brands["blue"].Hours) != 1 {
		t.Errorf("forgotten too early: %+v", w)
	}
	if f = look(61 * time.Hour); len(f.Brands["blue"].Incidents["i1"].Parts) != 0 || !f.Brands["blue"].Seen.Since.IsZero() {
		t.Errorf("a wave that has faded is kept: %+v, %+v", f.Brands["blue"].Incidents["i1"], f.Brands["blue"].Seen)
	}
	if f = look(170 * time.Hour); len(f.Incident)+len(f.Brands["blue"].Incidents)+len(f.Brands["blue"].Hours) != 0 {
		t.Errorf("kept after a week: %v, hours %v", f.Incident, f.Brands["blue"].Hours)
	}
}
