package main

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/demand"
	"tocsin/domain/incident"
	"tocsin/domain/lever"
)

func TestWhatIsToldOfLevers(t *testing.T) {
	at := time.Date(2031, 1, 14, 6, 20, 0, 0, time.UTC)
	predicted := lever.Predicted{At: at, Without: lever.Desk{Utilisation: 3, Backlog: 60}, With: lever.Desk{Utilisation: 2.31, Backlog: 44}}
	measured := lever.Measured{
		DurationS: 7200, Before: lever.Rates{ContactsPerH: 80, AnsweredPerH: 40}, During: lever.Rates{ContactsPerH: 62, AnsweredPerH: 55},
		AtPull: lever.Desk{Backlog: 60}, AtRelease: lever.Desk{Backlog: 4}, Foreseen: &lever.Desk{Utilisation: 2.5, Backlog: 47},
	}
	four := lever.Params{Duty: "back_office", People: 1}
	for want, event := range map[string]domain.Event{
		"LEVER 4 proposed: put off back office, which sets 1 person free; by 14 Jan 06:20Z the desk would be at 231 % with 44 waiting, without it at 300 % with 60 waiting": lever.Proposed{
			Lever: lever.Duties, Params: four, Predicted: predicted},
		"LEVER 4 pulled by person/bronze: put off back office, which sets 1 person free, until 14 Jan 06:20Z; by 14 Jan 06:20Z the desk would be at 231 % with 44 waiting, without it at 300 % with 60 waiting": lever.Pulled{
			Lever: lever.Duties, Owner: "person/bronze", Params: four, Predicted: predicted, Until: at},
		"LEVER 5 released: over; in 2h contacts 80 -> 62 an hour, answers 40 -> 55, waiting 60 -> 4; when it was predicted for, the desk was at 250 % with 47 waiting": lever.Released{
			Lever: lever.SelfService, Reason: "over", Measured: measured},
		"customers are told: an answer takes up to 4h30m, until 14 Jan 06:20Z": lever.ReplyTimeAnnounced{ReplyTimeS: 16200, Until: at},
		"back office: done again": lever.DutyReturned{Duty: "back_office"},
		"":                        lever.DutyShed{},
		"BOTTLENECK: the desk, at 340 % of what it can do":                               demand.BottleneckMoved{To: "desk", Utilisation: 3.4},
		"BOTTLENECK moves from the desk to the booking host, at 200 % of what it can do": demand.BottleneckMoved{From: "desk", To: "booking", Utilisation: 2},
		"BOTTLENECK gone: the booking host keeps up again":                               demand.BottleneckMoved{From: "booking"},
	} {
		if got := sentence(domain.Recorded{Event: event}); got != want {
			t.Errorf("%T is told as\n%s\nwant\n%s", event, got, want)
		}
	}
}

func TestWhatIsToldOfRegions(t *testing.T) {
	three := incident.Scope{Regions: []string{"de-north", "de-west", "fr-north"}, Services: []string{"mobile_data"}}
	for want, event := range map[string]domain.Event{
		"Blue: network outage, mobile data in de-north, de-west, fr-north": incident.Reported{Brand: "Blue", Kind: "NETWORK_OUTAGE", Scope: three},
		"the incident grows: de-north, de-west, fr-north":                  incident.ScopeChanged{Added: incident.Scope{Regions: three.Regions}},
		"the incident shrinks: de-north, de-west, fr-north are back":       incident.ScopeChanged{Removed: incident.Scope{Regions: three.Regions}},
		"the incident shrinks: flight QB 100 is back": incident.ScopeChanged{Removed: incident.Scope{Flights: []incident.Flight{{
			Carrier: "QB", Number: "100"}}}},
		"the incident grows: mobile data": incident.ScopeChanged{Added: incident.Scope{Services: []string{"mobile_data"}}},
	} {
		if got := sentence(domain.Recorded{Event: event}); got != want {
			t.Errorf("%T is told as\n%s\nwant\n%s", event, got, want)
		}
	}
}

func TestTimesAreThoseOfTheZone(t *testing.T) {
	zone := time.FixedZone("east", 2*3600)
	got := localTimes("promised by 14 Jan 22:30Z, made 14 Jan 06:20Z", time.Date(2031, 1, 14, 6, 20, 0, 0, time.UTC), zone)
	if got != "promised by 15 Jan 00:30, made 08:20" {
		t.Error(got)
	}
}
