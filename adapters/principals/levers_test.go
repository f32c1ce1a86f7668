package principals

import (
	"slices"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/lever"
	"tocsin/domain/playbook"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
)

// pulls plays a story with a cast that has levers, and lists what is pulled within an hour.
func pulls(s *foldtest.Story, cues ...Cue) (list []domain.Act) {
	cast := New(1, DefaultManners(), nil)
	cast.rules.Levers = playbook.Levers{Lasts: 4 * time.Hour}
	cast.Cue(cues...)
	for _, r := range s.Records {
		cast.Apply(r)
	}
	for _, act := range cast.Due(noon.Add(time.Hour)) {
		if _, pull := act.Command.(lever.Pull); pull {
			list = append(list, act)
		}
	}
	return list
}

func proposedDuties() lever.Proposed {
	return lever.Proposed{Lever: lever.Duties, Brand: "Other", Params: lever.Params{Duty: "letters", People: 2}, At: noon}
}

func TestWhatIsProposedIsPulledByTheLeadOfTheDesk(t *testing.T) {
	s := foldtest.New(noon).Add("lever-Other", proposedDuties())
	acts := pulls(s, Cue{Act: "pull/4", At: noon.Add(2 * time.Minute)})
	if len(acts) != 1 || acts[0].Actor.ID != "person/bronze" || acts[0].To != lever.Stream("Other") {
		t.Fatalf("%+v", acts)
	}
	got := acts[0].Command.(lever.Pull).Pulled
	at := noon.Add(2 * time.Minute)
	if got.Owner != "person/bronze" || got.Params != proposedDuties().Params || !got.At.Equal(at) || !got.Until.Equal(at.Add(4*time.Hour)) {
		t.Errorf("pulled %+v", got)
	}
}

func TestALongerReplyTimeIsForGoldAndCitesTheSurge(t *testing.T) {
	one := lever.Proposed{Lever: lever.ReplyTime, Brand: "Other", Params: lever.Params{ReplyTimeS: 7200}, At: noon}
	s := foldtest.New(noon).Add("surge-s1", surge.Detected{Key: surge.Key{Brand: "Other"}, Level: 2}).Add("lever-Other", one)
	acts := pulls(s)
	if len(acts) != 1 || acts[0].Actor.ID != "person/gold" {
		t.Fatalf("%+v", acts)
	}
	want := []domain.Evidence{{Fact: "surge.detected", Value: "s1", Position: s.Records[0].Position}}
	if got := acts[0].Command.(lever.Pull).Evidence; !slices.Equal(got, want) {
		t.Errorf("evidence %+v", got)
	}
	s.Add("surge-s1", surge.Ended{})
	if acts := pulls(s); len(acts[0].Command.(lever.Pull).Evidence) != 0 {
		t.Error("a surge that is over is cited")
	}
}

func TestWhatWasPulledMeanwhileIsNotPulledAgain(t *testing.T) {
	s := foldtest.New(noon).Add("lever-Other", proposedDuties(), lever.Pulled{Lever: lever.Duties, Brand: "Other", Params: lever.Params{People: 2}})
	if acts := pulls(s); len(acts) != 0 {
		t.Errorf("%+v", acts)
	}
}

func TestWhomALeverBringsJoinsTheDesk(t *testing.T) {
	s := foldtest.New(noon).Add("lever-Other", lever.Pulled{Lever: lever.Experts, Brand: "Other", Params: lever.Params{People: 1}},
		lever.Pulled{Lever: lever.Reserve, Brand: "Other", Params: lever.Params{People: 5}})
	written(s, "Other", 4)
	written(s, "Example Air", 4)
	want := []string{"agent/example-air/001", "agent/other/001", "agent/other/002"}
	if got := claimed(1, s); !slices.Equal(got, want) {
		t.Errorf("customers are taken by %v, want %v", got, want)
	}
}

func TestWhenALeverIsReleasedTheyLeave(t *testing.T) {
	s := foldtest.New(noon).Add("lever-Other", lever.Pulled{Lever: lever.Duties, Brand: "Other", Params: lever.Params{People: 2}})
	released := lever.Released{Lever: lever.Duties, Brand: "Other"}
	cast := New(1, DefaultManners(), func(string, string, string) (domain.Sealed, error) { return domain.Sealed{}, nil })
	for n, r := range s.Add("lever-Other", released, released).Records {
		cast.Apply(r)
		cast.Due(noon)
		if got, want := cast.floor.pool("Other").extra, []int{2, 0, 0}[n]; got != want {
			t.Errorf("after %d events %d have joined the desk, want %d", n+1, got, want)
		}
	}
}
