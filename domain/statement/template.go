package statement

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Types of a parameter: the whole list. An approval covers every text that a template can become, so no type may carry
// a sentence, and only one a link.
const (
	ParamFlight     = "flight"
	ParamPlace      = "place"
	ParamDate       = "date"
	ParamTime       = "time"
	ParamAmount     = "amount"
	ParamSalutation = "salutation"
	ParamLink       = "link" // signed; its host is one of the variant's link domains
	ParamBrand      = "brand"
)

// ParamTypes lists the types that there are.
func ParamTypes() []string {
	return []string{ParamFlight, ParamPlace, ParamDate, ParamTime, ParamAmount, ParamSalutation, ParamLink, ParamBrand}
}

// piece of a template: either fixed text or a place.
type piece struct {
	text  string
	place bool // text is the name of a place
}

var errBrace = errors.New("a brace of the template has no partner or no name inside")

// pieces cuts a template at its {name} places. There is no other syntax, and no way to write a brace.
func pieces(template string) (cut []piece, err error) {
	for template != "" {
		fixed, rest, found := strings.Cut(template, "{")
		if strings.Contains(fixed, "}") {
			return nil, errBrace
		}
		if fixed != "" {
			cut = append(cut, piece{text: fixed})
		}
		if !found {
			return cut, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || !isName(name) {
			return nil, errBrace
		}
		cut, template = append(cut, piece{text: name, place: true}), after
	}
	return cut, nil
}

func isName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// Places lists the names of a template's places, each once, in the order of the text.
func Places(template string) ([]string, error) {
	cut, err := pieces(template)
	var names []string
	for _, p := range cut {
		if p.place && !slices.Contains(names, p.text) {
			names = append(names, p.text)
		}
	}
	return names, err
}

// Render fills a template, strictly: it takes exactly the declared parameters, each with a value of its type, and a
// link only to an allowed domain. So what was approved is all that can be said. The same arguments give the same bytes.
// An error names parameters, never values, which are personal.
func Render(template string, params []Param, linkDomains []string, values map[string]string) (string, error) {
	types := make(map[string]string, len(params))
	for _, p := range params {
		types[p.Name] = p.Type
		value, given := values[p.Name]
		if !given {
			return "", fmt.Errorf("parameter %s has no value", p.Name)
		}
		if err := checkValue(p.Type, value, linkDomains); err != nil {
			return "", fmt.Errorf("parameter %s: %w", p.Name, err)
		}
	}
	if len(values) != len(types) {
		return "", errors.New("a value belongs to no parameter")
	}
	cut, err := pieces(template)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, p := range cut {
		switch _, declared := types[p.text]; {
		case !p.place:
			out.WriteString(p.text)
		case !declared:
			return "", fmt.Errorf("place %s has no parameter", p.text)
		default:
			out.WriteString(values[p.text])
		}
	}
	return out.String(), nil
}
