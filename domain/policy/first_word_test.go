package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/policy"
	"tocsin/domain/statement"
)

func newFirstWord() domain.Policy { return policy.NewFirstWord() }

// textOf names the statement of those whom an incident touches.
func textOf(incidentID string) domain.StreamID {
	return statement.Stream(statement.IDFor(incidentID, "affected"))
}

// drafted records what was asked for, as the rules would.
func (s *storyOf) drafted(t *testing.T, incidentID string, version int) {
	t.Helper()
	asked := played(t, newFirstWord, s.Story, s.Last().Meta.RecordedAt.Sub(noon))
	d := commandOf[statement.Draft](t, asked, len(asked)-1).Drafted
	d.Version = version
	s.Add(textOf(incidentID), d)
}

// told is a story in which a first text was drafted for an incident of so many people.
func told(t *testing.T, affected int) *storyOf {
	s := &storyOf{story(book())}
	s.Add("incident-i1", reported(), incident.ImpactEstimated{Affected: affected})
	s.drafted(t, "i1", 1)
	return s
}

func TestTheFirstTextStatesWhatIsKnown(t *testing.T) {
	s := &storyOf{story(book())}
	s.Add("incident-i1", reported(), incident.ScopeChanged{Added: flights("2", "3"), Seq: 2}, incident.EtaSet{EtaAt: noon.Add(3 * time.Hour)}, incident.ImpactEstimated{Affected: 10})
	d := commandOf[statement.Draft](t, played(t, newFirstWord, s.Story, time.Minute), 0)
	want := map[string]string{"affected": "10", "flights": "3", "origin": "ZZA", "until": "15:00"}
	for _, f := range d.Drafted.Facts {
		if want[f.Key] != f.Value || f.Source != "incident.ImpactEstimated" || !f.AsOf.Equal(noon) {
			t.Errorf("got fact %+v", f)
		}
		delete(want, f.Key)
	}
	if len(want) > 0 {
		t.Errorf("not stated: %v", want)
	}
	v := d.Variants[0]
	if len(v.Params) != 3 || v.Params[2] != (statement.Param{Name: "next", Type: statement.ParamTime}) || len(v.LinkDomains) != 1 || v.LinkDomains[0] != "example.org" {
		t.Errorf("got variant %+v", v)
	}
	if d.Drafted.Known == "" || d.Drafted.Doing == "" || d.Drafted.CrisisID != crisis.IDFor("i1") || !d.Drafted.NextUpdateAt.Equal(noon.Add(30*time.Minute)) {
		t.Errorf("got %+v", d.Drafted)
	}
}

func TestLivesAtStakeAreToldOfBeforeAnybodyIsCounted(t *testing.T) {
	grave := reported()
	grave.LifeSafety = true
	wantLines(t, played(t, newFirstWord, story(book()).Add("incident-i1", grave), time.Minute), "0 first statement statement.Draft")
	later := story(book()).Add("incident-i1", reported(), incident.ScopeChanged{LifeSafety: true, Seq: 2})
	wantLines(t, played(t, newFirstWord, later, time.Minute), "0 first statement statement.Draft")
}

func TestWhatIsOverBeforeItIsCountedNeedsNoFirstWord(t *testing.T) {
	s := story(book()).Add("incident-i1", reported(), incident.Resolved{}, incident.ImpactEstimated{Affected: 10})
	wantLines(t, played(t, newFirstWord, s, time.Minute))
}

func TestACellTakesOverTheVoice(t *testing.T) {
	own := crisis.IDFor("i1")
	small := told(t, 5)
	small.At(10*time.Minute).Add(crisis.Stream(own), crisis.Activated{IncidentIDs: []string{"i1"}})
	asked := played(t, newFirstWord, small.Story, 11*time.Minute)
	wantLines(t, asked, "0 first statement statement.Draft", "10 take_over statement statement.Draft")
	if d := commandOf[statement.Draft](t, asked, 1).Drafted; d.Kind != statement.Update || d.CrisisID != own || !d.Push || d.NextUpdateAt.IsZero() {
		t.Errorf("got %+v", d)
	}

	big := told(t, 50) // a holding text names the cell already
	big.At(10*time.Minute).Add(crisis.Stream(own), crisis.Activated{IncidentIDs: []string{"i1"}})
	wantLines(t, played(t, newFirstWord, big.Story, 11*time.Minute), "0 first statement statement.Draft")

	absorbed := told(t, 50)
	absorbed.At(10*time.Minute).Add("crisis-c9", crisis.IncidentAbsorbed{IncidentID: "i1"})
	asked = played(t, newFirstWord, absorbed.Story, 11*time.Minute)
	wantLines(t, asked, "0 first statement statement.Draft", "10 take_over statement statement.Draft")
	if d := commandOf[statement.Draft](t, asked, 1).Drafted; d.CrisisID != "c9" {
		t.Errorf("got %+v", d)
	}
}

