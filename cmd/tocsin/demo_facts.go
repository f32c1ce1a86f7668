package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/adapters/classify"
	"tocsin/adapters/inbound/airmessages"
	"tocsin/adapters/inbound/cancellations"
	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/playbook"
)

// demoDay is a scenario with its dice thrown.
type demoDay struct {
	scenario
	chance  *rand.Rand
	seed    uint64
	brand   string
	carrier string
	hub     string
	flights []incident.Flight
	counts  counts
}

func newDemoDay(s scenario, seed uint64) *demoDay {
	chance := rand.New(rand.NewPCG(seed, 0x7063736e))
	pick := chance.IntN(len(s.Brands))
	d := &demoDay{
		scenario: s, chance: chance, seed: seed, brand: s.Brands[pick], carrier: s.Carriers[pick],
		hub: s.Hubs[chance.IntN(len(s.Hubs))],
	}
	d.drawFlights()
	return d
}

func (d *demoDay) drawFlights() {
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		zone = time.UTC
	}
	for n := range d.Flights {
		std := d.at(d.FirstDepartureAfter + d.chance.IntN(d.LastDepartureAfter-d.FirstDepartureAfter)).Truncate(5 * time.Minute)
		d.flights = append(d.flights, incident.Flight{
			Carrier: d.carrier, Number: strconv.Itoa(100 + 3*n), DateLocal: std.In(zone).Format(time.DateOnly), Origin: d.hub,
			Dest: d.Destinations[d.chance.IntN(len(d.Destinations))], Std: std, StdLocal: std.In(zone).Format("15:04"), Zone: d.Zone,
			Status: "CANCELLED",
		})
	}
	slices.SortStableFunc(d.flights, func(a, b incident.Flight) int { return a.Std.Compare(b.Std) })
}

// incidentID of the one incident of the day.
func (d *demoDay) incidentID() string { return incident.IDFor("occ", d.hub+"/"+dayOf(d.Start)) }

func (d *demoDay) fact(minutes int, to domain.StreamID, key string, command any) node.Fact {
	return node.Fact{
		At: d.at(minutes), Ask: domain.Request{To: to, Command: command},
		Meta: domain.Meta{Key: "demo/" + key, OccurredAt: d.at(minutes), Actor: domain.Actor{Kind: domain.ActorSource, ID: "ops/occ"}},
	}
}

// opsFacts are what the operations control centre says: cancellations in waves, the reopening, alternatives and the
// correction of one of them, the end.
func (d *demoDay) opsFacts() (facts []node.Fact) {
	to, taken := incident.Stream(d.incidentID()), 0
	for n, wave := range d.Waves {
		scope := incident.Scope{Flights: d.flights[taken : taken+wave.Flights]}
		taken += wave.Flights
		var command any = incident.ChangeScope{Added: scope, Seq: int64(n + 1)}
		if n == 0 {
			command = incident.Report{Reported: incident.Reported{
				Source: incident.Source{System: "occ", ExternalRef: d.hub + "/" + dayOf(d.Start), Seq: 1}, Brand: d.brand, Domain: "air",
				Kind: d.Kind, Scope: scope, StartedAt: d.at(wave.At), AwareAt: d.at(wave.At),
			}}
		}
		facts = append(facts, d.fact(wave.At, to, "wave/"+strconv.Itoa(n), command))
	}
	for n, eta := range d.Etas {
		facts = append(facts, d.fact(eta.At, to, "eta/"+strconv.Itoa(n), incident.SetEta{EtaSet: incident.EtaSet{
			EtaAt: d.at(eta.Reopens), Confidence: "medium", ValidUntil: d.at(eta.Reopens),
		}}))
	}
	for _, a := range d.Alternatives {
		facts = append(facts, d.fact(0, inventory.Stream(d.alternativeID(a.ID)), "add/"+a.ID, inventory.Add{
			AlternativeAdded: inventory.AlternativeAdded{
				Kind: a.Kind, Unit: a.Unit, ValidFrom: d.Start.UTC(), ValidTo: d.Start.UTC().Add(72 * time.Hour),
				Eligibility: d.incidentID(), Source: "inventory control", Rank: a.Rank,
			},
			Capacity: inventory.CapacitySet{N: a.Capacity, Unlimited: a.Unlimited, AsOf: d.Start.UTC(), Source: "inventory control"},
		}))
	}
	for n, c := range d.Corrections {
		facts = append(facts, d.fact(c.At, inventory.Stream(d.alternativeID(c.ID)), "correct/"+strconv.Itoa(n), inventory.CorrectCapacity{
			To: c.To, Source: "inventory control",
		}))
	}
	return append(facts, d.fact(d.ResolvedAt, to, "resolved", incident.Resolve{At: d.at(d.ResolvedAt), StableSince: d.at(d.ResolvedAt)}))
}

