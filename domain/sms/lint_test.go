package sms

import (
	"testing"
	"time"
)

// french is what a careful author writes, and what a short message makes of it.
const (
	french = "Panne de données mobiles : vous êtes touché, nous travaillons à la solution. Appels et SMS vont. " +
		"D’ici là, Wi-Fi. Prochaine information à 09:00."
	frenchPlain = "Panne de données mobiles : vous etes touché, nous travaillons à la solution. Appels et SMS vont. " +
		"D'ici là, Wi-Fi. Prochaine information à 09:00."
)

// The figures of the national outage: 775,000 people, 1,000 parts a second, 3 parts instead of 1.
func TestOneLetterTriplesTheParts(t *testing.T) {
	r := Lint(french)
	if r.Before != (Size{UCS2, 144, 3}) || r.After != (Size{GSM7, 144, 1}) || !r.Avoidable() {
		t.Errorf("%+v, then %+v", r.Before, r.After)
	}
	if r.Proposed != frenchPlain {
		t.Errorf("proposed %q", r.Proposed)
	}
	if got, want := r.String(), `"ê" at 33 ("e"), "’" at 99 ("'")`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, c := range []struct {
		people, parts int
		want          time.Duration
	}{
		{775_000, r.Before.Parts, 38*time.Minute + 45*time.Second}, {775_000, r.After.Parts, 12*time.Minute + 55*time.Second},
		{3_100_000, 1, 51*time.Minute + 40*time.Second}, {84_000, 1, 84 * time.Second},
	} {
		if got := Takes(c.people, c.parts, 1000); got != c.want {
			t.Errorf("%d people, %d parts: %s, want %s", c.people, c.parts, got, c.want)
		}
	}
}

func TestTakesNothingWithoutAPace(t *testing.T) {
	if got := Takes(1000, 1, 0); got != 0 {
		t.Errorf("got %s", got)
	}
}

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"Ça va, garçon ?":             "Ça va, garcon ?",
		"«\u202fŒuvre\u202f»…":        `" OEuvre "...`,
		"„Züge“ – Straße":             `"Züge" - Straße`,
		"zu\u0308rich, e\u0302tre":    "zürich, etre",
		"naïve Noël, où, là, déjà":    "naive Noel, où, là, déjà",
		"Žluťoučký kůň, Łódź, ğüşiöç": "Zlutoucky kun, Lodz, güsiöc",
		"perché è già lì":             "perché è già lì",
		"Привет":                      "Привет",
		"soft\u00adhyphen\ufeff":      "softhyphen",
	} {
		if got := Plain(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestAScriptOfItsOwnIsNotAvoidable(t *testing.T) {
	r := Lint("Нет связи")
	if r.Avoidable() || len(r.Odd) != 8 || r.Before.Parts != 1 {
		t.Errorf("%+v", r)
	}
	if r := Lint("No service, use Wi-Fi."); r.Avoidable() || len(r.Odd) != 0 || r.Proposed != "No service, use Wi-Fi." {
		t.Errorf("%+v", r)
	}
	if got, want := Lint("a\u00a0b c\u00a0d").String(), `"\u00a0" at 2, 6 (" ")`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What is proposed holds no letter that could have been written otherwise.
func TestEverySubstituteIsInTheAlphabet(t *testing.T) {
	for r := rune(0); r < 0x10000; r++ {
		for _, of := range []func(rune) (string, bool){letter, sign} {
			s, ok := of(r)
			if ok && (Measure(s).Encoding != GSM7 || septets(r) > 0) {
				t.Errorf("%q becomes %q", r, s)
			}
		}
	}
}