func TestAFurtherIncidentSpeaksWithTheVoiceOfTheCellThatHasTheBrand(t *testing.T) {
	s := story(book()).Add("scope-blue", crisis.ScopeClaimed{CrisisID: "c9"}).
		Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 50})
	if d := commandOf[statement.Draft](t, played(t, newFirstWord, s, time.Minute), 0).Drafted; d.CrisisID != "c9" {
		t.Errorf("got %+v", d)
	}
}

func TestATextThatNobodyLetGoInTimeIsDraftedAgain(t *testing.T) {
	s := told(t, 50)
	asked := played(t, newFirstWord, s.Story, 31*time.Minute)
	wantLines(t, asked, "0 first statement statement.Draft", "30 stale statement statement.Draft")
	if d := commandOf[statement.Draft](t, asked, 1).Drafted; d.Kind != statement.Holding || !d.NextUpdateAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("got %+v", d)
	}
	s.At(20*time.Minute).Add(textOf("i1"), statement.Published{Version: 1, IncidentIDs: []string{"i1"}})
	wantLines(t, played(t, newFirstWord, s.Story, 3*time.Hour), "0 first statement statement.Draft")

	another := told(t, 50)
	another.At(20*time.Minute).Add(textOf("i1"), statement.Drafted{
		Version: 2, IncidentIDs: []string{"i1"}, Kind: statement.Holding, Audience: "affected", Author: "person/1", NextUpdateAt: noon.Add(40 * time.Minute),
	})
	wantLines(t, played(t, newFirstWord, another.Story, 3*time.Hour), "0 first statement statement.Draft")

	over := told(t, 50)
	over.At(20*time.Minute).Add("incident-i1", incident.Resolved{})
	wantLines(t, played(t, newFirstWord, over.Story, 3*time.Hour), "0 first statement statement.Draft")
}

func TestWhatIsNotOverAfterAllIsTold(t *testing.T) {
	for kind, want := range map[string][]string{
		statement.Recovery: {"0 first statement statement.Draft", "30 reopened statement statement.Draft"},
		statement.Update:   {"0 first statement statement.Draft"},
	} {
		s := told(t, 50)
		s.At(20*time.Minute).Add("incident-i1", incident.Resolved{}).
			Add(textOf("i1"), statement.Drafted{Version: 2, IncidentIDs: []string{"i1"}, Kind: kind, Audience: "affected"})
		s.At(30*time.Minute).Add("incident-i1", incident.Reopened{Reason: "ice"})
		wantLines(t, played(t, newFirstWord, s.Story, 31*time.Minute), want...)
	}
}

func TestATextCountsTheFlightsThatDoNotRun(t *testing.T) {
	s := story(book()).Add("incident-i1", reported(), incident.ScopeChanged{Added: flights("2", "3"), Seq: 2}, incident.ImpactEstimated{Affected: 50})
	s.Add(textOf("i1"), statement.Drafted{Version: 1, Kind: statement.Holding, IncidentIDs: []string{"i1"}, Audience: "affected", Facts: []statement.Fact{{Key: "until", Value: "10:00"}}})
	s.Add("incident-i1", reinstated("2"))
	s.At(time.Minute).Add("incident-i1", incident.EtaSet{EtaAt: noon.Add(9 * time.Hour)})
	asked := played(t, func() domain.Policy { return policy.NewFirstWord() }, s, 2*time.Minute)
	for n, want := range map[int]string{0: "3", 1: "2"} {
		for _, f := range commandOf[statement.Draft](t, asked, n).Drafted.Facts {
			if f.Key == "flights" && f.Value != want {
				t.Errorf("draft %d counts %s flights, want %s", n, f.Value, want)
			}
		}
	}
}
