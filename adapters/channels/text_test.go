package channels

import (
	"strings"
	"testing"
	"time"
)

func TestSMSParts(t *testing.T) {
	for _, c := range []struct {
		name, text string
		parts      int
		gsm7       bool
	}{
		{"empty", "", 1, true},
		{"160 in one", strings.Repeat("a", 160), 1, true},
		{"161 in two", strings.Repeat("a", 161), 2, true},
		{"306 in two", strings.Repeat("a", 306), 2, true},
		{"307 in three", strings.Repeat("a", 307), 3, true},
		{"letters that the alphabet has", strings.Repeat("é", 160), 1, true},
		{"signs that cost two", strings.Repeat("€", 80), 1, true},
		{"81 of them", strings.Repeat("€", 81), 2, true},
		{"a sign that would be cut goes to the next", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 151), 2, true},
		{"and makes a third", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, true},
		{"70 of the other alphabet", strings.Repeat("ç", 70), 1, false},
		{"71", strings.Repeat("ç", 71), 2, false},
		{"one odd letter", strings.Repeat("a", 99) + "ê", 2, false},
		{"135 in three", strings.Repeat("a", 134) + "ê", 3, false},
		{"a pair counts two", strings.Repeat("😀", 35), 1, false},
		{"and is not cut", strings.Repeat("a", 66) + strings.Repeat("😀", 34), 3, false},
	} {
		if parts, gsm7 := SMSParts(c.text); parts != c.parts || gsm7 != c.gsm7 {
			t.Errorf("%s: %d parts, 7-bit %v, want %d, %v", c.name, parts, gsm7, c.parts, c.gsm7)
		}
	}
	if got := Parts("email", strings.Repeat("a", 10000)); got != 1 {
		t.Errorf("an e-mail is %d parts", got)
	}
	if got := Parts("sms", strings.Repeat("a", 161)); got != 2 {
		t.Errorf("a short message of 161 is %d parts", got)
	}
}

// The 7-bit alphabet has 128 places, of which one is the escape.
func TestAlphabet(t *testing.T) {
	if n := len([]rune(gsm7Basic)); n != 127 {
		t.Errorf("%d characters", n)
	}
	for _, list := range []string{gsm7Basic, gsm7Extended} {
		for i, r := range list {
			if strings.ContainsRune(list[i+len(string(r)):], r) {
				t.Errorf("%q is there twice", r)
			}
		}
	}
}

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
