package main

import (
	"fmt"
	"strings"

	"tocsin/domain/incident"
)

// reportText says what is disrupted, and where.
func reportText(e incident.Reported) string {
	text := fmt.Sprintf("%s: %s", e.Brand, strings.ToLower(strings.ReplaceAll(e.Kind, "_", " ")))
	if where := scopeText(e.Scope); where != "" {
		text += ", " + where
	}
	return text
}

// changeText says by what an incident grows or shrinks.
func changeText(e incident.ScopeChanged) string {
	var said []string
	if more := scopeText(e.Added); more != "" {
		said = append(said, "the incident grows: "+more)
	}
	if less := scopeText(e.Removed); less != "" {
		are := " are back"
		if parts := e.Removed; len(parts.Flights)+len(parts.Cells)+len(parts.Regions)+len(parts.Services) == 1 {
			are = " is back"
		}
		said = append(said, "the incident shrinks: "+less+are)
	}
	return strings.Join(said, "; ")
}

// scopeText names the parts of a scope.
func scopeText(s incident.Scope) string {
	var parts []string
	if len(s.Services) > 0 {
		parts = append(parts, strings.ReplaceAll(strings.Join(s.Services, ", "), "_", " "))
	}
	var where []string
	if len(s.Flights) > 0 {
		where = append(where, flightsText(s.Flights))
	}
	if len(s.Cells) > 0 {
		where = append(where, count(len(s.Cells), "cell"))
	}
	if where = append(where, s.Regions...); len(where) > 0 {
		parts = append(parts, strings.Join(where, ", "))
	}
	return strings.Join(parts, " in ")
}

func flightsText(flights []incident.Flight) string {
	f := flights[0]
	switch {
	case len(flights) > 1:
		return fmt.Sprintf("%d flights from %s", len(flights), f.Origin)
	case f.Origin == "":
		return fmt.Sprintf("flight %s %s", f.Carrier, f.Number)
	}
	return fmt.Sprintf("%s %s %s-%s of %s", f.Carrier, f.Number, f.Origin, f.Dest, f.DateLocal)
}
