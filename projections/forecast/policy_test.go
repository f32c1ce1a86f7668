package forecast

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/projections/foldtest"
)

// snow is a crisis with 2,000 people affected: ten agents are too few.
func snow() *foldtest.Story { return snowOf(2000) }

func snowOf(affected int) *foldtest.Story {
	s := begin().At(time.Minute).Add("crisis-c1", crisis.Proposed{Brand: "blue"}, crisis.Activated{})
	return incidentOf(s, "i1", "blue", affected)
}

func play(s *foldtest.Story, until time.Duration) []foldtest.Asked {
	return foldtest.React(NewPolicy(), s.Records, 0, noon.Add(until))
}

func raise(t *testing.T, a foldtest.Asked) callout.Raise {
	t.Helper()
	c, ok := a.Command.(callout.Raise)
	if !ok {
		t.Fatalf("asked for %T", a.Command)
	}
	return c
}

func TestASecondGapInARowCallsExactlyTheMissing(t *testing.T) {
	s := snow()
	cause := s.Last().ID.String()
	asked := play(s, 31*time.Minute)
	if len(asked) != 1 {
		t.Fatalf("%d requests, want 1", len(asked))
	}
	at := noon.Add(30 * time.Minute)
	id := domain.DeriveID("callout", "blue", "2015-02-22T12:30:00Z")
	want := foldtest.Asked{At: at, Request: domain.Request{
		To: callout.Stream(id), Cause: cause, Step: "raise/2015-02-22T12:30:00Z", NotAfter: at.Add(15 * time.Minute),
		Command: callout.Raise{Raised: callout.Raised{
			CrisisID: "c1", Brand: "blue", StartBy: at.Add(30 * time.Minute), EndBy: at.Add(390 * time.Minute), AckWithinS: 300, Gap: 6,
			Need:   []callout.Need{{Skill: "care", Lang: "en", Count: 5}, {Skill: "care", Lang: "fr", Count: 1}},
			Reason: "122 contacts expected within 1h0m0s, 34 waiting: 16 people needed, 10 there",
		}},
	}}
	if diff := cmp.Diff(want, asked[0]); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if a := foldtest.Fold(New(), s.Records).Assess("blue", at); a.Gap() != 6 {
		t.Errorf("the gap is %d", a.Gap())
	}
}

// carriedOut adds what a request led to.
func carriedOut(t *testing.T, s *foldtest.Story, asked []foldtest.Asked) *foldtest.Story {
	t.Helper()
	for _, a := range asked {
		s.At(a.At.Sub(noon)).Add(a.To, raise(t, a).Raised)
	}
	return s
}

func TestWhoIsOnTheWayIsNotCalledAgain(t *testing.T) {
	s := snow()
	carriedOut(t, s, play(s, 31*time.Minute))
	if asked := play(s, 10*time.Hour); len(asked) != 1 {
		t.Fatalf("%d requests, want the first only", len(asked))
	}
	s.At(40*time.Minute).Add("incident-i1", incident.ImpactEstimated{Affected: 3000})
	asked := play(s, 61*time.Minute)
	if len(asked) != 2 {
		t.Fatalf("%d requests, want a second for those who joined", len(asked))
	}
	a := foldtest.Fold(New(), s.Records).Assess("blue", noon.Add(time.Hour))
	if c := raise(t, asked[1]); c.Raised.Gap != a.Need-16 || a.Capacity != 16 {
		t.Errorf("asked for %d more; %d are needed and %d there", c.Raised.Gap, a.Need, a.Capacity)
	}
}

func TestWhoCannotBeFoundIsMissedAgain(t *testing.T) {
	s := snowOf(6000)
	asked := play(s, 31*time.Minute)
	carriedOut(t, s, asked).At(35*time.Minute).Add(asked[0].To, callout.Unfilled{Missing: []callout.Need{{Skill: "care", Lang: "en", Count: 30}}})
	asked = play(s, 61*time.Minute)
	a := foldtest.Fold(New(), s.Records).Assess("blue", noon.Add(time.Hour))
	if len(asked) != 2 || a.Capacity >= a.Need || raise(t, asked[1]).Raised.Gap != a.Gap() {
		t.Errorf("asked %v for %+v", asked, a)
	}
}

func TestAPeakThatEndsBeforeAnybodyCouldComeCallsNobody(t *testing.T) {
	for lead, want := range map[time.Duration]int{30 * time.Minute: 1, 8 * time.Hour: 0} {
		p := house
		p.Callout.LeadTime = lead
		s := incidentOf(adopt(foldtest.New(noon), p).At(time.Minute), "i1", "blue", 1500)
		if asked := play(s, 31*time.Minute); len(asked) != want {
			t.Errorf("with a lead of %s %d requests, want %d", lead, len(asked), want)
		}
	}
}

func TestOneGapCallsNobody(t *testing.T) {
	s := snow().At(20*time.Minute).Add("incident-i1", incident.ImpactEstimated{Affected: 100})
	if asked := play(s, 5*time.Hour); len(asked) != 0 {
		t.Errorf("asked %v", asked)
	}
}

func TestGapsCountInARowOnly(t *testing.T) {
	s := snow().At(20*time.Minute).Add("incident-i1", incident.ImpactEstimated{Affected: 100}).
		At(40*time.Minute).Add("incident-i1", incident.ImpactEstimated{Affected: 6000})
	asked := play(s, 2*time.Hour) // gaps at 12:15, 12:45 and 13:00
	if len(asked) == 0 || !asked[0].At.Equal(noon.Add(time.Hour)) {
		t.Errorf("asked %v", asked)
	}
}

