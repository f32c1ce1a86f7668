package main

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"time"

	"tocsin/adapters/inbound"
	"tocsin/adapters/inbound/brands"
	"tocsin/adapters/inbound/cancellations"
	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/incident"
)

// notice is one cancelled flight with the brand that flies it and the instant at which it became known.
type notice struct {
	brand  string
	at     time.Time
	flight incident.Flight
}

// flightCounts says what became of the rows of cancelled flights.
type flightCounts struct {
	Read           int `json:"read"`
	Taken          int `json:"taken"`
	Outside        int `json:"outside"`         // of the days or instants that are replayed
	UnknownCarrier int `json:"unknown_carrier"` // of carriers without a brand
	Rejected       int `json:"rejected"`        // could not be read, or meant
}

// readFlights reads the rows of a file of cancelled flights.
func readFlights(r io.Reader, file string, airports cancellations.Airports, year int, c *flightCounts, bad func(*inbound.RowError)) (flights []cancellations.Flight) {
	for f, problem := range cancellations.Flights(file, r, airports, cancellations.Options{Year: year}) {
		c.Read++
		if problem != nil {
			c.Rejected++
			bad(problem)
			continue
		}
		flights = append(flights, f)
	}
	return flights
}

// flightFilter says which cancelled flights are taken: those of carriers with a brand, on the days and at the instants of
// the window, each told lead before its scheduled departure.
type flightFilter struct {
	file    string
	mapping *brands.Mapping
	named   map[string]string // brands by carrier, as the messages name them; nil without messages
	window  window
	bulk    bulk
	lead    time.Duration
}

// notices turns the flights that are taken into notices, and counts the others.
func (x flightFilter) notices(flights []cancellations.Flight, c *flightCounts, bad func(*inbound.RowError)) (notices []notice) {
	for _, f := range flights {
		at := f.STD.Add(-x.lead)
		brand, ok := brandOf(f.Carrier, x.mapping, x.named)
		switch {
		case !ok:
			c.UnknownCarrier++
		case !x.window.covers(f.ServiceDay), !x.window.holds(at):
			c.Outside++
		case !x.bulk.near(f.STD):
			c.Rejected++
			bad(far(x.file, f.Line, ""))
		default:
			c.Taken++
			notices = append(notices, notice{brand: brand, at: at, flight: incident.Flight{
				Carrier: f.Carrier, Number: f.Number, DateLocal: f.ServiceDay, Origin: f.Origin, Dest: f.Dest,
				Std: f.STD, StdLocal: f.STDLocal, Zone: f.Zone, Status: "CANCELLED",
			}})
		}
	}
	slices.SortStableFunc(notices, func(a, b notice) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.flight.Key(), b.flight.Key()))
	})
	return notices
}

// departures lists when flights were to leave.
func departures(flights []cancellations.Flight) (times []time.Time) {
	for _, f := range flights {
		times = append(times, f.STD)
	}
	return times
}

// brandOf finds the brand of a carrier: as the messages name it, if they do; without messages, as the mapping does.
func brandOf(carrier string, m *brands.Mapping, named map[string]string) (string, bool) {
	if named == nil {
		return m.Brand(carrier)
	}
	brand, ok := named[strings.ToUpper(carrier)]
	return brand, ok
}

// flightFacts makes one incident per carrier, origin and service day; the flights that follow the first join it.
func flightFacts(notices []notice) (facts []node.Fact, incidents int) {
	seq := map[string]int64{}
	for _, n := range notices {
		ref := n.flight.Carrier + "/" + n.flight.Origin + "/" + n.flight.DateLocal
		seq[ref]++
		scope := incident.Scope{Flights: []incident.Flight{n.flight}}
		var command any = incident.ChangeScope{Added: scope, Seq: seq[ref]}
		if seq[ref] == 1 {
			incidents++
			command = incident.Report{Reported: incident.Reported{
				Source: incident.Source{System: "cancellations", ExternalRef: ref, Seq: 1}, Brand: n.brand, Domain: "air",
				Kind: "CANCELLED", Scope: scope, StartedAt: n.at, AwareAt: n.at,
			}}
		}
		facts = append(facts, node.Fact{
			At:  n.at,
			Ask: domain.Request{To: incident.Stream(incident.IDFor("cancellations", ref)), Command: command},
			Meta: domain.Meta{
				Key: "cancellations/" + n.flight.Key(), OccurredAt: n.at,
				Actor: domain.Actor{Kind: domain.ActorSource, ID: "ops/cancellations"},
			},
		})
	}
	return facts, incidents
}

// readAirports reads the table of airports.
func readAirports(path string, bad func(*inbound.RowError)) (cancellations.Airports, error) {
	f, err := openFile("airports", path)
	if err != nil {
		return cancellations.Airports{}, err
	}
	defer f.Close()
	airports, problems := cancellations.ReadAirports(path, f)
	for _, p := range problems {
		bad(p)
	}
	if airports.Len() == 0 {
		return airports, usage("--airports: %s has no airport that can be used", path)
	}
	return airports, nil
}
