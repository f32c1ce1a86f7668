package forecast

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain/crisis"
	"tocsin/domain/feed"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
)

// waiting is 300 contacts where ten agents answer 50 in the time there is. The cause is the eleventh: one too many.
func waiting(s *foldtest.Story) (cause string) {
	for n := range 300 {
		contact(s.At(time.Minute+time.Duration(n)*time.Millisecond), fmt.Sprint(n), "blue", noon)
		if n == 10 {
			cause = s.Last().ID.String()
		}
	}
	return cause
}

func surgeOf(brand string, callOut bool) surge.Detected {
	return surge.Detected{Level: 2, Key: surge.Key{Brand: brand, Topic: "*", Channel: "*"}, At: noon, CallOut: callOut}
}

func TestABacklogAloneCallsNobody(t *testing.T) {
	s := begin()
	waiting(s)
	if asked := play(s, 10*time.Hour); len(asked) != 0 {
		t.Errorf("a desk that is too small for its usual load called %d times", len(asked))
	}
}

func TestASurgeThatIsStrongEnoughCallsForItsBacklog(t *testing.T) {
	for name, c := range map[string]struct {
		tell func(*foldtest.Story)
		want int
	}{
		"strong enough":    {func(s *foldtest.Story) { s.Add("surge-s1", surgeOf("blue", true)) }, 1},
		"only to be shown": {func(s *foldtest.Story) { s.Add("surge-s1", surgeOf("blue", false)) }, 0},
		"of another brand": {func(s *foldtest.Story) { s.Add("surge-s1", surgeOf("amber", true)) }, 0},
		"over all brands":  {func(s *foldtest.Story) { s.Add("surge-s1", surgeOf("*", true)) }, 0},
		"has become strong": {func(s *foldtest.Story) {
			s.Add("surge-s1", surgeOf("blue", false), surge.Escalated{Level: 3, CallOut: true})
		}, 1},
		"is over": {func(s *foldtest.Story) { s.Add("surge-s1", surgeOf("blue", true), surge.Ended{}) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := begin()
			cause := waiting(s)
			c.tell(s)
			asked := play(s, 31*time.Minute)
			if len(asked) != c.want {
				t.Fatalf("%d requests, want %d", len(asked), c.want)
			}
			if c.want == 0 {
				return
			}
			if r := raise(t, asked[0]); asked[0].Cause != cause || r.Raised.Gap != 15 || r.Raised.CrisisID != "" { // 300 less 50 by 13:00
				t.Errorf("cause %s, gap %d", asked[0].Cause, r.Raised.Gap)
			}
		})
	}
}

func TestACellOrAnIncidentIsReasonEnough(t *testing.T) {
	for name, tell := range map[string]func(*foldtest.Story){
		"an incident": func(s *foldtest.Story) { incidentOf(s, "i1", "blue", 10) },
		"a cell":      func(s *foldtest.Story) { s.Add("crisis-c1", crisis.Proposed{Brand: "blue"}, crisis.Activated{}) },
	} {
		t.Run(name, func(t *testing.T) {
			s := begin()
			waiting(s)
			tell(s)
			if asked := play(s, 31*time.Minute); len(asked) != 1 {
				t.Errorf("%d requests, want 1", len(asked))
			}
		})
	}
}

func TestWhatCameBeforeAFeedBeganIsNotUsual(t *testing.T) {
	s := contact(begin(), "t1", "blue", noon.Add(-90*time.Hour))
	f := foldtest.Fold(New(), s.Records)
	if _, hours := f.Brands["blue"].mean(hourOf(noon)-week, hourOf(noon)); hours != 90 {
		t.Fatalf("%d hours, want 90", hours)
	}
	s.Add("feed-blue", feed.BaselineMissing{Brand: "blue", Since: noon.Add(-time.Hour)})
	f = foldtest.Fold(New(), s.Records)
	if _, hours := f.Brands["blue"].mean(hourOf(noon)-week, hourOf(noon)); hours != 0 {
		t.Errorf("%d hours, want none", hours)
	}
}
