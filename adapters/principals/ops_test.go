package principals

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/projections/foldtest"
)

func departures(at ...time.Duration) (s incident.Scope) {
	for n, after := range at {
		s.Flights = append(s.Flights, incident.Flight{Carrier: "BA", Number: string(rune('1' + n)), Std: noon.Add(after)})
	}
	return s
}

// ended lists when ops declare an incident over, with each such word recorded at once.
func ended(s *foldtest.Story) (at []time.Duration) {
	cast := New(1, DefaultManners(), nil)
	for _, r := range s.Records {
		cast.Apply(r)
	}
	for next, ok := cast.Next(); ok; next, ok = cast.Next() {
		for _, act := range cast.Due(next) {
			at = append(at, act.Command.(incident.Resolve).At.Sub(noon))
			cast.Apply(domain.Recorded{Stream: act.To, Event: incident.Resolved{}})
		}
	}
	return at
}

func TestAnIncidentOfFlightsIsOverAfterItsLastDeparture(t *testing.T) {
	s := foldtest.New(noon).Add("incident-i1", incident.Reported{Scope: departures(time.Hour, 3*time.Hour)})
	if at := ended(s); len(at) != 1 || at[0] != 5*time.Hour {
		t.Errorf("over at %v, want once at 5h", at)
	}
	s.At(2*time.Hour).Add("incident-i1", incident.ScopeChanged{Added: departures(6 * time.Hour)})
	if at := ended(s); len(at) != 1 || at[0] != 8*time.Hour {
		t.Errorf("with a later flight over at %v, want once at 8h", at)
	}
}

func TestAnIncidentThatIsReopenedEndsAgain(t *testing.T) {
	for name, c := range map[string]struct {
		joins incident.Scope
		want  time.Duration
	}{
		"a flight of the evening": {departures(12 * time.Hour), 14 * time.Hour},
		"a flight that has left":  {departures(time.Hour), 10 * time.Hour},
		"no flight at all":        {incident.Scope{}, 10 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			s := foldtest.New(noon).Add("incident-i1", incident.Reported{Scope: departures(time.Hour)}).
				At(3*time.Hour).Add("incident-i1", incident.Resolved{}).
				At(8*time.Hour).Add("incident-i1", incident.Reopened{Reason: incident.ScopeGrew}, incident.ScopeChanged{Added: c.joins})
			if at := ended(s); len(at) != 1 || at[0] != c.want {
				t.Errorf("over again at %v, want once at %s", at, c.want)
			}
		})
	}
}
