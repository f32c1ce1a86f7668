package cloudevents

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInstants: every time of a payload is listed but the validity of alternatives, with the path it has in the event.
func TestInstants(t *testing.T) {
	facts, _ := collect(sample(t), Options{})
	day := utc(0, 0)
	want := [][]Instant{
		{{"data.scope.flights[0].date_local", day}, {"data.scope.flights[0].std", utc(10, 40)}, {"data.started_at", utc(4, 38)}, {"data.aware_at", utc(4, 40)}},
		{{"data.added.flights[0].date_local", day}, {"data.added.flights[0].std", utc(11, 0)}},
		{{"data.eta_at", utc(12, 0)}, {"data.valid_until", utc(6, 0)}},
		{{"data.received_at", utc(5, 0)}},
		{{"data.as_of", utc(5, 0)}},
		{{"data.as_of", utc(5, 1)}},
		nil,
		{{"data.at", utc(12, 20)}, {"data.stable_since", utc(12, 0)}},
		nil,
	}
	var got [][]Instant
	for _, f := range facts {
		got = append(got, f.Instants())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
