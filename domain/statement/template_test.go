package statement

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

var all = []Param{
	{"flight", ParamFlight}, {"origin", ParamPlace}, {"date", ParamDate}, {"time", ParamTime}, {"amount", ParamAmount},
	{"name", ParamSalutation}, {"link", ParamLink}, {"brand", ParamBrand},
}

const letter = "{name}, {brand}: {flight} from {origin}, {date} {time}, is cancelled. {amount} {link}"

func values() map[string]string {
	return map[string]string{
		"flight": "AA 123", "origin": "Dallas/Fort Worth", "date": "22 février", "time": "9:05 a.m.", "amount": "1'250.50 CHF",
		"name": "Chère Mme O’Neill-Müller", "link": "https://go.example/o/7?k=a-b_c", "brand": "American",
	}
}

func TestRenderFillsEveryPlace(t *testing.T) {
	got, err := Render(letter, all, []string{"go.example"}, values())
	want := "Chère Mme O’Neill-Müller, American: AA 123 from Dallas/Fort Worth, 22 février 9:05 a.m., is cancelled. " +
		"1'250.50 CHF https://go.example/o/7?k=a-b_c"
	if err != nil || got != want {
		t.Errorf("got %q, %v\nwant %q", got, err, want)
	}
}

func TestRenderTakesExactlyWhatIsDeclared(t *testing.T) {
	for name, spoil := range map[string]func(map[string]string){
		"missing": func(v map[string]string) { delete(v, "time") },
		"unknown": func(v map[string]string) { v["more"] = "x" },
	} {
		v := values()
		spoil(v)
		if got, err := Render(letter, all, []string{"go.example"}, v); err == nil {
			t.Errorf("%s value: got %q", name, got)
		}
	}
	if got, err := Render("{time} {date}", all[3:4], nil, map[string]string{"time": "9:05"}); err == nil {
		t.Errorf("undeclared place: got %q", got)
	}
	if got, err := Render("{time", all[3:4], nil, map[string]string{"time": "9:05"}); err == nil {
		t.Errorf("open brace: got %q", got)
	}
}

func TestValueIsOfItsType(t *testing.T) {
	for _, c := range []struct{ kind, value string }{
		{ParamFlight, "AF1"}, {ParamFlight, "AA 1234"}, {ParamFlight, "U2 8541"}, {ParamFlight, "SWR 40A"}, {ParamFlight, "9W23B"},
		{ParamPlace, "St. Gallen"}, {ParamPlace, "Köln/Bonn"}, {ParamPlace, "東京"}, {ParamPlace, "L.A."},
		{ParamDate, "22.02.2015"}, {ParamDate, "dimanche 22 février"}, {ParamTime, "14:05"}, {ParamTime, "2:05 p.m."},
		{ParamTime, "9 h 20"}, {ParamAmount, "€ 250,00"}, {ParamAmount, "1.250,00 EUR"}, {ParamSalutation, "Dear Dr. J. Müller"},
		{ParamLink, "https://go.example/x"}, {ParamLink, "https://GO.example/x#y"},
	} {
		if err := checkValue(c.kind, c.value, []string{"go.example"}); err != nil {
			t.Errorf("%s %q: %v", c.kind, c.value, err)
		}
	}
	for _, c := range []struct{ kind, value string }{
		{"text", "anything"}, {"", "x"},
		{ParamFlight, "A1"}, {ParamFlight, "AA 12345"}, {ParamFlight, "aa 123"}, {ParamFlight, "AA 1x"}, {ParamFlight, "AA"},
		{ParamPlace, ""}, {ParamPlace, " Rome"}, {ParamPlace, strings.Repeat("x", longest+1)},
		{ParamDate, "tomorrow"}, {ParamTime, "soon"}, {ParamAmount, "much"}, {ParamTime, "9 " + strings.Repeat("x", longestNumber)},
		{ParamPlace, "Rome\nSTOP"}, {ParamPlace, "Rome\rx"}, {ParamPlace, "Rome\x00"}, {ParamPlace, "Ro\u202eme"},
		{ParamPlace, "Ro\u200bme"}, {ParamPlace, "Rome\u2028x"}, {ParamPlace, "Rome\xff"},
		{ParamSalutation, "https://evil.example"}, {ParamSalutation, "see evil.com"}, {ParamSalutation, "www.evil.com/x"},
		{ParamSalutation, "ftp://x"}, {ParamBrand, "evil。com"}, {ParamBrand, "evil．com"}, {ParamAmount, "call 10.0.0.1"},
		{ParamSalutation, "x@evil.example"}, {ParamPlace, "bücher.de"},
	} {
		if err := checkValue(c.kind, c.value, []string{"go.example"}); err == nil {
			t.Errorf("%s %q passes", c.kind, c.value)
		}
	}
}

func TestLinkLeadsToAnAllowedDomain(t *testing.T) {
	for _, link := range []string{
		"", "go.example/x", "http://go.example/x", "https://evil.example/x", "https://go.example.evil.example/x",
		"https://go.example@evil.example/x", "https://go.example:8443/x", "https://sub.go.example/x", "https:go.example",
		"https://go.example/x y", "https://go.example/x\n", "https://go.example\\@evil.example", "javascript:alert(1)",
		"https:///go.example", "https://go.example/" + strings.Repeat("x", longestLink), "https://gö.example/",
	} {
		if err := checkValue(ParamLink, link, []string{"go.example"}); err == nil {
			t.Errorf("%q passes", link)
		}
	}
}

func TestPlacesOfATemplate(t *testing.T) {
	got, err := Places("{a} and {b_2}, again {a}")
	if err != nil || !slices.Equal(got, []string{"a", "b_2"}) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"{", "}", "{}", "{a", "a}", "{a b}", "{{a}}", "{A}", "{a}}"} {
		if _, err := Places(bad); err == nil {
			t.Errorf("%q passes", bad)
		}
	}
}

// Whatever the values are, a rendered text has no link but the allowed one and no sign that a reader does not see.
func FuzzRender(f *testing.F) {
	f.Add("Mme Müller", "St. Gallen", "https://go.example/x")
	f.Add("see evil.com", "a\nb", "https://evil.example/")
	f.Add("{link}", "{name}", "https://go.example/{name}")
	f.Fuzz(func(t *testing.T, name, place, link string) {
		params := []Param{{"name", ParamSalutation}, {"place", ParamPlace}, {"link", ParamLink}}
		got, err := Render("{name} {place} {link}", params, []string{"go.example"},
			map[string]string{"name": name, "place": place, "link": link})
		if err != nil {
			return
		}
		if got != name+" "+place+" "+link {
			t.Errorf("got %q: a value was rendered again", got)
		}
		if words := urls(name + " " + place); len(words) > 0 {
			t.Errorf("a new link in %q", got)
		}
		if !strings.HasPrefix(strings.ToLower(link), "https://go.example") || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("got %q", got)
		}
	})
}
