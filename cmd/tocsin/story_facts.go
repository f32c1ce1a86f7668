package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
)

// cast is a scenario with its dice thrown: which flights, and what will be said of them.
type storyCast struct {
	story
	scale   float64
	chance  *rand.Rand
	groups  [][]incident.Flight // per row that cancels
	flights []incident.Flight   // of the hub, by departure
	second  []incident.Flight
	resting string // reserve member who came home too lately
	facts   []node.Fact
	refused map[string]domain.Code // what people tried, and the rules' no
	noes    []no                   // with their words, in the order in which they were said
	seq     int64
}

func newStoryCast(s story, scale float64, seed uint64, resting string) *storyCast {
	c := &storyCast{story: s, scale: scale, chance: rand.New(rand.NewPCG(seed, 0x73746f7279)), resting: resting, refused: map[string]domain.Code{}}
	c.stock("", s.Stock, s.From)
	for n, r := range s.Rows {
		c.row(n, r)
	}
	return c
}

func (c *storyCast) hub() domain.StreamID { return incident.Stream(c.hubID()) }
func (c *storyCast) hubID() string        { return incident.IDFor("occ", c.Hub+"/"+dayOf(c.Start)) }
func (c *storyCast) base() domain.StreamID {
	return incident.Stream(incident.IDFor("occ", c.Base+"/"+dayOf(c.Start)))
}

func (c *storyCast) say(at time.Time, to domain.StreamID, key string, command any) {
	c.facts = append(c.facts, node.Fact{
		At: at, Ask: domain.Request{To: to, Command: command},
		Meta: domain.Meta{Key: "story/" + key, OccurredAt: at, Actor: domain.Actor{Kind: domain.ActorSource, ID: "ops/occ"}},
	})
}

// row says what happens in a row.
func (c *storyCast) row(n int, r storyRow) {
	at, name := c.at(r.At), strconv.Itoa(n)
	if r.Cancel != nil {
		flights := c.draw(*r.Cancel, c.Hub, 100+len(c.flights))
		c.groups, c.flights = append(c.groups, flights), append(c.flights, flights...)
		c.feed(name, at, c.hub(), c.Hub, *r.Cancel, flights)
	}
	if r.Eta != 0 {
		end := c.at(r.Eta)
		c.say(c.at(r.At+r.EtaAfter), c.hub(), "eta/"+name, incident.SetEta{EtaSet: incident.EtaSet{EtaAt: end, Confidence: "medium", ValidUntil: end}})
	}
	c.outages(name, r)
	c.stock(name, r.Stock, r.At)
	for _, id := range sortedKeys(r.Correct) {
		c.say(at, inventory.Stream(c.alternativeID(id)), "correct/"+id, inventory.CorrectCapacity{To: scaled(r.Correct[id], c.scale), Source: "inventory control"})
	}
	if r.Reopen != "" {
		c.say(at, c.hub(), "reopen/"+name, incident.Reopen{Reason: r.Reopen})
	}
	if r.Reinstate > 0 {
		c.status(name, at, c.evening(r.Reinstate), "REINSTATED")
	}
	if r.Again > 0 {
		c.status(name, at, c.evening(r.Again), "CANCELLED")
	}
	if r.Resolve {
		c.say(at, c.hub(), "resolve/"+name, incident.Resolve{At: at, StableSince: at})
	}
	if r.Second != nil {
		c.second = c.draw(*r.Second, c.Base, 900)
		c.seq = 0
		c.feed(name, at, c.base(), c.Base, *r.Second, c.second)
		c.seq = 10_000
	}
	if r.SecondEnd {
		c.say(at, c.base(), "second_end/"+name, incident.Resolve{At: at, StableSince: at})
	}
	for _, what := range r.Try {
		c.try(what, r.At)
	}
}

// draw invents flights, soonest first.
func (c *storyCast) draw(r cancelRow, origin string, number int) (flights []incident.Flight) {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		zone = time.UTC
	}
	for n := range r.Flights {
		first, last := r.First, r.Last
		if r.Soon > 0 && n < r.Soon {
			last = 365
		} else if r.Soon > 0 {
			first = 375
		}
		std := c.at(first + c.chance.Float64()*(last-first)).Truncate(5 * time.Minute)
		flights = append(flights, incident.Flight{
			Carrier: c.Carrier, DateLocal: std.In(zone).Format(time.DateOnly), Origin: origin,
			Dest: c.Destinations[c.chance.IntN(len(c.Destinations))], Std: std, StdLocal: std.In(zone).Format("15:04"), Zone: c.Zone,
			Status: "CANCELLED",
		})
	}
	slices.SortStableFunc(flights, func(a, b incident.Flight) int { return a.Std.Compare(b.Std) })
	for n := range flights {
		flights[n].Number = strconv.Itoa(number + n)
	}
	return flights
}

