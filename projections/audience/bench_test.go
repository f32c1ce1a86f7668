package audience

import (
	"runtime"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// BenchmarkManyAreTold folds a text to many, and says what a notice costs and what is kept of a person while his
// notices are sent.
func BenchmarkManyAreTold(b *testing.B) {
	const people = 300_000
	for b.Loop() {
		b.StopTimer()
		before := live()
		a, _ := crowded(people)
		a.rules = playbook.Playbook{Outreach: rules.Outreach}
		listed := live()
		id := run(1, 1)
		at := domain.Meta{RecordedAt: noon}
		apply := func(stream domain.StreamID, events ...domain.Event) {
			for _, e := range events {
				a.Apply(domain.Recorded{Stream: stream, Event: e, Meta: at})
			}
		}
		start := time.Now()
		apply(outreach.Stream(id), outreach.Planned{StatementID: "s1", StatementVersion: 1, IncidentID: "i1", AudienceQuery: queryAffected, Waves: rules.Outreach.Waves})
		apply("statement-s1", statement.Published{Version: 1})
		frozen := time.Since(start)
		n := &Notices{Audience: a}
		start = time.Now()
		asked := len(n.freezeRequest(a.outreaches[id])) // its people are sorted
		sorted := time.Since(start)
		apply(outreach.Stream(id), outreach.SendApproved{})
		const batches = people / itemsPerBatch
		apply(outreach.Stream(id), outreach.WaveStarted{Wave: 1}, outreach.WaveStarted{Wave: 2}, outreach.WaveStarted{Wave: 3, Count: people, Batches: batches})
		var folding time.Duration
		most := uint64(0)
		for n := range batches {
			batch, stream := n, delivery.Stream(id, 3, n+1)
			request := delivery.Requested{OutreachID: id, Wave: 3, IncidentID: "i1", StatementID: "s1", StatementVersion: 1}
			var tries delivery.Attempted
			var yes delivery.Accepted
			for k, place := range a.outreaches[id].People[2][batch*itemsPerBatch:][:itemsPerBatch] {
				c := &a.incidents["i1"].crowd
				request.Items = append(request.Items, delivery.Item{I: k, Subject: c.subject(c.at(place))})
				tries.Items = append(tries.Items, delivery.AttemptedItem{I: k})
				yes.Items = append(yes.Items, delivery.AcceptedItem{I: k})
			}
			b.StartTimer()
			start := time.Now()
			apply(stream, request, tries, yes)
			folding += time.Since(start)
			b.StopTimer()
			if n == batches/2 {
				most = live()
			}
		}
		b.ReportMetric(float64(listed-before)/people, "B/person-listed")
		b.ReportMetric(float64(most-before)/people, "B/person-midway")
		b.ReportMetric(float64(folding.Nanoseconds())/people/3, "ns/item")
		b.ReportMetric(float64(frozen.Nanoseconds())/people, "ns/person-frozen")
		b.ReportMetric(float64(sorted.Nanoseconds())/people, "ns/person-asked")
		runtime.KeepAlive(a)
		runtime.KeepAlive(asked)
		b.StartTimer()
	}
}

func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
