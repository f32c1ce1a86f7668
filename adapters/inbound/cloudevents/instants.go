package cloudevents

import (
	"strconv"
	"time"

	"tocsin/domain/incident"
)

// Instant is a time that a payload speaks of, with its path in the event.
type Instant struct {
	Field string
	At    time.Time
}

// Instants lists the times in the payload of a fact that say when something happens. How long an alternative is valid is
// none of them: that may well be for ever.
func (f Fact) Instants() []Instant {
	switch d := f.Data.(type) {
	case IncidentReported:
		return given(append(flightTimes("data.scope", d.Scope), Instant{"data.started_at", d.StartedAt}, Instant{"data.aware_at", d.AwareAt}))
	case IncidentScopeChanged:
		return given(append(flightTimes("data.added", d.Added), flightTimes("data.removed", d.Removed)...))
	case IncidentEtaSet:
		return given([]Instant{{"data.eta_at", d.EtaAt}, {"data.valid_until", d.ValidUntil}})
	case IncidentResolved:
		return given([]Instant{{"data.at", d.At}, {"data.stable_since", d.StableSince}})
	case MessageReceived:
		return given([]Instant{{"data.received_at", d.ReceivedAt}})
	case AlternativeAdded:
		return given([]Instant{{"data.as_of", d.AsOf}})
	case CapacitySet:
		return given([]Instant{{"data.as_of", d.AsOf}})
	}
	return nil
}

// flightTimes lists the days and departures of the flights of a scope.
func flightTimes(path string, s incident.Scope) (all []Instant) {
	for n, f := range s.Flights {
		at := path + ".flights[" + strconv.Itoa(n) + "]."
		day, _ := time.Parse(time.DateOnly, f.DateLocal) // checked when it was decoded
		all = append(all, Instant{at + "date_local", day}, Instant{at + "std", f.Std})
	}
	return all
}

// given leaves out the times that are not there.
func given(all []Instant) (some []Instant) {
	for _, i := range all {
		if !i.At.IsZero() {
			some = append(some, i)
		}
	}
	return some
}
