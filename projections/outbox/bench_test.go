package outbox

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/statement"
	"tocsin/projections/foldtest"
)

// notices are what a run leads to: batches of 300, which are requested, tried, accepted and delivered one after the
// other, with 150 open ahead of them. Each is made when it is wanted, so that what stays is what the fold keeps.
func notices(batches int, tell func(domain.StreamID, delivery.Event)) {
	const size, ahead = 300, 150
	for n := range batches + ahead {
		if n < batches {
			r := delivery.Requested{
				OutreachID: domain.DeriveID("o"), Wave: 1, IncidentID: domain.DeriveID("i"), StatementID: "s1", StatementVersion: 1,
				Ladder: []string{"push", "sms", "email"}, NotAfter: noon.Add(time.Hour),
			}
			for i := range size {
				r.Items = append(r.Items, delivery.Item{
					I: i, Subject: domain.DeriveID("p", fmt.Sprint(n), fmt.Sprint(i)), Lang: "en", Channel: "sms", ContactID: domain.DeriveID("c", fmt.Sprint(n), fmt.Sprint(i)),
					TemplateHash: domain.DeriveID("t"), ParamsHash: domain.DeriveID("h", fmt.Sprint(n)),
				})
			}
			tell(stream(n), r)
		}
		if n -= ahead; n < 0 {
			continue
		}
		tries, taken, there := delivery.Attempted{Provider: "acme"}, delivery.Accepted{}, delivery.Delivered{}
		for i := range size {
			tries.Items = append(tries.Items, delivery.AttemptedItem{I: i, Attempt: 1, Channel: "sms", ContactID: "c", Parts: 1})
			taken.Items = append(taken.Items, delivery.AcceptedItem{I: i, ProviderRef: "r"})
			there.Items = append(there.Items, delivery.ReceiptItem{I: i, At: noon})
		}
		tell(stream(n), tries)
		tell(stream(n), taken)
		tell(stream(n), there)
	}
}

func stream(n int) domain.StreamID {
	return domain.StreamID("delivery-" + domain.DeriveID("o") + "-1-" + fmt.Sprint(n+1))
}

// BenchmarkFold is of one notice, from its request to its receipt.
func BenchmarkFold(b *testing.B) {
	const batches = 1000
	before := live()
	var o *Outbox
	var took time.Duration // the timer of a benchmark stops the world
	for b.Loop() {
		o = foldtest.Fold(New(), foldtest.New(noon).Add("playbook-house", adopted()).Add("statement-s1", statement.Published{Version: 1}).Records)
		at := domain.Position(10)
		notices(batches, func(s domain.StreamID, e delivery.Event) {
			at++
			r := domain.Recorded{Stream: s, Revision: domain.Revision(at), Position: at, Event: e, Meta: domain.Meta{RecordedAt: noon}}
			start := time.Now()
			o.Apply(r)
			took += time.Since(start)
		})
	}
	b.ReportMetric(float64(took.Nanoseconds())/float64(b.N)/(300*batches), "ns/notice")
	b.ReportMetric(float64(live()-before)/(300*batches), "live-B/notice")
	runtime.KeepAlive(o)
}

func live() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