// feed tells of flights one by one: the first word of an incident reports it; some are told twice, some out of order.
func (c *storyCast) feed(name string, start time.Time, to domain.StreamID, ref string, r cancelRow, flights []incident.Flight) {
	reported := c.seq > 0
	times := make([]time.Time, len(flights))
	for n := range flights {
		times[n] = start.Add(time.Duration(r.Over * float64(n) / float64(len(flights)) * float64(time.Minute))).Truncate(100 * time.Millisecond)
	}
	for k := range r.Late { // it comes behind the one after it
		n := (k + 1) * len(flights) / (r.Late + 2)
		times[n], times[n+1] = times[n+1], times[n]
	}
	for n, f := range flights {
		c.seq++
		scope := incident.Scope{Flights: []incident.Flight{f}}
		var command any = incident.ChangeScope{Added: scope, Seq: c.seq}
		if n == 0 && !reported {
			command = incident.Report{Reported: incident.Reported{
				Source: incident.Source{System: "occ", ExternalRef: ref + "/" + dayOf(c.Start), Seq: c.seq}, Brand: c.Brand, Domain: "air",
				Kind: r.Kind, Scope: scope, StartedAt: start, AwareAt: start,
			}}
		}
		key := "cancel/" + f.Key()
		c.say(times[n], to, key, command)
		if k := n * r.Twice / len(flights); r.Twice > 0 && k != (n-1)*r.Twice/len(flights) && n > 0 || r.Twice > 0 && n == len(flights)-1 {
			c.say(times[n].Add(2*time.Second), to, key, command)
		}
	}
	_ = name
}

// evening gives the last flights of the hub.
func (c *storyCast) evening(n int) []incident.Flight {
	all := slices.Clone(c.flights)
	slices.SortStableFunc(all, func(a, b incident.Flight) int { return a.Std.Compare(b.Std) })
	return all[len(all)-n:]
}

func (c *storyCast) status(name string, at time.Time, flights []incident.Flight, status string) {
	scope := incident.Scope{}
	for _, f := range flights {
		f.Status = status
		scope.Flights = append(scope.Flights, f)
	}
	c.seq++
	c.say(at, c.hub(), "status/"+name, incident.ChangeScope{Added: scope, Seq: c.seq})
}

func (c *storyCast) alternativeID(id string) string { return inventory.IDFor(c.hubID(), "ops/"+id) }

func (c *storyCast) stock(name string, list []storyStock, at float64) {
	for _, a := range list {
		from := c.at(max(at, a.From))
		c.say(c.at(at), inventory.Stream(c.alternativeID(a.ID)), "stock/"+a.ID+name, inventory.Add{
			AlternativeAdded: inventory.AlternativeAdded{
				Kind: a.Kind, Unit: a.Unit, ValidFrom: from, ValidTo: from.Add(72 * time.Hour), Eligibility: c.hubID(),
				Source: "inventory control", Rank: a.Rank,
			},
			Capacity: inventory.CapacitySet{N: scaled(a.Capacity, c.scale), Unlimited: a.Unlimited, AsOf: c.at(at), Source: "inventory control"},
		})
	}
}

// try is something that a person tries and the rules refuse.
func (c *storyCast) try(what string, minute float64) {
	at := c.at(minute)
	act := func(role string, to domain.StreamID, command any) {
		c.say(at, to, "try/"+what, command)
		last := &c.facts[len(c.facts)-1]
		last.Done = func(_ node.Outcome, err error) {
			if refusal, ok := domain.Refused(err); ok {
				c.refused[what] = refusal.Code
				c.noes = append(c.noes, no{minute, what, "person/" + role, refusal.Reason})
			}
		}
		last.Meta.Actor = domain.Actor{Kind: domain.ActorPerson, ID: "person/" + role, Role: role}
	}
	switch what {
	case "all_clear":
		act("comms", statement.Stream(statement.IDFor(c.hubID(), "affected")), statement.Draft{
			Drafted: statement.Drafted{
				Brand: c.Brand, IncidentIDs: []string{c.hubID()}, Kind: statement.AllClear, Audience: "affected", Push: true,
				MasterLang: "en", Doing: "the disruption is over", ValidUntil: at.Add(48 * time.Hour), Author: "person/comms",
			},
			Now: at,
		})
	case "book_resting":
		act("care", reserve.Stream(c.resting), reserve.Book{Booked: reserve.Booked{
			CalloutID: "override", From: at.Add(time.Hour), Until: at.Add(7 * time.Hour),
		}})
	default:
		panic(fmt.Sprintf("scenario %s: nobody can try %q", c.Name, what))
	}
}
