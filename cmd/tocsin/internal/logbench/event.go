package logbench

import (
	"encoding/json"
	"fmt"
	"time"

	"tocsin/domain"
)

// Payload is the JSON document of 409 bytes that every event of a measurement carries, in every engine.
func Payload() []byte {
	type text = map[string]string
	data, err := json.Marshal(map[string]any{
		"affected_passengers": 168,
		"alternatives":        []text{{"kind": "rebook", "ref": "KL1236"}, {"kind": "refund", "ref": "EU261"}, {"kind": "train", "ref": "THA9342"}},
		"flight":              "KL1234",
		"languages":           []string{"fr", "nl", "en"},
		"note":                "Rebook on first available service; hotel voucher if overnight. Crisis cell informed.",
		"reason":              "SNOW_RUNWAY_CLOSED",
		"route":               text{"from": "AMS", "to": "CDG"},
		"scheduled":           "2026-12-18T07:45:00Z",
		"severity":            "major",
		"vip":                 4,
	})
	if err != nil {
		panic(err) // plain values always marshal
	}
	return data
}

// newEvents makes the events of one append, with the whole envelope that an event of the product has: command key,
// hash of the request, correlation, actor and two times. A writer makes them once, outside of what is measured.
func newEvents(tag string, writer, n int) []domain.Proposed {
	data, now := Payload(), time.Now()
	key := fmt.Sprintf("ops/flight-cancelled/%s/%d", tag, writer)
	events := make([]domain.Proposed, n)
	for i := range events {
		events[i] = domain.Proposed{
			ID: domain.NewEventID("incident", key, i), Type: "incident.flight_cancelled", Version: 1, Data: data,
			Meta: domain.Meta{
				Key: key, Hash: "tgq3OhJgVWlTjXQ6uSpgvDAYBJVHc4aVyv9Sa3BdZ3w",
				CorrelationID: domain.DeriveID("correlation", key),
				Actor:         domain.Actor{Kind: domain.ActorSource, ID: "ops-control"},
				OccurredAt:    now.Add(-time.Second), RecordedAt: now,
			},
		}
	}
	return events
}
