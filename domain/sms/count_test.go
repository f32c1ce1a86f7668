package sms

import (
	"strings"
	"testing"
)

func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		name, text string
		parts      int
		how        Encoding
	}{
		{"empty", "", 1, GSM7},
		{"160 in one", strings.Repeat("a", 160), 1, GSM7},
		{"161 in two", strings.Repeat("a", 161), 2, GSM7},
		{"306 in two", strings.Repeat("a", 306), 2, GSM7},
		{"307 in three", strings.Repeat("a", 307), 3, GSM7},
		{"letters that the alphabet has", strings.Repeat("é", 160), 1, GSM7},
		{"signs that cost two", strings.Repeat("€", 80), 1, GSM7},
		{"81 of them", strings.Repeat("€", 81), 2, GSM7},
		{"a sign that would be cut goes to the next", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 151), 2, GSM7},
		{"and makes a third", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, GSM7},
		{"70 of the other alphabet", strings.Repeat("ç", 70), 1, UCS2},
		{"71", strings.Repeat("ç", 71), 2, UCS2},
		{"134 in two", strings.Repeat("ç", 134), 2, UCS2},
		{"one odd letter", strings.Repeat("a", 99) + "ê", 2, UCS2},
		{"135 in three", strings.Repeat("a", 134) + "ê", 3, UCS2},
		{"a sign of the extension is one unit here", strings.Repeat("€", 69) + "ê", 1, UCS2},
		{"a pair counts two", strings.Repeat("😀", 35), 1, UCS2},
		{"and is not cut", strings.Repeat("a", 66) + strings.Repeat("😀", 34), 3, UCS2},
		{"what is not UTF-8", "a\xff", 1, UCS2},
	} {
		if got := Measure(c.text); got.Parts != c.parts || got.Encoding != c.how {
			t.Errorf("%s: %+v, want %d in %s", c.name, got, c.parts, c.how)
		}
	}
	if got := Measure("a€"); got.Units != 3 {
		t.Errorf("an escape: %+v", got)
	}
}

func TestPartsAreOfShortMessages(t *testing.T) {
	if got := Parts("email", strings.Repeat("a", 10000)); got != 1 {
		t.Errorf("an e-mail is %d parts", got)
	}
	if got := Parts("sms", strings.Repeat("a", 161)); got != 2 {
		t.Errorf("a short message of 161 is %d parts", got)
	}
}

// The 7-bit alphabet has 128 places, of which one is the escape.
func TestAlphabet(t *testing.T) {
	if n := len([]rune(basic)); n != 127 {
		t.Errorf("%d characters", n)
	}
	for _, list := range []string{basic, extended} {
		for i, r := range list {
			if strings.ContainsRune(list[i+len(string(r)):], r) {
				t.Errorf("%q is there twice", r)
			}
		}
	}
}

// Whatever a text is, it is sent whole: the parts hold it, and one part less would not.
func FuzzMeasure(f *testing.F) {
	for _, s := range []string{"", "abc", strings.Repeat("€", 200), strings.Repeat("😀a", 100), "a\u0308\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := Measure(text)
		alone, joined := gsm7Alone, gsm7Joined
		if s.Encoding == UCS2 {
			alone, joined = ucs2Alone, ucs2Joined
		}
		switch {
		case s.Parts == 1 && s.Units > alone, s.Parts > 1 && s.Units <= alone, s.Parts > 1 && s.Units > s.Parts*joined:
			t.Errorf("%+v", s)
		case s.Parts > 2 && s.Units <= (s.Parts-1)*(joined-1):
			t.Errorf("%+v: a part too many", s)
		}
		if r := Lint(text); r.After.Units > 0 && len(r.Odd) == 0 && r.Proposed != text {
			t.Errorf("%q: proposed %q without need", text, r.Proposed)
		}
	})
}
