package volume_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/detect"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
	"tocsin/projections/volume"
)

func TestAnIncidentExplainsAndLowersNoThreshold(t *testing.T) {
	story := func(reported time.Duration) *foldtest.Story {
		s := foldtest.New(monday)
		known(s, "north", "social", "*", 20)
		talk(s, "north", "social", "delay", 0, 3*time.Hour, 20)
		talk(s, "north", "social", "delay", 3*time.Hour, reported, 200)
		s.At(reported).Add("incident-i1", incident.Reported{Brand: "north", StartedAt: monday.Add(150 * time.Minute)})
		s.Add("incident-i2", incident.Reported{Brand: "south", StartedAt: monday.Add(3 * time.Hour)})
		talk(s, "north", "social", "delay", max(reported, 3*time.Hour), 4*time.Hour, 200)
		return s
	}
	before := foldtest.React(volume.NewPolicy(), story(2*time.Hour).Records, 0, monday.Add(4*time.Hour))
	after := foldtest.React(volume.NewPolicy(), story(200*time.Minute).Records, 0, monday.Add(4*time.Hour))
	explained, plain := commands[surge.Detect](before), commands[surge.Detect](after)
	if len(explained) != 1 || len(plain) != 1 || len(commands[surge.Link](before)) != 0 {
		t.Fatalf("%d and %d surges", len(explained), len(plain))
	}
	for i := range explained {
		if explained[i].Detected.ExplainedBy != "i1" || explained[i].Detected.Score <= 0 {
			t.Errorf("explained: %+v", explained[i].Detected)
		}
		if plain[i].Detected.ExplainedBy != "" || !plain[i].Detected.At.Equal(explained[i].Detected.At) {
			t.Errorf("plain: %+v", plain[i].Detected)
		}
	}
	links := commands[surge.Link](after)
	if len(links) != 1 || links[0].Linked.IncidentID != "i1" {
		t.Errorf("links: %+v", links)
	}
}

func TestAnUnrelatedIncidentExplainsNothing(t *testing.T) {
	s := foldtest.New(monday)
	known(s, "north", "social", "*", 20)
	s.Add("incident-old", incident.Reported{Brand: "north", StartedAt: monday.Add(-10 * time.Hour)})
	s.Add("incident-over", incident.Reported{Brand: "north", StartedAt: monday})
	s.Add("incident-over", incident.Resolved{At: monday})
	talk(s, "north", "social", "delay", 0, 3*time.Hour, 20)
	talk(s, "north", "social", "delay", 3*time.Hour, 4*time.Hour, 200)
	for _, o := range commands[surge.Detect](foldtest.React(volume.NewPolicy(), s.Records, 0, monday.Add(4*time.Hour))) {
		if o.Detected.ExplainedBy != "" {
			t.Errorf("explained: %+v", o.Detected)
		}
	}
}

func TestARefusedRequestIsNotOpenAnyMore(t *testing.T) {
	s := foldtest.New(monday)
	known(s, "north", "social", "*", 20)
	talk(s, "north", "social", "delay", 0, 3*time.Hour, 20)
	talk(s, "north", "social", "delay", 3*time.Hour, 4*time.Hour, 200)
	p := volume.NewPolicy()
	for _, r := range s.Records {
		p.Apply(r)
	}
	now := monday.Add(4 * time.Hour)
	asked := p.Due(now)
	if again := p.Due(now); len(asked) == 0 || len(again) != len(asked) {
		t.Fatalf("%d requests, then %d: until the log answers, all stay open", len(asked), len(again))
	}
	for _, q := range asked {
		s.At(4*time.Hour).Add("reaction-surge", reaction.Refused{Policy: "surge", Cause: q.Cause, Step: q.Step, To: string(q.To), Code: "no_change"})
		p.Apply(s.Last())
	}
	if left := p.Due(now); len(left) != 0 {
		t.Errorf("still open: %+v", left)
	}
}

func TestAnotherRecordedSurgeIsADifference(t *testing.T) {
	s := foldtest.New(monday)
	s.Add("surge-x", surge.Detected{Key: volume.Key{Brand: "a", Topic: "b", Channel: "c"}, At: monday})
	s.Add("surge-x", surge.Linked{IncidentID: "i"})
	if d := foldtest.Fold(volume.New(), s.Records).Differences(); len(d) != 1 {
		t.Errorf("differences: %v", d)
	}
}

func TestANewPlaybookKeepsWhatWasLearned(t *testing.T) {
	s := foldtest.New(monday)
	s.Add("playbook-x", adopted(playbook.Detector{Version: "1"}))
	talk(s, "north", "social", "delay", 0, 30*time.Hour, 60)
	s.Add("playbook-x", adopted(playbook.Detector{Version: "2", GuardCold: 1.3}))
	talk(s, "north", "social", "delay", 30*time.Hour, 31*time.Hour, 600)
	v := foldtest.Fold(volume.New(), s.Records)
	total, _ := find(v, "north", "*", "social")
	if total.Basis != detect.Learned || total.Level < 50 || !total.Open {
		t.Errorf("total: %+v", total)
	}
	opened := commands[surge.Detect](foldtest.React(volume.NewPolicy(), s.Records, 0, monday.Add(31*time.Hour)))
	if len(opened) == 0 || opened[0].Detected.DetectorVersion != "2" {
		t.Errorf("opened: %+v", opened)
	}
}

