package surge

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var noon = time.Date(2015, 2, 22, 12, 0, 0, 0, time.UTC)

func detected() Detected {
	return Detected{
		Key: Key{Brand: "us_airways", Topic: "phone", Channel: "*"}, At: noon, OnsetAt: noon.Add(-7 * time.Hour), Level: 1,
		Baseline: "learned", DetectorVersion: "1", Observed: 46, Expected: 15.9, Multiple: Multiple{Lo: 2.2, Mid: 2.9, Hi: 3.7},
		EValue: 3.1, ArlEquivalentS: 2.6e6, Threshold: 2.592e6, Lambda: 2.4, Guard: 1.5, Dispersion: 1, ExposureH: 130,
		CallOut: true, Examples: []string{"c1", "c2"}, Position: 4711,
	}
}

func ended() Ended {
	return Ended{At: noon.Add(time.Hour), PeakMultiple: 3.2, Excess: 40, DurationS: 3600, Reason: "evidence"}
}

func TestDetect(t *testing.T) {
	domaintest.Given(t, Decider).When(Detect{detected()}).Then(detected())
	domaintest.Given(t, Decider, Event(detected())).When(Detect{detected()}).Then()
	for name, spoil := range map[string]func(*Detected){
		"no baseline":       func(d *Detected) { d.Baseline = "none" },
		"onset afterwards":  func(d *Detected) { d.OnsetAt = d.At.Add(1) },
		"no key":            func(d *Detected) { d.Key.Topic = "" },
		"level out of list": func(d *Detected) { d.Level = 4 },
	} {
		t.Run(name, func(t *testing.T) {
			d := detected()
			spoil(&d)
			domaintest.Given(t, Decider).When(Detect{d}).Refused(domain.Invalid)
		})
	}
}

func TestLevels(t *testing.T) {
	up := Escalated{FromLevel: 1, Level: 2, At: noon}
	down := Eased{FromLevel: 2, Level: 1, At: noon}
	open := domaintest.Given(t, Decider, Event(detected()))
	open.When(Escalate{up}).Then(up)
	open.When(Escalate{up}).Then()
	open.When(Ease{down}).Then(down)
	open.When(Ease{down}).Then()
	open.When(Ease{Eased{FromLevel: 1, Level: -1}}).Refused(domain.Invalid)
	open.When(Escalate{Escalated{FromLevel: 3, Level: 4}}).Refused(domain.Invalid)
	open.When(End{ended()}).Then(ended())
	open.When(Escalate{up}).Refused(domain.Conflict)
	domaintest.Given(t, Decider).When(Escalate{up}).Refused(domain.NotFound)
}

func TestEndAndResume(t *testing.T) {
	again := Resumed{Level: 2, At: noon.Add(80 * time.Minute)}
	s := domaintest.Given(t, Decider, Event(detected()))
	s.When(Resume{again}).Then()
	s.When(End{ended()}).Then(ended())
	s.When(End{ended()}).Then()
	s.When(Resume{again}).Then(again)
	if got := s.State(); got.Phase != Open || got.Level != 2 {
		t.Errorf("state %+v", got)
	}
	domaintest.Given(t, Decider).When(End{ended()}).Refused(domain.NotFound)
}

func TestLinkAndVerdict(t *testing.T) {
	link := Linked{IncidentID: "i1", Score: 12.5, At: noon}
	other := Linked{IncidentID: "i2", Score: 13.5, At: noon}
	s := domaintest.Given(t, Decider, Event(detected()))
	s.When(Link{link}).Then(link)
	s.When(Link{link}).Then()
	s.When(Link{other}).Then(other)
	s.When(Link{}).Refused(domain.Invalid)
	s.When(Confirm{Confirmed{By: "m1"}}).Refused(domain.Invalid)
	s.When(Confirm{Confirmed{By: "m1", Reason: "calls say so"}}).Then(Confirmed{By: "m1", Reason: "calls say so"})
	s.When(Dismiss{Dismissed{By: "m2", Reason: "a joke"}}).Then(Dismissed{By: "m2", Reason: "a joke"})
}

func TestGolden(t *testing.T) {
	explained := detected()
	explained.ExplainedBy, explained.Score = "i1", 12.5
	explained.Topics, explained.NegativeShare, explained.Late = []TopicShare{{Topic: "phone", Share: 1}}, 0.75, 2
	m := Multiple{Lo: 3.1, Mid: 4, Hi: 5.2}
	domaintest.Golden(t, Types, explained, Escalated{FromLevel: 1, Level: 2, Multiple: m, Shape: "growing", CallOut: true, At: noon},
		Eased{FromLevel: 2, Level: 1, Multiple: m, Shape: "receding", At: noon}, Resumed{Level: 2, Multiple: m, At: noon},
		Linked{IncidentID: "i1", Score: 12.5, At: noon}, ended(),
		Confirmed{By: "m1", Reason: "calls say so"}, Dismissed{By: "m2", Reason: "a joke"})
}
