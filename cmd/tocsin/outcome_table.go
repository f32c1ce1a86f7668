package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"tocsin/projections/report"
	"tocsin/projections/volume"
)

// table writes the outcome of a run for people.
func (o *outcome) table(w io.Writer) error {
	out := &printer{w: w}
	out.line("Messages   %s", o.Messages)
	if o.Events.Read > 0 {
		out.line("Events     %s", o.Events)
	}
	if n := o.FlightsIn; n.Read > 0 {
		out.line("Flights    %d read, %d taken, %d of other days, %d of carriers without a brand, %d bad", n.Read, n.Taken, n.Outside, n.UnknownCarrier, n.Rejected)
	}
	if o.Classifier != nil {
		out.classifier(*o.Classifier)
	}
	out.told(o)
	out.line("")
	out.line("Positions      %d, until %s", o.Positions, short(o.VirtualEnd))
	out.line("Digest         %s", o.Digest)
	out.line("Surges digest  %s", digestOfSurges(o.SurgesDigest))
	out.line("Log            %s", o.Log)
	return out.err
}

// digestOfSurges says when there was nothing to digest.
func digestOfSurges(digest string) string {
	if digest == volume.New().SurgesDigest() {
		return digest + " (of no surges)"
	}
	return digest
}

// summary writes what the log alone tells.
func (o *outcome) summary(w io.Writer) error {
	out := &printer{w: w}
	out.line("Messages   %d recorded", o.Messages.Recorded)
	out.told(o)
	out.line("")
	out.line("Positions      %d, until %s", o.Positions, short(o.VirtualEnd))
	return out.err
}

func (out *printer) classifier(l classifierLine) {
	if gap := l.gap(); gap != "" {
		out.line("Classifier %s", gap)
	}
	if len(l.Repairs) > 0 {
		out.line("Classifier texts repaired by %s", strings.Join(l.Repairs, ", "))
	}
}

// told writes everything that is folded from the log.
func (out *printer) told(o *outcome) {
	out.line("Incidents  %d with %d flights and %d people; %d suspected", o.Incidents, o.Flights, o.Affected, o.Suspected)
	out.surges(o.Surges)
	out.best(o.BestLnE)
	out.noBaseline(o.NoBaseline)
	out.crises(o.Crises)
	out.statements(o.Statements)
	out.notices(o.Notices)
	out.offers(o.Offers)
	out.callouts(o.Callouts)
	out.bottlenecks(o.Bottlenecks)
	out.levers(o.Levers)
	for _, p := range o.Parked {
		out.line("HELD       %s", p)
	}
}

// printer keeps the first error of many lines.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) rows(title string, header table.Row, rows []table.Row) {
	t := table.NewWriter()
	style := table.StyleLight
	style.Options = table.OptionsNoBordersAndSeparators
	t.SetStyle(style)
	t.AppendHeader(header)
	t.AppendRows(rows)
	p.line("\n%s\n%s", title, t.Render())
}

func (p *printer) surges(surges []surgeLine) {
	if len(surges) == 0 {
		p.line("\nSurges     none of level 1 or more")
		return
	}
	var rows []table.Row
	for _, s := range surges {
		closed, why := "open", "unexplained"
		if s.ClosedAt != nil {
			closed = short(*s.ClosedAt)
		}
		if s.ExplainedBy != nil {
			why = "incident " + (*s.ExplainedBy)[:8]
		}
		rows = append(rows, table.Row{
			s.Brand, s.Topic, s.Channel, s.Level, short(s.OpenedAt), short(s.OnsetAt), closed,
			fmt.Sprintf("%.0f / %.1f", s.Observed, s.Expected), fmt.Sprintf("x%.1f [%.1f, %.1f]", s.Multiple, s.Interval[0], s.Interval[1]), why,
		})
	}
	p.rows("Surges of level 1 or more", table.Row{"brand", "topic", "channel", "level", "opened", "onset", "closed", "seen / expected", "multiple", "explained by"}, rows)
}