func (d *demoDay) alternativeID(id string) string { return inventory.IDFor(d.incidentID(), "ops/"+id) }

// baseline is the known history of the feed, so that the detector knows from the start what is usual.
func (d *demoDay) baseline(channel string) node.Fact {
	bins := make([]feed.Bin, 168)
	for h := range bins {
		bins[h] = feed.Bin{Count: 4 * d.UsualPerHour, ExposureH: 4}
	}
	start := d.at(-90)
	f := d.fact(-90, domain.StreamID("baseline-"+d.brand+"/*/"+channel), "baseline", feed.ImportBaseline{BaselineImported: feed.BaselineImported{
		Brand: d.brand, Channel: channel, Topic: "*", Zone: d.Zone, Bins: bins, Source: "archive", By: "person/admin", At: start,
	}})
	return f
}

// messages are what customers write: the usual ones all the time, and those of affected people along a curve.
func (d *demoDay) messages(channel string) (all []letter) {
	write := func(at time.Time, text string) {
		n := len(all)
		flight := d.flights[d.chance.IntN(len(d.flights))]
		l := rowLetter(airmessages.Message{
			ID: fmt.Sprintf("m%05d", n), Brand: d.brand, Author: fmt.Sprintf("customer%05d", n), At: at,
			Text: strings.ReplaceAll(text, "{flight}", flight.Carrier+flight.Number),
		}, channel, "en")
		l.done = func(o node.Outcome, err error) { // those behind the end of the day are never read
			d.counts.Read++
			d.counts.count(o, err)
		}
		all = append(all, l)
	}
	hours := float64(d.ResolvedAt+240) / 60
	for range int(d.UsualPerHour * (hours + 1.5)) {
		minutes := -90 + d.chance.Float64()*(hours*60+90)
		write(d.Start.Add(time.Duration(minutes*float64(time.Minute))).UTC().Truncate(time.Second), d.UsualTexts[d.chance.IntN(len(d.UsualTexts))])
	}
	for range int(float64(d.People) * d.Asking.Share) {
		minutes := float64(d.Asking.From) - d.Asking.HalfLife/math.Ln2*math.Log(1-d.chance.Float64())
		write(d.Start.Add(time.Duration(minutes*float64(time.Minute))).UTC().Truncate(time.Second), d.Texts[d.chance.IntN(len(d.Texts))])
	}
	sortLetters(all)
	return all
}

// facts seals the messages, invents the passengers, and gives everything that will arrive.
func (d *demoDay) facts(ctx context.Context, t *theatre, rules playbook.Playbook) ([]node.Fact, error) {
	classifier, err := classify.Default(classify.Options{Topics: rules.Detector.Topics, Names: classify.Names{
		classify.NameBrand: {d.brand}, classify.NameAirport: calledAirports(d.flights, cancellations.Airports{}),
	}})
	if err != nil {
		return nil, err
	}
	const channel = "social"
	in := intake{vault: t.vault, classifier: classifier}
	facts, err := in.facts(ctx, d.messages(channel), func(int) {})
	if err != nil {
		return nil, err
	}
	aboard := passengers{seed: d.seed, perFlight: d.People / d.Flights, langs: rules.Desk.Langs}
	if err := aboard.board(ctx, t.vault, d.flights, func(int) {}); err != nil {
		return nil, err
	}
	return append(append([]node.Fact{d.baseline(channel)}, facts...), d.opsFacts()...), nil
}
