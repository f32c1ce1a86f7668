package playbook

import (
	"strings"
	"testing"

	"tocsin/domain/statement"
)

func TestEveryPlaceCanBeFilled(t *testing.T) {
	p := Playbook{LinkDomain: "care.example"}
	for _, place := range Places() {
		filled := p.Longest("{"+place.Name+"}", "")
		params := []statement.Param{{Name: place.Name, Type: place.Type}}
		_, err := statement.Render("{"+place.Name+"}", params, []string{p.LinkDomain}, map[string]string{place.Name: filled})
		if err != nil || PlaceType(place.Name) != place.Type {
			t.Errorf("%s is filled with %q: %v", place.Name, filled, err)
		}
	}
}

func TestPartsCountPlacesAtTheirLongest(t *testing.T) {
	p := Playbook{LinkDomain: "care.example"}
	for _, c := range []struct {
		channel, template, brand string
		want                     int
	}{
		{"sms", "{brand}" + strings.Repeat("x", 140), "", 1}, {"sms", "{brand}" + strings.Repeat("x", 141), "", 2},
		{"sms", "{brand}" + strings.Repeat("x", 155), "Blue", 1}, {"sms", "{brand}" + strings.Repeat("x", 150), "Bleuâtre", 3},
		{"sms", "{link}", "", 1}, {"email", strings.Repeat("x", 999), "", 1},
	} {
		if got := p.Parts(Text{Channel: c.channel, Template: c.template}, c.brand); got != c.want {
			t.Errorf("%q: %d parts, want %d", c.template, got, c.want)
		}
	}
}

func TestTheStatusPageSpeaksToNobodyInParticular(t *testing.T) {
	if got := strings.Join(PlacesOn(true), " "); got != "brand next until" {
		t.Errorf("got %s", got)
	}
	if len(PlacesOn(false)) != len(Places()) {
		t.Error("a private text has every place")
	}
}
