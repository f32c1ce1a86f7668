package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
)

// drawDisruption: a few flights in one or two waves, perhaps told out of order, an expected end that moves, and the end.
func (p *plan) drawDisruption(chance *rand.Rand) {
	to, number := incident.Stream(p.incidentID()), 100
	flights := func(most int) (list []incident.Flight) {
		for range 1 + chance.IntN(most) {
			number++
			std := simulationStart.Add(minutes(chance, 90, 390))
			list = append(list, incident.Flight{
				Carrier: "QS", Number: fmt.Sprint(number), DateLocal: dayOf(std), Origin: "ZZZ", Dest: "ZYY", Std: std,
				StdLocal: std.Format("15:04"), Status: "CANCELLED",
			})
		}
		return list
	}
	most := 2
	if p.wordy {
		most = 1
	}
	p.ask(0, to, "report", incident.Report{Reported: incident.Reported{
		Source: incident.Source{System: "sim", ExternalRef: "SIM", Seq: 1}, Brand: simulatedBrand, Domain: "air", Kind: "CANCELLED",
		Scope: incident.Scope{Flights: flights(most)}, StartedAt: simulationStart, AwareAt: simulationStart,
	}})
	if !p.wordy && chance.IntN(2) == 0 {
		p.ask(minutes(chance, 0, 39), to, "wave/1", incident.ChangeScope{Added: incident.Scope{Flights: flights(2)}, Seq: 3})
		if !p.callsOut && chance.IntN(2) == 0 { // said before the wave, and perhaps heard behind it
			p.ask(minutes(chance, 0, 39), to, "wave/0", incident.ChangeScope{Added: incident.Scope{Flights: flights(1)}, Seq: 2})
		}
	}
	for n, after := range []time.Duration{0, minutes(chance, 5, 44)} {
		eta := simulationStart.Add(time.Duration(4+2*n) * time.Hour)
		p.ask(after, to, fmt.Sprintf("eta/%d", n), incident.SetEta{EtaSet: incident.EtaSet{EtaAt: eta, Confidence: "low", ValidUntil: eta}})
	}
	end := minutes(chance, 180, 240)
	p.ask(end, to, "resolve", incident.Resolve{At: simulationStart.Add(end), StableSince: simulationStart.Add(end)})
}

// drawStock: little of what is limited, and perhaps less than was thought.
func (p *plan) drawStock(chance *rand.Rand) {
	alternative := func(id, kind string, rank, n int, unlimited bool) {
		p.ask(0, inventory.Stream(inventory.IDFor(p.incidentID(), id)), "add/"+id, inventory.Add{
			AlternativeAdded: inventory.AlternativeAdded{
				Kind: kind, Unit: "seat", ValidFrom: simulationStart, ValidTo: simulationStart.Add(72 * time.Hour),
				Eligibility: p.incidentID(), Source: "sim", Rank: rank,
			},
			Capacity: inventory.CapacitySet{N: n, Unlimited: unlimited, AsOf: simulationStart, Source: "sim"},
		})
	}
	seats := 2 + chance.IntN(6)
	alternative("seats", "rebook", 1, seats, false)
	alternative("rail", "rail", 2, 1+chance.IntN(3), false)
	alternative("refund", "refund", 9, 0, true)
	if chance.IntN(2) == 0 {
		p.ask(minutes(chance, 20, 79), inventory.Stream(inventory.IDFor(p.incidentID(), "seats")), "correct",
			inventory.CorrectCapacity{To: seats / 2, Source: "sim"})
	}
}

// drawCallOuts: one or two, which want the same few people.
func (p *plan) drawCallOuts(chance *rand.Rand) {
	for n := range 1 + min(1, chance.IntN(4)/2) {
		after := minutes(chance, 0, 60)
		start := simulationStart.Add(after + minutes(chance, 20, 90))
		p.ask(after, callout.Stream(fmt.Sprintf("sim-%d", n)), fmt.Sprintf("callout/%d", n), callout.Raise{Raised: callout.Raised{
			Brand: simulatedBrand, Need: []callout.Need{{Skill: p.skill(), Lang: "en", Count: 1 + chance.IntN(4)/3}},
			StartBy: start, EndBy: start.Add(minutes(chance, 120, 360)), AckWithinS: 300, Gap: 1, Reason: "simulated",
		}})
	}
}

func (*plan) skill() string { return "care" }

// drawMessages: a known quiet feed, and many customers at once.
func (p *plan) drawMessages(chance *rand.Rand) {
	bins := make([]feed.Bin, 168)
	for h := range bins {
		bins[h] = feed.Bin{Count: 2, ExposureH: 4}
	}
	p.ask(0, domain.StreamID("baseline-"+simulatedBrand+"/*/social"), "baseline", feed.ImportBaseline{BaselineImported: feed.BaselineImported{
		Brand: simulatedBrand, Channel: "social", Topic: "*", Zone: "UTC", Bins: bins, Source: "sim", By: "person/admin", At: simulationStart,
	}})
	begin, count := minutes(chance, 0, 60), 9+chance.IntN(6)
	if p.perFlight > 2 {
		count = 4 + chance.IntN(4) // a cell speaks too
	}
	for n := range count {
		name := fmt.Sprintf("message/%d", n)
		p.ask(begin+minutes(chance, 0, 25), "", name, nil)
		s := &p.steps[len(p.steps)-1]
		s.words, s.author = fmt.Sprintf("Where is my flight QS%d?", 100+n), fmt.Sprintf("customer %d", chance.IntN(12))
	}
}
