package outbox

import (
	"testing"
	"time"

	"tocsin/domain/outreach"
	"tocsin/projections/foldtest"
)

func TestARunKeepsItsPace(t *testing.T) {
	ref := Ref{Stream: "delivery-o1-1-1"}
	for _, c := range []struct {
		name string
		then []outreach.Event
		want float64
	}{
		{"not planned here", nil, 0},
		{"as planned", []outreach.Event{outreach.Planned{PartsPerS: 1000}}, 1000},
		{"paused", []outreach.Event{outreach.Planned{PartsPerS: 1000}, outreach.Paused{}}, 1000},
		{"resumed slower", []outreach.Event{outreach.Planned{PartsPerS: 1000}, outreach.Paused{}, outreach.Resumed{PartsPerS: 600}}, 600},
		{"over", []outreach.Event{outreach.Planned{PartsPerS: 1000}, outreach.Completed{}}, 0},
	} {
		s := begin("p0")
		for _, e := range c.then {
			s.Add("outreach-o1", e)
		}
		o, again := foldtest.Fold(New(), s.Records), New()
		if err := again.Restore(o.Snapshot()); err != nil {
			t.Fatal(err)
		}
		if got, restored := o.RunPace(ref), again.RunPace(ref); got != c.want || restored != c.want {
			t.Errorf("%s: %v, restored %v; want %v", c.name, got, restored, c.want)
		}
	}
	for parts, want := range map[int]time.Duration{600: time.Second, 0: 0} {
		if got := Busy(parts, 600); got != want {
			t.Errorf("%d parts: %s", parts, got)
		}
	}
	if Busy(5, 0) != 0 {
		t.Error("no pace is no wait")
	}
}
