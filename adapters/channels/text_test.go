package channels

import (
	"testing"
	"time"
)

func TestSubject(t *testing.T) {
	for text, want := range map[string][2]string{
		"Late\n\nYour flight.\n\nBye": {"Late", "Your flight.\n\nBye"},
		"Late\nYour flight.":          {"Late", "Your flight."},
		"Late":                        {"Late", ""},
		" Late \n\n":                  {"Late", ""},
	} {
		if subject, body := Subject(text); subject != want[0] || body != want[1] {
			t.Errorf("%q: %q, %q", text, subject, body)
		}
	}
}

func TestExpired(t *testing.T) {
	noon := time.Date(2030, 1, 15, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		notAfter time.Time
		want     bool
	}{
		"before": {noon.Add(time.Nanosecond), false}, "at": {noon, false}, "after": {noon.Add(-time.Nanosecond), true}, "never": {time.Time{}, false},
	} {
		if got := (Delivery{Now: noon, NotAfter: c.notAfter}).Expired(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
