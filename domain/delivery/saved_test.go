package delivery

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestASavedStateComesBack(t *testing.T) {
	history := []Event{
		requested(6),
		Suppressed{Items: []SuppressedItem{{I: 5, Reason: OptedOut}}},
		attempted(1, 0, 1, 2, 3),
		Accepted{Items: []AcceptedItem{{I: 0, ProviderRef: "r0"}}},
		OutcomeUnknown{Items: []UnknownItem{{I: 1, AfterS: 3}}},
		Failed{Items: []FailedItem{{I: 2, Code: "busy"}, {I: 3, Code: "no such number", Permanent: true}}},
		Escalated{Items: []EscalatedItem{{I: 3, From: "sms", To: "email", ContactID: "m3"}}},
		Read{Items: []ReceiptItem{{I: 0, At: noon}}},
		Parked{Items: []ParkedItem{{I: 1, Reason: "outcome unknown"}}},
		Expired{Items: []IndexItem{{I: 4}}},
	}
	var s State
	for n := range len(history) + 1 {
		saved, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back State
		if err := json.Unmarshal(saved, &back); err != nil {
			t.Fatalf("after %d events: %v", n, err)
		}
		again, _ := json.Marshal(back)
		if string(again) != string(saved) {
			t.Fatalf("after %d events got\n%s\nwant\n%s", n, again, saved)
		}
		for _, e := range history[n:] { // a restored state goes on as the first one would have
			back = evolve(back, e)
		}
		wantStates(t, back, "read parked retry escalated expired suppressed")
		if v := back.Item(3); v.Channel != "email" || v.ContactID != "m3" || v.Attempts != 1 {
			t.Errorf("after %d events: item 3 is %+v", n, v)
		}
		if late, err := decide(RecordOutcomes{Accepted: []AcceptedItem{{I: 1}}}, back); err != nil || len(late) != 1 {
			t.Errorf("after %d events: a late yes counts for nothing: %v, %v", n, late, err)
		}
		if n < len(history) {
			s = evolve(s, history[n])
		}
	}
	if s.NotAfter(0) != noon.Add(time.Hour) {
		t.Errorf("not after %s", s.NotAfter(0))
	}
}

func TestABrokenSavedStateIsAnError(t *testing.T) {
	for _, saved := range []string{
		`{`, `{}`, `{"batch":BATCH}`, `{"batch":{"count":1},"items":{"count":1,"state":"read"}}`, `{"batch":BATCH,"items":{"count":0}}`,
		`{"batch":BATCH,"items":{"count":2,"state":"read"}}`, `{"batch":BATCH,"items":{"count":1,"state":"lost"}}`,
		`{"batch":BATCH,"items":{"count":1,"state":"read","more":1}}`, `{"batch":BATCH,"items":{"count":301,"state":"read"}}`,
	} {
		batch, err := requested(1).AppendStored(nil)
		if err != nil {
			t.Fatal(err)
		}
		saved = strings.ReplaceAll(saved, "BATCH", string(batch))
		if err := json.Unmarshal([]byte(saved), new(State)); err == nil {
			t.Errorf("%s: want an error", saved)
		}
	}
}
