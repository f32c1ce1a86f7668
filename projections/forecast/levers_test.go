package forecast

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/lever"
	"tocsin/domain/playbook"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
)

// geared are rules under which every lever is there.
func geared(pull ...int) playbook.Playbook {
	p := house
	p.Levers = playbook.Levers{
		Pull: pull, ReplyTimes: []time.Duration{2 * time.Hour, 4 * time.Hour, 24 * time.Hour}, Experts: 3,
		Duties: []playbook.Duty{{Name: "letters", People: 2}}, SelfService: 0.25, Lasts: 4 * time.Hour, BottleneckFrom: 0.8, ApprovalS: 300,
	}
	return p
}

// strained is a desk of ten that 4,000 people will write to, with a surge that is open.
func strained(p playbook.Playbook) *foldtest.Story {
	s := adopt(foldtest.New(noon), p).At(time.Minute)
	s.Add("surge-s1", surge.Detected{Level: 2, Key: surge.Key{Brand: "blue", Topic: "*", Channel: "*"}, At: noon})
	return incidentOf(s, "i1", "blue", 4000)
}

// answer ends the wait of a customer.
var answer = conversation.Replied{}

func playLevers(s *foldtest.Story, until time.Duration) []foldtest.Asked {
	return foldtest.React(NewLeverPolicy(), s.Records, 0, noon.Add(until))
}

// record lets the requests of a policy happen, one by one, until a time.
func record(s *foldtest.Story, until time.Duration) (numbers []int) {
	for {
		asked := playLevers(s, until)
		known := 0
		for _, r := range s.Records {
			if _, is := r.Event.(lever.Event); is {
				known++
			}
		}
		asked = slices.DeleteFunc(asked, func(a foldtest.Asked) bool { return !a.At.After(s.Last().Meta.RecordedAt) })
		if len(asked) == 0 || known > 40 {
			return numbers
		}
		at := asked[0].At.Sub(noon)
		switch c := asked[0].Command.(type) {
		case lever.Propose:
			numbers = append(numbers, c.Proposed.Lever)
			s.At(at).Add(asked[0].To, c.Proposed)
		case lever.Pull:
			numbers = append(numbers, c.Pulled.Lever)
			s.At(at).Add(asked[0].To, c.Pulled)
		case lever.Release:
			return numbers
		}
	}
}

func TestLeversAreProposedInTheirOrder(t *testing.T) {
	got := record(strained(geared()), 2*time.Hour)
	if want := []int{lever.SelfService, lever.Duties, lever.Experts, lever.ReplyTime}; !slices.Equal(got, want) {
		t.Errorf("proposed %v, want %v", got, want)
	}
}

func TestWithoutASurgeNobodyIsAskedToWait(t *testing.T) {
	got := record(incidentOf(adopt(foldtest.New(noon), geared()).At(time.Minute), "i1", "blue", 4000), 2*time.Hour)
	if slices.Contains(got, lever.ReplyTime) {
		t.Errorf("proposed %v", got)
	}
}

func TestAPlaybookWithoutLeversHasNone(t *testing.T) {
	if asked := playLevers(strained(house), 6*time.Hour); len(asked) != 0 {
		t.Errorf("asked for %v", asked)
	}
}

func TestThePlaybookSaysWhichArePulled(t *testing.T) {
	asked := playLevers(strained(geared(lever.SelfService)), time.Hour)
	c, pulled := asked[0].Command.(lever.Pull)
	if !pulled || c.Pulled.Lever != lever.SelfService || c.Pulled.Params.Share != 0.25 || c.Pulled.Owner != "levers" {
		t.Fatalf("first asked for %#v", asked[0].Command)
	}
	p := c.Pulled.Predicted
	if p.With.Need >= p.Without.Need || p.With.Utilisation >= p.Without.Utilisation {
		t.Errorf("predicted %+v", p)
	}
	if len(c.Evidence) != 1 || c.Evidence[0].Value != "s1" || c.Evidence[0].Position == 0 {
		t.Errorf("evidence %+v", c.Evidence)
	}
}

// What a lever is predicted to do is what the desk is once it is in force, if nothing else happens.
func TestAPredictionComesTrue(t *testing.T) {
	for _, c := range []struct {
		number int
		params lever.Params
		until  time.Time
	}{
		{lever.ReplyTime, lever.Params{ReplyTimeS: 4 * 3600}, noon.Add(9 * time.Hour)},
		{lever.Experts, lever.Params{People: 3}, time.Time{}},
		{lever.Duties, lever.Params{People: 2, Duty: "letters"}, noon.Add(9 * time.Hour)},
		{lever.SelfService, lever.Params{Share: 0.25}, time.Time{}},
	} {
		s := strained(geared())
		at := s.Last().Meta.RecordedAt
		before := foldtest.Fold(New(), s.Records)
		p := before.Predict("blue", at, c.number, c.params, c.until)
		s.Add("lever-blue", lever.Pulled{Lever: c.number, Brand: "blue", Params: c.params, Predicted: p, At: at, Until: c.until})
		after := foldtest.Fold(New(), s.Records)
		v := after.view("blue", at)
		if got := v.desk(p.At, v.backlogAt(at, p.At, float64(v.b.Backlog))); got != p.With {
			t.Errorf("lever %d: predicted %+v, is %+v", c.number, p.With, got)
		}
		if p.With == p.Without {
			t.Errorf("lever %d does nothing: %+v", c.number, p.With)
		}
		if d := after.without("blue", at, c.number); d != before.Desk("blue", at) {
			t.Errorf("lever %d: without it %+v, before it %+v", c.number, d, before.Desk("blue", at))
		}
	}
}

