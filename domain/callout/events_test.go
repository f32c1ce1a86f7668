package callout

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var t0 = time.Date(2015, 2, 22, 9, 0, 0, 0, time.UTC)

func raised() Raised {
	return Raised{
		CrisisID: "c-1", Brand: "american",
		Need:    []Need{{Skill: "rebooking", Lang: "fr", Count: 2}, {Skill: "rebooking", Lang: "en", Count: 1}},
		StartBy: t0.Add(time.Hour), EndBy: t0.Add(9 * time.Hour), AckWithinS: 300, Gap: 3, Reason: "forecast gap",
		Evidence: []domain.Evidence{{Fact: "crisis.activated", Position: 12}},
	}
}

func booking(member string) []domain.Evidence {
	return []domain.Evidence{{Fact: "reserve.booked", Value: member, Position: 20}}
}

func TestStoredShapes(t *testing.T) {
	domaintest.Golden(t, Types,
		raised(),
		WaveStarted{Wave: 1, Members: []string{"m-1", "m-2"}},
		MemberCalled{Member: "m-1", Attempt: 1, Channel: "sms", At: t0, Need: 1},
		Acknowledged{Member: "m-1"},
		Accepted{Member: "m-1", EtaS: 1800, Need: 1, Evidence: booking("m-1")},
		Declined{Member: "m-2", Reason: "rest"},
		TimedOut{Member: "m-2"},
		Filled{},
		Unfilled{Missing: []Need{{Skill: "rebooking", Lang: "fr", Count: 1}}},
		Escalated{To: "manager"},
		MemberReleased{Member: "m-1", Reason: "surplus"},
	)
}
