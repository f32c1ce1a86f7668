package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"tocsin/domain/lever"
	"tocsin/projections/report"
)

// levers shows each use of a lever: what was predicted of the desk - work due to work that can be done, and who waits - what
// it was when that time had come, and how far off.
func (p *printer) levers(levers []*report.Lever) {
	if len(levers) == 0 {
		return
	}
	var rows []table.Row
	var off []float64
	for _, l := range levers {
		measured, deviation := "-", "-"
		if l.Deviation != nil {
			measured = busyText(*l.Measured.Foreseen)
			deviation = fmt.Sprintf("%+.0f points, %+.0f waiting", 100*l.Deviation.Utilisation, l.Deviation.Backlog)
			off = append(off, l.Deviation.Utilisation)
		}
		owner := "-"
		if l.Owner != "" {
			owner = ownerText(l.Owner)
		}
		rows = append(rows, table.Row{
			l.Brand, l.Lever, inShort(l.Lever, l.Params), short(l.ProposedAt), short(l.PulledAt), owner, short(l.ReleasedAt),
			short(l.Predicted.At), busyText(l.Predicted.Without), busyText(l.Predicted.With), measured, deviation, l.Position,
		})
	}
	p.rows("Levers", table.Row{
		"brand", "lever", "what", "proposed", "pulled", "by", "released", "predicted for", "without it", "predicted", "measured", "deviation", "position",
	}, rows)
	if len(off) > 0 {
		slices.Sort(off)
		p.line("Predictions  n %d, deviation of the utilisation p50 %+.0f points, from %+.0f to %+.0f", len(off), 100*off[(len(off)-1)/2], 100*off[0], 100*off[len(off)-1])
	}
}

// inShort says what a lever is, for a column.
func inShort(number int, p lever.Params) string {
	switch number {
	case lever.ReplyTime:
		return "reply time " + duration(p.ReplyTimeS)
	case lever.Reserve:
		return "reserve, " + persons(p.People)
	case lever.Experts:
		return count(p.People, "expert")
	case lever.Duties:
		return strings.ReplaceAll(p.Duty, "_", " ") + ", " + persons(p.People)
	case lever.SelfService:
		return "self-service " + percent(p.Share)
	}
	return ""
}

// bottlenecks shows where the bottleneck of each brand was, in one line.
func (p *printer) bottlenecks(moves []report.Bottleneck) {
	var brands []string
	ways := map[string][]string{}
	for _, m := range moves {
		if ways[m.Brand] == nil {
			brands, ways[m.Brand] = append(brands, m.Brand), []string{stageText(m.From)}
		}
		to := stageText(m.To) + " " + short(m.At)
		if m.To != "" {
			to += " (" + percent(m.Utilisation) + ")"
		}
		ways[m.Brand] = append(ways[m.Brand], to)
	}
	for _, brand := range brands {
		p.line("Bottleneck %s: %s", brand, strings.Join(ways[brand], " -> "))
	}
}
