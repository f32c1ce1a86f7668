package outbox

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tocsin/domain"
)

// text draws an id as the log holds them, or anything that looks a little like one.
func text() *rapid.Generator[string] {
	id := rapid.Custom(func(t *rapid.T) string { return domain.DeriveID(rapid.StringN(0, 3, -1).Draw(t, "seed")) })
	return rapid.OneOf(id, id, id, rapid.Just(""), rapid.String(), rapid.Map(id, strings.ToUpper),
		rapid.Map(id, func(s string) string { return strings.ReplaceAll(s, "-", "") + "----" }), rapid.Just(domain.EventID{}.String()))
}

func TestNamesComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(text(), 1, 5).Draw(t, "texts")
		l := packNames(len(texts), func(i int) string { return texts[i] })
		if !l.fits(len(texts)) {
			t.Fatalf("%+v is no list of %d", l, len(texts))
		}
		for i, want := range texts {
			if got := l.at(i); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
	})
}

func TestAUUIDTakes16Bytes(t *testing.T) {
	texts := []string{domain.DeriveID("a"), "", domain.DeriveID("b")}
	if l := packNames(3, func(i int) string { return texts[i] }); len(l.IDs) != 48 || l.Texts != nil {
		t.Errorf("got %+v", l)
	}
}
