package incident

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var t0 = time.Date(2015, 2, 22, 9, 0, 0, 0, time.UTC)

func flight(number, status string) Flight {
	return Flight{
		Carrier: "AA", Number: number, DateLocal: "2015-02-22", Origin: "DFW", Dest: "JFK",
		Std: t0.Add(3 * time.Hour), StdLocal: "06:00", Zone: "America/Chicago", Status: status,
	}
}

func flights(numbers ...string) Scope {
	var s Scope
	for _, n := range numbers {
		s.Flights = append(s.Flights, flight(n, "CANCELLED"))
	}
	return s
}

func snow() Reported {
	return Reported{
		Source: Source{System: "occ", ExternalRef: "AA/DFW/2015-02-22", Seq: 1},
		Brand:  "american", Domain: "air", Kind: "CANCELLED", Scope: flights("1", "2"),
		StartedAt: t0.Add(3 * time.Hour), AwareAt: t0,
	}
}

func TestStoredShapes(t *testing.T) {
	reported := snow()
	reported.LifeSafety, reported.Planned = true, true
	reported.Scope = Scope{
		Flights: []Flight{flight("123", "CANCELLED")}, Cells: []string{"c-17"}, Regions: []string{"north"},
		Services: []string{"mobile_data", "emergency_call"},
	}
	domaintest.Golden(t, Types,
		reported,
		ScopeChanged{
			Added: flights("3"), Removed: flights("2"), Seq: 4, Late: true, HeldAdded: flights("5"), HeldRemoved: flights("6"),
			LifeSafety: true,
		},
		EtaSet{EtaAt: t0.Add(4 * time.Hour), Confidence: "medium", ValidUntil: t0.Add(time.Hour)},
		AffectedListed{Listing: "l-1", Chunk: 1, Of: 2, Source: "manifest", People: []Person{
			{
				Subject: "p-1", Lang: "fr", Party: "p-1", Priority: PriorityVulnerable,
				Journeys: []string{"AA/123/2015-02-22/DFW"}, DepartsAt: t0.Add(3 * time.Hour),
			},
			{Subject: "p-2", Lang: "en", Party: "p-1"},
		}},
		ImpactEstimated{
			Affected: 11840, Lo: 11000, Hi: 12500, Basis: "measured", BySegment: map[string]int{"connecting": 5400, "local": 6440},
			Method: "manifest",
		},
		Resolved{At: t0.Add(9 * time.Hour), StableSince: t0.Add(8 * time.Hour)},
		Reopened{Reason: "runway ices again"},
		Closed{},
		Suspected{
			Brand: "american", Topic: "cancellation", SurgeID: "s-1",
			Evidence: []domain.Evidence{{Fact: "surge.detected", Value: "s-1", Position: 41}}, At: t0,
		},
	)
}
