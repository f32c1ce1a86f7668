package forecast

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/projections/foldtest"
)

// longDay is a little of everything.
func longDay() *foldtest.Story {
	p := house
	p.Forecast.GammaShape, p.Forecast.EpisodeWeight = 4, 4
	s := notices(adopt(snow(), p), "delivery-o1-1-1", "i1", persons(0, 60), upTo(40)...)
	for n := range 40 {
		contact(s.At(time.Duration(n)*5*time.Minute), fmt.Sprint(n), []string{"blue", "amber"}[n%2], noon.Add(time.Duration(n)*5*time.Minute))
		if n%3 == 0 {
			s.Add(conversation.Stream(fmt.Sprint(n)), conversation.Resolved{})
		}
		if n%10 == 5 {
			s.Add("incident-i1", incident.ImpactEstimated{Affected: 2000 + 300*n})
			raised(s, fmt.Sprintf("c%d", n), "blue", n, s.Last().Meta.RecordedAt.Add(time.Hour))
		}
	}
	s.Add("callout-c5", callout.Unfilled{Missing: []callout.Need{{Count: 2}}})
	incidentOf(s.At(30*time.Hour), "i2", "amber", 70)
	incidentOf(s.At(50*time.Hour), "i3", "blue", 400)
	contact(s.At(61*time.Hour), "late", "blue", noon.Add(61*time.Hour)) // the first part has faded, i3 has not
	return s.At(70*time.Hour).Add("crisis-c1", crisis.StoodDown{}).At(300*time.Hour).Add("incident-i2", incident.ImpactEstimated{Affected: 90})
}

func TestTheForecastIsRestoredToTheSameBytes(t *testing.T) {
	for _, every := range []int{1, 3, 7} {
		foldtest.Restorable(t, New, longDay().Records, every)
	}
}

func TestARestoredForecastAnswersAlike(t *testing.T) {
	records := longDay().Records
	for n := 0; n <= len(records); n += 7 {
		whole, restored := foldtest.Fold(New(), records[:n]), New()
		if err := restored.Restore(whole.Snapshot()); err != nil {
			t.Fatal(err)
		}
		for _, brand := range []string{"blue", "amber", "green"} {
			for _, at := range []time.Duration{0, time.Hour, 31 * time.Hour, 400 * time.Hour} {
				if diff := cmp.Diff(whole.Assess(brand, noon.Add(at)), restored.Assess(brand, noon.Add(at))); diff != "" {
					t.Fatalf("after %d records (-whole +restored):\n%s", n, diff)
				}
			}
		}
	}
}

// TestForgettingChangesNoAnswer compares a fold that never forgets with one that does.
func TestForgettingChangesNoAnswer(t *testing.T) {
	records := longDay().Records
	whole, keeps := New(), New()
	for _, r := range records {
		foldtest.Fold(whole, records[r.Position-1:r.Position])
		keeps.Tidied = r.Meta.RecordedAt
		foldtest.Fold(keeps, records[r.Position-1:r.Position])
		for _, brand := range []string{"blue", "amber"} {
			got, want := whole.Assess(brand, r.Meta.RecordedAt), keeps.Assess(brand, r.Meta.RecordedAt)
			near(t, fmt.Sprintf("expected of %s at %d", brand, r.Position), got.Expected, want.Expected, 1e-9*(1+want.Expected))
			near(t, fmt.Sprintf("backlog of %s at %d", brand, r.Position), got.Backlog, want.Backlog, 1e-9*(1+want.Backlog))
			if got.Capacity != want.Capacity {
				t.Errorf("capacity of %s at %d: %d, want %d", brand, r.Position, got.Capacity, want.Capacity)
			}
		}
	}
}
