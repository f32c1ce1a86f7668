package forecast

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/projections/foldtest"
)

// kindOf reports an incident of a kind.
func kindOf(s *foldtest.Story, id, kind string, affected int) *foldtest.Story {
	return s.Add(incident.Stream(id), incident.Reported{Brand: "blue", Kind: kind}, incident.ImpactEstimated{Affected: affected})
}

// curved are rules under which people of a closed airport ask twice as much and faster.
func curved() playbook.Playbook {
	p := house
	p.Forecast.GammaShape = 4
	p.Forecast.EpisodeWeight = 4
	p.Forecast.Curves = []playbook.Curve{
		{Kind: "AIRPORT_CLOSED", Uninformed: 0.7, Informed: 0.2, Weights: []float64{1}, TausH: []float64{1}},
	}
	return p
}

func TestAKindHasItsCurve(t *testing.T) {
	s := kindOf(kindOf(adopt(foldtest.New(noon), curved()), "i1", "CANCELLED", 1000), "i2", "AIRPORT_CLOSED", 1000)
	f := foldtest.Fold(New(), s.Records)
	rules := f.Rules.Forecast
	usual, closed := f.Brands["blue"].Incidents["i1"], f.Brands["blue"].Incidents["i2"]
	near(t, "first hour of the usual", usual.contacts(rules, noon, noon.Add(time.Hour)), 1689.0/18, 0.05)
	near(t, "first hour of the closed", closed.contacts(rules, noon, noon.Add(time.Hour)), 700*0.63212, 0.05)
	near(t, "rate of the closed", closed.rate(rules, noon, 0), 700, 1e-9)
	near(t, "rate of the closed when all are told", closed.rate(rules, noon, 1), 200, 1e-9)
	if at := noon.Add(6 * time.Hour); closed.rate(rules, at, 0) != 0 || usual.rate(rules, at, 0) == 0 {
		t.Error("after five of its time constants a curve has faded, and no other")
	}
}

// quietDays have a message an hour.
func quietDays(s *foldtest.Story, days int) *foldtest.Story {
	for hour := range days * 24 {
		at := time.Duration(hour) * time.Hour
		contact(s.At(at), fmt.Sprint("quiet", hour), "blue", noon.Add(at))
	}
	return s
}

// Twice as many ask as was assumed; the next incident of the kind starts from there, those of other kinds do not.
func TestAnIncidentThatIsOverTeachesItsKind(t *testing.T) {
	s := quietDays(adopt(foldtest.New(noon), curved()), 2)
	kindOf(s.At(48*time.Hour), "i1", "AIRPORT_CLOSED", 100) // 70 contacts are assumed
	for n := range 140 {
		at := 48*time.Hour + time.Duration(n)*90*time.Second
		contact(s.At(at), fmt.Sprint(n), "blue", noon.Add(at))
	}
	s.At(57*time.Hour).Add("crisis-c1", crisis.StoodDown{}) // anything later: what is over is noticed then
	kindOf(kindOf(s.At(58*time.Hour), "i2", "AIRPORT_CLOSED", 100), "i3", "CANCELLED", 100)
	f := foldtest.Fold(New(), s.Records)
	k := f.Kinds["AIRPORT_CLOSED"]
	if k.Incidents != 1 {
		t.Fatalf("learned %+v", f.Kinds)
	}
	near(t, "weight of one incident", k.Expected, 4, 1e-9)
	near(t, "what it showed, some of it being usual", k.Asked/k.Expected, 1.8, 0.05)
	near(t, "the next of its kind", f.Brands["blue"].Incidents["i2"].Factor, (4+k.Asked)/8, 1e-9)
	near(t, "another kind", f.Brands["blue"].Incidents["i3"].Factor, 1, 0)
}

// A feed that begins with the incident says nothing of what is usual.
func TestNothingIsLearnedWithoutADayBefore(t *testing.T) {
	s := kindOf(adopt(foldtest.New(noon), curved()), "i1", "AIRPORT_CLOSED", 100)
	for n := range 140 {
		contact(s, fmt.Sprint(n), "blue", noon)
	}
	f := foldtest.Fold(New(), s.At(9*time.Hour).Add("crisis-c1", crisis.StoodDown{}).Records)
	if len(f.Kinds) != 0 {
		t.Errorf("learned %+v", f.Kinds)
	}
}

func TestNothingIsLearnedUnlessThePlaybookSaysSo(t *testing.T) {
	s := incidentOf(open(), "i1", "blue", 100)
	for n := range 50 {
		contact(s, fmt.Sprint(n), "blue", noon)
	}
	f := foldtest.Fold(New(), incidentOf(s.At(80*time.Hour), "i2", "blue", 10).Records)
	if len(f.Kinds) != 0 || f.Brands["blue"].Incidents["i2"].Factor != 1 {
		t.Errorf("learned %+v", f.Kinds)
	}
}

// Ten messages an hour may wait, ten calls an hour may not: the line needs people of its own.
func TestALineNeedsMoreThanWorkThatMayWait(t *testing.T) {
	p := house
	s := incidentOf(adopt(foldtest.New(noon), p), "i1", "blue", 400)
	fluid := foldtest.Fold(New(), s.Records).Assess("blue", noon)
	p.Desk.Lines = []playbook.Line{{Channel: "phone", Share: 0.5, Patience: 5 * time.Minute, AbandonAtMost: 0.03, WaitAtMost: 20 * time.Second}}
	s = incidentOf(adopt(foldtest.New(noon), p), "i1", "blue", 400)
	mixed := foldtest.Fold(New(), s.Records).Assess("blue", noon)
	if fluid.OnLines != 0 || mixed.OnLines == 0 || mixed.Need <= fluid.Need {
		t.Errorf("without a line %+v, with one %+v", fluid, mixed)
	}
}
