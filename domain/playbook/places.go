package playbook

import (
	"strings"

	"tocsin/domain/sms"
	"tocsin/domain/statement"
)

// Place is a {name} that a template may hold.
type Place struct {
	Name    string
	Type    string // of the parameter that fills it
	Longest string // what a text is counted with; "" for what the playbook or the brand says
	Public  bool   // the public page has it too; it speaks to nobody in particular
}

// Places is the closed list of places.
func Places() []Place {
	return []Place{
		{Name: "brand", Type: statement.ParamBrand, Public: true},
		{Name: "flight", Type: statement.ParamFlight, Longest: "XYZ 1234A"},
		{Name: "origin", Type: statement.ParamPlace, Longest: "XXXX"},
		{Name: "dest", Type: statement.ParamPlace, Longest: "XXXX"},
		{Name: "date", Type: statement.ParamDate, Longest: "2000-12-31"},
		{Name: "time", Type: statement.ParamTime, Longest: "23:59"},
		{Name: "next", Type: statement.ParamTime, Longest: "23:59", Public: true},
		{Name: "until", Type: statement.ParamTime, Longest: "23:59", Public: true},
		{Name: "link", Type: statement.ParamLink},
	}
}

// PlaceType gives the type of the parameter that fills a place; one that is not in the list is its own type, which the
// rules of a statement refuse.
func PlaceType(name string) string {
	for _, p := range Places() {
		if p.Name == name {
			return p.Type
		}
	}
	return name
}

// Limits of what only those who run the house know: the name of a brand, and the signed part of a link.
const (
	longestBrand = 20
	linkToken    = 32
)

// Longest fills every place of a template with the longest value that it takes; brand is the name that will be said,
// empty when it is not known yet.
func (p Playbook) Longest(template, brand string) string {
	if brand == "" {
		brand = strings.Repeat("X", longestBrand)
	}
	var pairs []string
	for _, place := range Places() {
		value := place.Longest
		switch place.Name {
		case "brand":
			value = brand
		case "link":
			value = "https://" + p.LinkDomain + "/o/" + strings.Repeat("x", linkToken)
		}
		pairs = append(pairs, "{"+place.Name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(template)
}

// Parts counts what a text weighs on its channel with every place at its longest.
func (p Playbook) Parts(t Text, brand string) int {
	return sms.Parts(t.Channel, p.Longest(t.Template, brand))
}

// PlacesOn lists the names of the places that a text may hold: on the public page, or sent to a person.
func PlacesOn(public bool) (names []string) {
	for _, p := range Places() {
		if p.Public || !public {
			names = append(names, p.Name)
		}
	}
	return names
}
