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

func TestWhatIsAllOfOneKindTakes16BytesEach(t *testing.T) {
	a, b := domain.DeriveID("a"), domain.DeriveID("b")
	for name, c := range map[string]struct {
		texts []string
		bytes int
	}{
		"UUIDs":     {[]string{a, "", b}, 48},
		"32 digits": {[]string{digits(a), digits(b)}, 32},
		"both":      {[]string{a, digits(b)}, 0},
		"neither":   {[]string{"p0", a}, 0},
		"a dash":    {[]string{digits(a)[:31] + "-"}, 0},
	} {
		l := packNames(len(c.texts), func(i int) string { return c.texts[i] })
		if len(l.IDs) != c.bytes || (l.Texts == nil) != (c.bytes > 0) {
			t.Errorf("%s: got %+v", name, l)
		}
		for i, want := range c.texts {
			if got := l.at(i); got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
	}
}

// digits is a UUID without its dashes: a pseudonym as the vault makes them.
func digits(uuid string) string { return strings.ReplaceAll(uuid, "-", "") }