func TestSettingsOfAPlaybook(t *testing.T) {
	if got, want := volume.SettingsOf(playbook.Detector{}), detect.DefaultSettings(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("an empty playbook changes the defaults:\n%v\n%v", got, want)
	}
	s := volume.SettingsOf(playbook.Detector{PooledArl: 48 * time.Hour, SameCustomer: time.Hour, LevelEdges: []float64{2, 4, 8}})
	if s.Alarm.PooledARLDays != 2 || s.Counting.RepeatMin != 60 || s.Level.Edges[0] != 2 {
		t.Errorf("%+v", s)
	}
}

// surged is the log of a node on which a surge opened and ended, every request recorded at once.
func surged(t *testing.T) []domain.Recorded {
	t.Helper()
	s := foldtest.New(monday)
	known(s, "north", "social", "*", 20)
	talk(s, "north", "social", "delay", 0, 3*time.Hour, 20)
	talk(s, "north", "social", "delay", 3*time.Hour, 4*time.Hour, 200)
	talk(s, "north", "social", "delay", 4*time.Hour, 12*time.Hour, 20)
	r := newReplay()
	r.through(s.Records, byNext)
	return r.log
}

func TestASurgeThatIsNotRecordedIsADifference(t *testing.T) {
	log := surged(t)
	if d := foldtest.Fold(volume.New(), log).Differences(); len(d) != 0 {
		t.Fatalf("differences: %v", d)
	}
	lost := slices.IndexFunc(log, func(r domain.Recorded) bool { _, ended := r.Event.(surge.Ended); return ended })
	if lost < 0 {
		t.Fatal("no surge ended")
	}
	without := slices.Delete(slices.Clone(log), lost, lost+1)
	if d := foldtest.Fold(volume.New(), without).Differences(); len(d) != 1 || !strings.Contains(d[0], "not recorded") {
		t.Errorf("differences: %v", d)
	}
	at := log[lost].Event.(surge.Ended).At
	refused := slices.Clone(log) // the surge would not take it, and the log says so
	refused[lost].Stream, refused[lost].Event = "reaction-surge", reaction.Refused{
		Policy: "surge", To: string(log[lost].Stream), Step: "ended/" + at.Format("2006-01-02T15:04:05.000Z"), Code: "conflict",
	}
	if d := foldtest.Fold(volume.New(), refused).Differences(); len(d) != 0 {
		t.Errorf("differences: %v", d)
	}
	changed := slices.Clone(log)
	e := log[lost].Event.(surge.Ended)
	e.Excess++
	changed[lost].Event = e
	if d := foldtest.Fold(volume.New(), changed).Differences(); len(d) != 1 {
		t.Errorf("differences: %v", d)
	}
	if a, b := foldtest.Fold(volume.New(), log).SurgesDigest(), foldtest.Fold(volume.New(), without).SurgesDigest(); a != b {
		t.Error("what was recorded changed what is computed")
	}
}

func TestTheSameRecordTwiceChangesNothing(t *testing.T) {
	log := surged(t)
	var twice []domain.Recorded
	for _, r := range log {
		twice = append(twice, r, r)
	}
	once, again := foldtest.Fold(volume.New(), log), foldtest.Fold(volume.New(), twice)
	if !bytes.Equal(once.Snapshot(), again.Snapshot()) {
		t.Error("the picture is another")
	}
}

// A surge that ends and opens again within half an hour is the same one, and an incident that has come between is said.
func TestASurgeThatResumesIsTheSame(t *testing.T) {
	s := foldtest.New(monday)
	known(s, "north", "social", "*", 60)
	talk(s, "north", "social", "delay", 0, 2*time.Hour, 60)
	talk(s, "north", "social", "delay", 2*time.Hour, 150*time.Minute, 600)
	talk(s, "north", "social", "delay", 150*time.Minute, 175*time.Minute, 60)
	s.At(175*time.Minute).Add("incident-i1", incident.Reported{Brand: "north", StartedAt: monday.Add(2 * time.Hour)})
	talk(s, "north", "social", "delay", 175*time.Minute, 4*time.Hour, 900)
	asked := foldtest.React(volume.NewPolicy(), s.Records, 0, monday.Add(4*time.Hour))
	opened, resumed, links := commands[surge.Detect](asked), commands[surge.Resume](asked), commands[surge.Link](asked)
	if len(opened) != 1 || len(resumed) != 1 || len(links) != 1 {
		t.Fatalf("%d opened, %d resumed, %d linked", len(opened), len(resumed), len(links))
	}
	for i, l := range links {
		if l.Linked.IncidentID != "i1" || !l.Linked.At.Equal(resumed[i].Resumed.At) {
			t.Errorf("linked %+v, resumed %+v", l.Linked, resumed[i].Resumed)
		}
	}
}