func TestARestartAsksNothingTwice(t *testing.T) {
	s := snow()
	whole := play(s, 31*time.Minute)
	if again := foldtest.React(NewPolicy(), s.Records, len(s.Records), noon.Add(31*time.Minute)); !cmp.Equal(whole, again) {
		t.Errorf("before it was carried out, after a restart:\n%s", cmp.Diff(whole, again))
	}
	carriedOut(t, s, whole)
	if asked := foldtest.React(NewPolicy(), s.Records, len(s.Records), noon.Add(10*time.Hour)); len(asked) != 0 {
		t.Errorf("after it was carried out %v is asked", asked)
	}
}

func TestOneCallOutHasOnlySoMany(t *testing.T) {
	p := house
	p.Callout.MaxPeople = 2
	s := incidentOf(adopt(foldtest.New(noon), p).At(time.Minute), "i1", "blue", 6000)
	asked := play(s, 31*time.Minute)
	if len(asked) != 1 || raise(t, asked[0]).Raised.Gap != 2 {
		t.Fatalf("asked %v", asked)
	}
	carriedOut(t, s, asked)
	asked = play(s, 61*time.Minute)
	if len(asked) != 2 || raise(t, asked[1]).Raised.Gap != 2 {
		t.Errorf("then asked %v", asked)
	}
}

func TestEachBrandIsAssessedAlone(t *testing.T) {
	s := incidentOf(snow(), "i2", "amber", 2000)
	incidentOf(s, "i3", "green", 10)
	var brands []string
	for _, a := range play(s, 31*time.Minute) {
		brands = append(brands, raise(t, a).Raised.Brand)
	}
	if !slices.Equal(brands, []string{"amber", "blue"}) {
		t.Errorf("brands %v", brands)
	}
}

func TestTheGridEndsWhenNobodyIsLeftToAsk(t *testing.T) {
	p := foldtest.Fold(NewPolicy(), incidentOf(begin(), "i1", "blue", 1).Records)
	steps := 0
	for next, ok := p.Next(); ok; next, ok = p.Next() {
		p.Due(next)
		if steps++; steps > 1000 {
			t.Fatal("it goes on for ever")
		}
	}
	if steps != 60*4+1 { // the report falls on the grid
		t.Errorf("%d assessments, want one a quarter of an hour for 60 h", steps)
	}
}

func TestNothingIsAskedWithoutRules(t *testing.T) {
	s := incidentOf(foldtest.New(noon), "i1", "blue", 5000)
	p := foldtest.Fold(NewPolicy(), s.Records)
	if next, ok := p.Next(); ok {
		t.Errorf("next %s", next)
	}
	if asked := p.Due(noon.Add(time.Hour)); asked != nil {
		t.Errorf("asked %v", asked)
	}
	if p.React(s.Last()) != nil {
		t.Error("it reacts")
	}
}

func TestTheSplitIsExactAndFair(t *testing.T) {
	if got := split(5, playbook.Desk{}); got != nil {
		t.Errorf("without languages: %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.IntRange(0, 500).Draw(t, "people")
		shares := rapid.SliceOfN(rapid.Float64Range(0.01, 1), 1, 6).Draw(t, "shares")
		desk, total := playbook.Desk{Skill: "care"}, 0.0
		for n, share := range shares {
			desk.Langs = append(desk.Langs, playbook.LangShare{Lang: fmt.Sprintf("l%d", n), Share: share})
			total += share
		}
		sum, given := 0, map[string]int{}
		for _, need := range split(people, desk) {
			if need.Count < 1 || need.Skill != "care" {
				t.Fatalf("need %+v", need)
			}
			sum += need.Count
			given[need.Lang] = need.Count
		}
		if sum != people {
			t.Fatalf("%d people are split into %d", people, sum)
		}
		for _, l := range desk.Langs {
			if exact := float64(people) * l.Share / total; float64(given[l.Lang]) < exact-1 || float64(given[l.Lang]) > exact+1 {
				t.Fatalf("%s gets %d, its share is %g", l.Lang, given[l.Lang], exact)
			}
		}
	})
}

// A shift that ends while the backlog still grows is a gap to come: who looks ahead calls before it opens.
func TestAGapToComeCallsAheadOfIt(t *testing.T) {
	first := func(ahead time.Duration) time.Time {
		p := house
		p.Forecast.GapAssessments, p.Callout.Ahead = 1, ahead
		s := adopt(foldtest.New(noon), p)
		s.Add("callout-c0", callout.Raised{
			Brand: "blue", Need: []callout.Need{{Skill: "care", Lang: "en", Count: 40}}, StartBy: noon, EndBy: noon.Add(3 * time.Hour),
		})
		for n := range 40 {
			s.Add("callout-c0", callout.Accepted{Member: fmt.Sprintf("m%d", n)})
		}
		asked := play(incidentOf(s, "i1", "blue", 4000), 4*time.Hour)
		if len(asked) == 0 {
			t.Fatalf("ahead %s: nobody is called", ahead)
		}
		raised := raise(t, asked[0]).Raised
		if want := asked[0].At.Add(p.Callout.LeadTime); !raised.StartBy.Equal(want) {
			t.Errorf("ahead %s: start by %s, want %s", ahead, raised.StartBy, want)
		}
		return asked[0].At
	}
	then, before := first(0), first(30*time.Minute)
	if got := then.Sub(before); got != 30*time.Minute {
		t.Errorf("looking 30 minutes ahead calls %s earlier (%s, %s)", got, before, then)
	}
}
