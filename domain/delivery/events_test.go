package delivery

import (
	"testing"
	"time"

	"tocsin/domain/domaintest"
)

func TestStoredShapes(t *testing.T) {
	r := requested(2)
	r.Items[0].Priority, r.Items[0].Party, r.Items[0].Seats, r.Items[0].OfferID, r.Items[0].Expires = 1, "p0", 2, "offer", noon
	r.Items[1].Channel, r.Items[1].ContactID = "", ""
	down := r
	down.Down = []string{"push"}
	many := requested(12)
	for i := range many.Items {
		it := &many.Items[i]
		it.ContactID, it.Lang = it.Subject+"/sms", []string{"en", "fr"}[i%2]
		it.Party, it.Expires = "party", noon.In(time.FixedZone("", 3600))
	}
	many.Items[3].Channel, many.Items[3].ContactID, many.Items[4].ContactID = "", "", "p4/mobile"
	later := []ReceiptItem{{I: 7, At: noon.Add(5 * time.Second)}, {I: 0, At: noon}, {I: 8, At: noon.Add(5968 * time.Millisecond)}}
	elsewhere := []ReceiptItem{{I: 0, At: noon}, {I: 1, At: noon.In(time.FixedZone("", -3600))}}
	byAddress := Attempted{Provider: "acme", Items: try(1, 0)} // as version 1 had it
	domaintest.Golden(t, Types,
		many, r, down, attempted(1, 0, 2, 5), byAddress, Suppressed{Items: []SuppressedItem{{I: 1, Reason: NoContact}}},
		Accepted{Items: []AcceptedItem{{I: 0, ProviderRef: "a"}}},
		OutcomeUnknown{Items: []UnknownItem{{I: 0, AfterS: 30}}},
		Failed{Items: []FailedItem{{I: 0, Code: "busy", RetryAfterS: 5}, {I: 1, Code: "blocked", Permanent: true}}},
		Delivered{Items: later}, Delivered{Items: receipts(0, 1)}, Read{Items: receipts(0)}, Read{Items: elsewhere},
		Escalated{Items: []EscalatedItem{{I: 0, From: "sms", To: "email", ContactID: "e0"}}},
		Unreachable{Items: []IndexItem{{I: 0}}}, Expired{Items: []IndexItem{{I: 0}}},
		Parked{Items: []ParkedItem{{I: 0, Reason: "outcome unknown"}}},
	)
}