func TestALeverLeavesLessToTheReserve(t *testing.T) {
	s := strained(geared())
	before := foldtest.Fold(New(), s.Records).Assess("blue", noon.Add(time.Hour)).Gap()
	s.Add("lever-blue", lever.Pulled{Lever: lever.SelfService, Brand: "blue", Params: lever.Params{Share: 0.25}, At: noon})
	after := foldtest.Fold(New(), s.Records).Assess("blue", noon.Add(time.Hour)).Gap()
	if after >= before || after == 0 {
		t.Errorf("gap %d before, %d after", before, after)
	}
}

func TestACallOutIsLeverTwo(t *testing.T) {
	s := raised(strained(geared()), "c1", "blue", 5, noon.Add(31*time.Minute))
	asked := playLevers(s, time.Minute)
	if len(asked) != 1 {
		t.Fatalf("%d requests", len(asked))
	}
	p := asked[0].Command.(lever.Pull).Pulled
	if p.Lever != lever.Reserve || p.Params.People != 5 || p.Params.CalloutID != "c1" || p.Predicted.With.Capacity != p.Predicted.Without.Capacity+5 {
		t.Errorf("pulled %+v", p)
	}
	s.Add("lever-blue", p)
	raised(s, "c2", "blue", 5, noon.Add(time.Hour))
	if again := playLevers(s, 2*time.Minute); len(again) != 1 {
		t.Errorf("a second call-out is a lever again: %d requests", len(again))
	}
}

// What is released was measured: what came and went beside the hour before.
func TestAReleaseTellsWhatWasMeasured(t *testing.T) {
	s := adopt(foldtest.New(noon), geared())
	for n := range 30 { // the hour before: thirty come, ten are answered
		at := time.Duration(n) * 2 * time.Minute
		contact(s.At(at), fmt.Sprint(n), "blue", noon.Add(at))
		if n < 10 {
			s.Add(domain.StreamID(fmt.Sprint("conversation-", n)), answer)
		}
	}
	s.At(time.Hour).Add("lever-blue", lever.Pulled{Lever: lever.Experts, Brand: "blue", Params: lever.Params{People: 3}, At: noon.Add(time.Hour)})
	for n := range 20 { // the hour with it: ten come, thirty are answered
		at := time.Hour + time.Duration(n)*3*time.Minute
		if n < 10 {
			contact(s.At(at), fmt.Sprint(100+n), "blue", noon.Add(at))
		}
		s.At(at).Add(domain.StreamID(fmt.Sprint("conversation-", 10+n)), answer)
	}
	for n := range 10 {
		s.At(2*time.Hour-time.Second).Add(domain.StreamID(fmt.Sprint("conversation-", 100+n)), answer)
	}
	asked := playLevers(s, 4*time.Hour)
	if len(asked) == 0 {
		t.Fatal("nothing is released")
	}
	r, ok := asked[0].Command.(lever.Release)
	if !ok || r.Reason != "the desk does without it" || r.By != "levers" {
		t.Fatalf("asked for %#v", asked[0].Command)
	}
	m := r.Measured
	hours := m.DurationS / 3600
	near(t, "came before", m.Before.ContactsPerH, 30, 1)
	near(t, "answered before", m.Before.AnsweredPerH, 10, 1)
	if m.AtPull.Backlog != 20 || m.Foreseen == nil || hours <= 0 || m.During.AnsweredPerH <= m.Before.AnsweredPerH {
		t.Errorf("measured %+v", m)
	}
}

func TestAStandDownGivesEverythingBack(t *testing.T) {
	s := strained(geared())
	s.Add("crisis-c1", crisis.Proposed{Brand: "blue"}, crisis.Activated{})
	for _, p := range []lever.Pulled{
		{Lever: lever.Duties, Brand: "blue", Params: lever.Params{Duty: "letters", People: 2}, At: noon, Until: noon.Add(9 * time.Hour)},
		{Lever: lever.SelfService, Brand: "blue", Params: lever.Params{Share: 0.25}, At: noon},
	} {
		s.Add("lever-blue", p)
	}
	s.Add("crisis-c1", crisis.StoodDown{})
	var released []int
	for _, a := range playLevers(s, 2*time.Minute) {
		if r, ok := a.Command.(lever.Release); ok && r.Reason == "the cell stands down" {
			released = append(released, r.Lever)
		}
	}
	if want := []int{lever.Duties, lever.SelfService}; !slices.Equal(released, want) {
		t.Errorf("released %v, want %v", released, want)
	}
}

func TestLeversAreRestoredToTheSameBytes(t *testing.T) {
	s := raised(strained(geared(lever.SelfService)), "c1", "blue", 5, noon.Add(31*time.Minute))
	s.Add("lever-blue", lever.Pulled{Lever: lever.SelfService, Brand: "blue", Params: lever.Params{Share: 0.25}, At: noon}, lever.Proposed{Lever: lever.Duties, Brand: "blue", At: noon})
	contact(s.At(40*time.Minute), "1", "blue", noon)
	s.At(50*time.Minute).Add("lever-blue", lever.Released{Lever: lever.SelfService, Brand: "blue"}).Add("surge-s1", surge.Ended{})
	foldtest.Restorable(t, New, s.Records, 1)
}
