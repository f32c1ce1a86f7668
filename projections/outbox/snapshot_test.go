package outbox

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
	"tocsin/projections/foldtest"
)

func TestTheOutboxIsRestoredToTheSameBytes(t *testing.T) {
	s := begin("p0", "p1", "p2", "p3").
		Add("offer-f1", offer.Made{}).Add("outreach-o9", outreach.Paused{}).
		At(time.Second).Add("delivery-o1-1-1", tried(1, 0, 1, 2), accepted(0),
		delivery.Failed{Items: []delivery.FailedItem{{I: 1, Code: "busy"}}}, delivery.OutcomeUnknown{Items: []delivery.UnknownItem{{I: 2}}}).
		At(time.Minute).Add("delivery-o1-1-1", tried(2, 1), delivery.Failed{Items: []delivery.FailedItem{{I: 1, Code: "no", Permanent: true}}},
		delivery.Escalated{Items: []delivery.EscalatedItem{{I: 1, From: "sms", To: "email", ContactID: "m"}}}).
		Add("statement-s1", statement.Published{Version: 2}).Add("delivery-o2-1-1", batch(2, "p0", "p2", "p3")).
		Add("delivery-o1-1-1", delivery.Suppressed{Items: []delivery.SuppressedItem{{I: 3, Reason: delivery.BySupersession}}},
			delivery.Read{Items: []delivery.ReceiptItem{{I: 0, At: noon}}}).
		At(ReceiptsFor+time.Hour).Add("delivery-o1-1-1", delivery.Expired{Items: []delivery.IndexItem{{I: 1}, {I: 2}}}).
		At(2*ReceiptsFor+2*time.Hour).Add("delivery-o2-2-1", batch(2, "p5"))
	for every := 1; every <= 7; every++ {
		foldtest.Restorable(t, New, s.Records, every)
	}
}

// TestARestoredOutboxActsAlike lets the rules of a batch make up histories, and compares what a fold and its restored
// copy want done and find.
func TestARestoredOutboxActsAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := begin("p0", "p1", "p2")
		streams := []domain.StreamID{"delivery-o1-1-1", "delivery-o2-1-1"}
		states := map[domain.StreamID]delivery.State{streams[0]: delivery.Decider.Evolve(delivery.State{}, batch(1, "p0", "p1", "p2"))}
		s.Add("statement-s1", statement.Published{Version: 2}).Add(streams[1], batch(2, "p1", "p2"))
		states[streams[1]] = delivery.Decider.Evolve(delivery.State{}, batch(2, "p1", "p2"))
		for n := range rapid.IntRange(0, 25).Draw(t, "steps") {
			stream := rapid.SampledFrom(streams).Draw(t, "stream")
			i := rapid.IntRange(0, states[stream].Len()-1).Draw(t, "item")
			now := time.Duration(n) * 20 * time.Second
			events, err := delivery.Decider.Decide(drawCommand(t, states[stream], i, noon.Add(now)), states[stream])
			if err != nil {
				continue
			}
			for _, e := range events {
				states[stream] = delivery.Decider.Evolve(states[stream], e)
				s.At(now).Add(stream, e)
			}
		}
		compareRestored(t, s)
	})
}

func drawCommand(t *rapid.T, s delivery.State, i int, now time.Time) delivery.Command {
	v := s.Item(i)
	switch rapid.IntRange(0, 8).Draw(t, "command") {
	case 0, 1, 2:
		return delivery.Attempt{Provider: "acme", Repeat: true, Now: now, Items: []delivery.AttemptedItem{
			{I: i, Attempt: v.Attempts + 1, Channel: v.Channel, ContactID: v.ContactID},
		}}
	case 3:
		return delivery.RecordOutcomes{Accepted: []delivery.AcceptedItem{{I: i, ProviderRef: "r"}}}
	case 4:
		return delivery.RecordOutcomes{Unknown: []delivery.UnknownItem{{I: i}}}
	case 5:
		return delivery.RecordOutcomes{Failed: []delivery.FailedItem{{I: i, Code: "no", Permanent: rapid.Bool().Draw(t, "permanent")}}}
	case 6:
		return delivery.Escalate{Items: []delivery.EscalatedItem{{I: i, From: v.Channel, To: "email", ContactID: "m"}}}
	case 7:
		return delivery.RecordReceipts{Delivered: []delivery.ReceiptItem{{I: i, At: now}}}
	default:
		return delivery.SuppressOpen{Reason: delivery.BySupersession}
	}
}

func compareRestored(t *rapid.T, s *foldtest.Story) {
	whole, restored := foldtest.Fold(New(), s.Records), New()
	if err := restored.Restore(whole.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(whole.Snapshot()), string(restored.Snapshot())); diff != "" {
		t.Fatalf("bytes (-whole +restored):\n%s", diff)
	}
	for _, now := range []time.Time{noon, noon.Add(5 * time.Minute), noon.Add(2 * time.Hour)} {
		if diff := cmp.Diff(whole.Work(now), restored.Work(now)); diff != "" {
			t.Fatalf("work at %s (-whole +restored):\n%s", now, diff)
		}
		a, aok := whole.Next(now)
		b, bok := restored.Next(now)
		if aok != bok || !a.Equal(b) {
			t.Fatalf("next after %s: %s, restored %s", now, a, b)
		}
	}
	for p := range 3 {
		for version := 1; version <= 2; version++ {
			for _, channel := range []string{"sms", "email"} {
				k := delivery.Key("s1", version, fmt.Sprintf("p%d", p), channel)
				a, aok := whole.Find(k)
				b, bok := restored.Find(k)
				if aok != bok || a != b {
					t.Fatalf("p%d v%d %s: found %v, restored %v", p, version, channel, a, b)
				}
			}
		}
	}
}

func TestBytesThatDoNotFitAreAnError(t *testing.T) {
	bytes := `{"batches":[{"stream":"delivery-o1-1-1","state":{"batch":{"items":[{"i":0}]},"items":[{"state":"requested"}]},"notices":[]}]}`
	if err := New().Restore([]byte(bytes)); err == nil {
		t.Error("want an error")
	}
}
