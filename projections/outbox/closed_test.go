package outbox

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
	"tocsin/projections/foldtest"
)

// naive keeps everything: the whole state of each batch, and each key with its notice.
type naive struct {
	states map[domain.StreamID]delivery.State
	keys   map[string]Ref
}

func (n naive) fold(s domain.StreamID, e delivery.Event) {
	if tries, ok := e.(delivery.Attempted); ok {
		batch := n.states[s].Batch()
		for _, it := range tries.Items {
			n.keys[delivery.Key(batch.StatementID, batch.StatementVersion, batch.Items[it.I].Subject, it.Channel)] = Ref{s, it.I}
		}
	}
	n.states[s] = delivery.Decider.Evolve(n.states[s], e)
}

// TestAPackedBatchIsWhatTheWholeOneWas lets the rules make up histories that close batches and open them again, and
// compares with a fold that packs nothing, now and then after a restart.
func TestAPackedBatchIsWhatTheWholeOneWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, n := begin(), naive{states: map[domain.StreamID]delivery.State{}, keys: map[string]Ref{}}
		s.Records = s.Records[:len(s.Records)-1]
		o := foldtest.Fold(New(), s.Records)
		tell := func(stream domain.StreamID, e delivery.Event) {
			s.Add(stream, e)
			e = s.Records[len(s.Records)-1].Event.(delivery.Event)
			foldtest.Fold(o, s.Records[len(s.Records)-1:])
			n.fold(stream, e)
		}
		streams := []domain.StreamID{"delivery-o1-1-1", "delivery-o1-1-2"}
		for k, stream := range streams {
			r := batch(1, rapid.SampledFrom([]string{"p0", domain.DeriveID("p0")}).Draw(t, "subject")+fmt.Sprint(k), domain.DeriveID("p1", fmt.Sprint(k)))
			if rapid.Bool().Draw(t, "all UUIDs") {
				r.Items[0].Subject = domain.DeriveID("p0", fmt.Sprint(k))
			}
			if rapid.Bool().Draw(t, "without dashes") {
				r.Items[0].Subject, r.Items[1].Subject = digits(r.Items[0].Subject), digits(r.Items[1].Subject)
			}
			r.Items[1].OfferID, r.Items[1].Expires = rapid.SampledFrom([]string{"", "f1", domain.DeriveID("f1")}).Draw(t, "offer"), noon.Add(time.Minute)
			r.Ladder = append(r.Ladder, "fax", "letter")
			tell(stream, r)
		}
		for k := range rapid.IntRange(0, 30).Draw(t, "steps") {
			stream := rapid.SampledFrom(streams).Draw(t, "stream")
			state := n.states[stream]
			i, now := rapid.IntRange(0, 1).Draw(t, "item"), time.Duration(k)*time.Second
			events, err := delivery.Decider.Decide(drawMove(t, state, i, noon.Add(now)), state)
			for _, e := range events {
				if s.At(now); err == nil {
					tell(stream, e)
				}
			}
			if rapid.IntRange(0, 9).Draw(t, "restart") == 0 {
				saved := o.Snapshot()
				if o = New(); o.Restore(saved) != nil {
					t.Fatal("not restored")
				}
			}
			compareNaive(t, o, n)
		}
	})
}

// drawMove gives also what opens a closed batch again.
func drawMove(t *rapid.T, s delivery.State, i int, now time.Time) delivery.Command {
	v := s.Item(i)
	next := map[string]string{"sms": "email", "email": "fax", "fax": "letter"}[v.Channel]
	switch rapid.IntRange(0, 5).Draw(t, "move") {
	case 0:
		return delivery.Escalate{Items: []delivery.EscalatedItem{{I: i, From: v.Channel, To: next, ContactID: "m"}}}
	case 1:
		return delivery.GiveUp{Parked: []delivery.ParkedItem{{I: i, Reason: "r"}}}
	case 2:
		return delivery.GiveUp{Expired: []delivery.IndexItem{{I: i}}}
	case 3:
		return delivery.RecordReceipts{Read: []delivery.ReceiptItem{{I: i, At: now}}}
	default:
		return drawCommand(t, s, i, now)
	}
}

func compareNaive(t *rapid.T, o *Outbox, n naive) {
	for stream, want := range n.states {
		b := o.Batch(stream)
		open := false
		for i := range want.Len() {
			w := want.Item(i)
			if open = open || w.State.Open(); b.ItemState(i) != w.State || b.subject(i) != w.Subject || b.offer(i) != w.OfferID {
				t.Fatalf("%s %d: got %s %q %q, want %+v", stream, i, b.ItemState(i), b.subject(i), b.offer(i), w)
			}
		}
		if b.IsOpen() != open || (b.closed == nil) != open {
			t.Fatalf("%s: open %t, packed %t", stream, b.IsOpen(), b.closed != nil)
		}
		for i := range want.Len() {
			w := want.Item(i)
			if !open {
				continue
			}
			if v := b.State.Item(i); v.Channel != w.Channel || v.Attempts != w.Attempts || v.Lang != w.Lang || !b.State.NotAfter(i).Equal(want.NotAfter(i)) ||
				w.State.Open() && v.ContactID != w.ContactID {
				t.Fatalf("%s %d: got %+v, want %+v", stream, i, v, w)
			}
		}
	}
	for key, want := range n.keys { // order-free: each is looked up alone
		if got, ok := o.Find(key); !ok || got != want {
			t.Fatalf("found %v, %t; want %v", got, ok, want)
		}
	}
	if o.references.used != len(n.keys) {
		t.Fatalf("%d references, want %d", o.references.used, len(n.keys))
	}
}

func TestNumbersAreGivenAnewWhenTheyRunOut(t *testing.T) {
	o := New()
	o.limit = 7
	s := begin("p0", "p1").Add("delivery-o1-1-1", tried(1, 0, 1), accepted(0, 1)).Add("delivery-o1-1-2", batch(1, "p2", "p3", "p4")).
		Add("offer-f1", offer.Made{}).Add("delivery-o1-1-2", tried(1, 2))
	s.At(ReceiptsFor).Add("delivery-o1-1-3", batch(1, "p5", "p6", "p7")).Add("delivery-o1-1-3", tried(1, 1))
	foldtest.Fold(o, s.Records)
	if o.last != 6 {
		t.Errorf("%d numbers, want those of the two that are known", o.last)
	}
	for subject, want := range map[string]Ref{"p4": {"delivery-o1-1-2", 2}, "p6": {"delivery-o1-1-3", 1}} {
		if got, ok := o.Find(delivery.Key("s1", 1, subject, "sms")); !ok || got != want {
			t.Errorf("%s: found %v, %t", subject, got, ok)
		}
	}
}

func TestSavedBytesOfAClosedBatchThatDoNotFitAreAnError(t *testing.T) {
	for _, closed := range []string{
		`{"subjects":{"texts":["p0"]},"kinds":[{}],"items":[]}`,
		`{"subjects":{"texts":["p0"]},"kinds":[{}],"items":[7,7]}`,
		`{"subjects":{"texts":["p0"]},"kinds":[{}],"items":[23]}`,
		`{"subjects":{"texts":["p0"]},"kinds":[{}],"items":[1]}`,
		`{"subjects":{"texts":["p0"]},"offers":{"ids":"AA=="},"kinds":[{}],"items":[7]}`,
	} {
		bytes := `{"batches":[{"stream":"delivery-o1-1-1","request":{},"closed":` + closed + `}]}`
		if err := New().Restore([]byte(bytes)); err == nil {
			t.Errorf("%s: want an error", closed)
		}
	}
}
