package delivery

import (
	"testing"

	"tocsin/domain/domaintest"
)

func TestStoredShapes(t *testing.T) {
	r := requested(2)
	r.Items[0].Priority, r.Items[0].Party, r.Items[0].Seats, r.Items[0].OfferID, r.Items[0].Expires = 1, "p0", 2, "offer", noon
	r.Items[1].Channel, r.Items[1].ContactID = "", ""
	down := r
	down.Down = []string{"push"}
	domaintest.Golden(t, Types,
		r, down, Suppressed{Items: []SuppressedItem{{I: 1, Reason: NoContact}}}, attempted(1, 0),
		Accepted{Items: []AcceptedItem{{I: 0, ProviderRef: "a"}}},
		OutcomeUnknown{Items: []UnknownItem{{I: 0, AfterS: 30}}},
		Failed{Items: []FailedItem{{I: 0, Code: "busy", RetryAfterS: 5}, {I: 1, Code: "blocked", Permanent: true}}},
		Delivered{Items: receipts(0)}, Read{Items: receipts(0)},
		Escalated{Items: []EscalatedItem{{I: 0, From: "sms", To: "email", ContactID: "e0"}}},
		Unreachable{Items: []IndexItem{{I: 0}}}, Expired{Items: []IndexItem{{I: 0}}},
		Parked{Items: []ParkedItem{{I: 0, Reason: "outcome unknown"}}},
	)
}
