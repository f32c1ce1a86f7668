package node

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tocsin/adapters/channels"
	"tocsin/adapters/memlog"
	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/statement"
)

// quiet is a door that takes everything and remembers nothing.
type quiet struct{ *door }

func (quiet) Send(context.Context, channels.Delivery) (channels.Receipt, error) {
	return channels.Receipt{ProviderRef: "r"}, nil
}

// BenchmarkDispatch sends 150 open batches of 300 notices, so many at a step; the queue is long all the time, for the
// last of them are hardly begun.
func BenchmarkDispatch(b *testing.B) {
	for _, inFlight := range []int{300, 10} {
		b.Run(fmt.Sprint(inFlight, " in flight"), func(b *testing.B) {
			var took time.Duration
			sent := 0
			for b.Loop() {
				d, clock := loaded(b, inFlight, 150, 300)
				start := time.Now()
				for range 12_000 / inFlight {
					if _, err := d.Step(b.Context()); err != nil {
						b.Fatal(err)
					}
					clock.Advance(time.Millisecond)
					sent += inFlight
				}
				took += time.Since(start)
			}
			b.ReportMetric(float64(took.Nanoseconds())/float64(sent), "ns/notice")
		})
	}
}

// loaded is a dispatcher that has folded so many open batches.
func loaded(b *testing.B, inFlight, batches, size int) (*Dispatcher, *Virtual) {
	o := &outpost{T: nil, log: memlog.New(), clock: NewVirtual(noon), vault: &roll{people: map[string]Reach{}}, doors: map[string]channels.Channel{"sms": quiet{keyed()}}}
	o.types = domain.NewCatalogue(playbook.Types, incident.Types, statement.Types, outreach.Types, delivery.Types, offer.Types, reaction.Types)
	tell := func(stream domain.StreamID, events ...domain.Event) {
		for n, e := range events {
			name, version, data, err := o.types.Encode(e)
			if err == nil {
				_, err = o.log.Append(b.Context(), stream, domain.Revision(n), domain.Proposed{
					ID: domain.NewEventID(stream, "told", n), Type: name, Version: version, Data: data, Meta: domain.Meta{Key: "told", RecordedAt: noon},
				})
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	rules := channelRules()
	rules.Channels[0].InFlight = inFlight
	content, hash := rules.Content()
	tell("playbook-house", playbook.Adopted{Content: content, Hash: hash})
	known := []domain.Event{incident.Reported{Brand: "blue"}}
	for n := range batches {
		listed := incident.AffectedListed{Listing: "l", Chunk: n + 1, Of: batches}
		for i := range size {
			subject := domain.DeriveID("p", fmt.Sprint(n), fmt.Sprint(i))
			o.vault.people[subject] = reached(subject, "sms")
			listed.People = append(listed.People, incident.Person{Subject: subject, Lang: "en", Party: subject})
		}
		known = append(known, listed)
	}
	tell("incident-i1", known...)
	tell("statement-s1", statement.Drafted{Version: 1, Brand: "blue", IncidentIDs: []string{"i1"}, Audience: "affected"},
		statement.VariantSet{Version: 1, Lang: "en", Channel: "sms", Template: "{brand}: we are sorry.", Params: []statement.Param{{Name: "brand", Type: "brand"}}, Parts: 1},
		statement.Published{Version: 1, Brand: "blue", IncidentIDs: []string{"i1"}})
	o.restart()
	for n := range batches {
		asked := ask.Notices{Brand: "blue", First: 1, Batch: delivery.Requested{
			OutreachID: "o1", Wave: 1, IncidentID: "i1", StatementID: "s1", StatementVersion: 1, Ladder: []string{"sms"}, NotAfter: noon.Add(2 * time.Hour),
		}}
		for i := range size {
			asked.Items = append(asked.Items, delivery.Item{Subject: domain.DeriveID("p", fmt.Sprint(n), fmt.Sprint(i)), Lang: "en"})
		}
		answers, _, err := o.resolvers.Resolve(b.Context(), domain.Request{To: delivery.Stream("o1", 1, n+1), Command: asked})
		if err == nil {
			_, err = o.x.Do(b.Context(), answers[0], domain.Meta{Key: "owed"})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if _, err := o.d.Step(b.Context()); err != nil { // it reads the log from its start
		b.Fatal(err)
	}
	return o.d, o.clock
}