// best shows, per brand and day, how near its total came to opening.
func (p *printer) best(days []volume.DayBest) {
	if len(days) == 0 {
		return
	}
	var dates []string
	values := map[string]map[string]float64{}
	for _, d := range days {
		if d.Key.Topic != "*" || d.Key.Channel != "*" {
			continue
		}
		if !slices.Contains(dates, d.Day) {
			dates = append(dates, d.Day)
		}
		if values[d.Key.Brand] == nil {
			values[d.Key.Brand] = map[string]float64{}
		}
		values[d.Key.Brand][d.Day] = d.LnE
	}
	slices.Sort(dates)
	header := table.Row{"brand, all topics"}
	for _, date := range dates {
		header = append(header, date[5:])
	}
	var rows []table.Row
	for _, brand := range slices.Sorted(maps.Keys(values)) {
		row := table.Row{brand}
		for _, date := range dates {
			if v, ok := values[brand][date]; ok {
				row = append(row, fmt.Sprintf("%.1f", v))
			} else {
				row = append(row, "-")
			}
		}
		rows = append(rows, row)
	}
	p.rows("Best evidence of each day, ln e (an alarm opens at the logarithm of its wanted seconds between false alarms)", header, rows)
}

// shortestSpell without a baseline is not worth a line: a feed that has just begun.
const shortestSpell = time.Minute

func (p *printer) noBaseline(lines []noBaselineLine) {
	for _, n := range lines {
		if n.Until != nil && n.Until.Sub(n.Since) <= shortestSpell {
			continue
		}
		until := "to the end"
		if n.Until != nil {
			until = "until " + short(*n.Until)
		}
		p.line("No baseline  %s on %s: from %s %s, %.1f an hour; counted, not scored", n.Brand, n.Channel, short(n.Since), until, n.PerHour)
	}
}

func (p *printer) crises(crises []*report.Crisis) {
	var rows []table.Row
	for _, c := range crises {
		rows = append(rows, table.Row{
			c.Brand, c.Level, c.Trigger, short(c.ProposedAt), short(c.ActivatedAt), short(c.StoodDownAt), c.Incidents,
			fmt.Sprintf("%d made, %d kept, %d broken", c.Promises.Made, c.Promises.Kept, c.Promises.Broken), c.Position,
		})
	}
	if len(rows) > 0 {
		p.rows("Crisis cells", table.Row{"brand", "level", "trigger", "proposed", "activated", "stood down", "incidents", "promises", "position"}, rows)
	}
}

func (p *printer) statements(statements []*report.Statement) {
	versions, published, approvals := 0, 0, 0
	kinds := map[string]int{}
	for _, s := range statements {
		versions, published, approvals = versions+s.Versions, published+s.Published, approvals+s.Approvals
		for _, k := range s.Kinds {
			kinds[k]++
		}
	}
	p.line("\nStatements %d, %d versions drafted, %d approvals, %d published%s", len(statements), versions, approvals, published, listed(kinds))
}

func (p *printer) notices(n noticesLine) {
	total := 0
	for _, k := range n.Suppressed {
		total += k
	}
	p.line("Notices    %d owed = %d sent + %d suppressed%s + %d unreached", n.Owed, n.Sent, total, listed(n.Suppressed), n.Unreached)
	p.line("           %d delivered, %d read; %d attempts, %d outcomes unknown for a time, %d went on by another channel, %d open", n.Delivered, n.Read, n.Attempts, n.Unknown, n.Escalated, n.Open)
	if l := n.Ledger; l != (ledgerLine{}) { // a report knows the log alone
		p.line("           the provider's ledger: %d accepted, %d doubles", l.Accepted, l.Doubles)
	}
}

func (p *printer) offers(o report.Offers) {
	p.line("Offers     %d made, %d with units held; %d accepted, %d declined, %d expired; %d confirmed, %d failed, %d revoked; %s refused for lack of stock",
		o.Made, o.WithUnits, o.Accepted, o.Declined, o.Expired, o.Confirmed, o.Failed, o.Revoked, count(o.RefusedNoStock, "hold"))
}

func (p *printer) callouts(callouts []*report.Callout) {
	var rows []table.Row
	for _, c := range callouts {
		var need []string
		for _, n := range c.Need {
			need = append(need, fmt.Sprintf("%d %s", n.Count, n.Lang))
		}
		rows = append(rows, table.Row{
			c.Brand, short(c.RaisedAt), c.Gap, c.Raised, strings.Join(need, ", "), c.Called, c.Accepted, c.Declined, c.TimedOut,
			c.Surplus, c.NotNeeded, c.Unfilled, short(c.FilledAt), c.Position,
		})
	}
	if len(rows) == 0 {
		p.line("Call-outs  none")
		return
	}
	p.rows("Call-outs", table.Row{"brand", "raised", "gap", "asked for", "need", "called", "accepted", "declined", "silent", "surplus set free", "not needed", "missing", "filled", "position"}, rows)
}

// listed shows counts by name, sorted.
func listed(counts map[string]int) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, counts[name]))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
