package forecast

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
)

// TestWhoWasReachedIsCountedOnce compares the packed people with plain sets: notices of several batches to the same people,
// taken in any order, twice, or never.
func TestWhoWasReachedIsCountedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, reached, sent := New(), map[string]bool{}, [][]string{}
		s := snow()
		incidentOf(s, "i1", "blue", 5000)
		for _, r := range s.Records {
			f.Apply(r)
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if len(sent) == 0 || rapid.IntRange(0, 3).Draw(t, "what") == 0 {
				who := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 500), subject), 1, delivery.MaxItems).Draw(t, "batch")
				var items []delivery.Item
				for i, name := range who {
					items = append(items, delivery.Item{I: i, Subject: name})
				}
				f.applyDelivery(about(len(sent)), delivery.Requested{IncidentID: "i1", NotAfter: noon, Items: items})
				sent = append(sent, who)
				continue
			}
			batch := rapid.IntRange(0, len(sent)-1).Draw(t, "of")
			var taken []delivery.AcceptedItem
			for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(sent[batch])-1), 1, 40).Draw(t, "taken") {
				taken = append(taken, delivery.AcceptedItem{I: i})
				if f.Batch[stream(batch)] != nil { // one of which all were taken is forgotten
					reached[sent[batch][i]] = true
				}
			}
			f.applyDelivery(about(batch), delivery.Accepted{Items: taken})
			if rapid.IntRange(0, 4).Draw(t, "restore") == 0 {
				again := New()
				if err := again.Restore(f.Snapshot()); err != nil || string(again.Snapshot()) != string(f.Snapshot()) {
					t.Fatalf("restored differently: %v", err)
				}
				f = again
			}
			if got := f.Brands["blue"].Incidents["i1"].Told.Len(); got != len(reached) {
				t.Fatalf("%d told, want %d", got, len(reached))
			}
		}
	})
}

func stream(batch int) domain.StreamID { return delivery.Stream("o1", 1, batch+1) }

// about is the envelope of a fact about a batch.
func about(batch int) domain.Recorded {
	return domain.Recorded{Stream: stream(batch), Meta: domain.Meta{RecordedAt: noon}}
}

func subject(n int) string {
	if n%10 == 0 {
		return fmt.Sprint("p", n)
	}
	return strings.ReplaceAll(domain.DeriveID("subject", fmt.Sprint(n)), "-", "") // as the vault has them
}

// BenchmarkNotices is what a batch costs from its request until all are taken.
func BenchmarkNotices(b *testing.B) {
	f := New()
	f.applyIncident(domain.Recorded{Stream: "incident-i1", Meta: domain.Meta{RecordedAt: noon}}, incident.Reported{Brand: "blue"})
	const batches = 1000
	var requested []delivery.Requested
	for n := range batches {
		e := delivery.Requested{IncidentID: "i1", NotAfter: noon}
		for i := range delivery.MaxItems {
			e.Items = append(e.Items, delivery.Item{I: i, Subject: subject(n*delivery.MaxItems + i)})
		}
		requested = append(requested, e)
	}
	taken := delivery.Accepted{}
	for i := range delivery.MaxItems {
		taken.Items = append(taken.Items, delivery.AcceptedItem{I: i})
	}
	n := 0
	for b.Loop() {
		f.applyDelivery(about(n), requested[n%batches])
		f.applyDelivery(about(n), taken)
		n++
	}
}
