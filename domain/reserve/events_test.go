package reserve

import (
	"testing"
	"time"

	"tocsin/domain/domaintest"
)

var t0 = time.Date(2015, 2, 22, 9, 0, 0, 0, time.UTC)

func registered() Registered {
	return Registered{
		Langs:  []Lang{{Lang: "fr", Level: "C1"}, {Lang: "en"}},
		Skills: []Skill{{ID: "rebooking", TrainedUntil: t0.AddDate(1, 0, 0)}, {ID: "social"}},
		Site:   "lyon", Remote: true, TravelS: 1800,
		Contract: Contract{Country: "FR", MaxDayS: 36_000, MaxWeekS: 172_800, RestS: 39_600},
	}
}

func booked(callout string, from time.Time, hours int) Booked {
	return Booked{CalloutID: callout, From: from, Until: from.Add(time.Duration(hours) * time.Hour)}
}

func TestStoredShapes(t *testing.T) {
	domaintest.Golden(t, Types,
		registered(),
		AvailabilitySet{OnCall: true, Until: t0.Add(24 * time.Hour)},
		booked("c-1", t0, 8),
		Unbooked{CalloutID: "c-1", Reason: "surplus"},
		CheckedIn{CalloutID: "c-1"},
		CheckedOut{WorkedS: 27_900, At: t0.Add(8 * time.Hour)},
	)
}
