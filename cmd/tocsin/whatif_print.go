package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"tocsin/domain/playbook"
)

// whatifOutcome is what a what-if prints. The field names are part of the command line's promise.
type whatifOutcome struct {
	Log      string            `json:"log"`
	Playbook playbookLine      `json:"playbook"` // the recorded one
	Seed     uint64            `json:"seed"`
	Contacts string            `json:"contacts"` // fixed or respond
	From     time.Time         `json:"from"`
	Until    time.Time         `json:"until"`
	Facts    outsideCounts     `json:"outside_facts"`
	Recorded dayFigures        `json:"recorded"`
	WhatIf   []alternativeLine `json:"what_if"`
	Notes    []string          `json:"notes"`
}

// alternativeLine is one other day.
type alternativeLine struct {
	Name     string       `json:"name"`
	Playbook playbookLine `json:"playbook"`
	Without  []string     `json:"without"` // policies that were not there
	dayFigures
}

type playbookLine struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Hash    string `json:"hash"`
}

func lineOf(p playbook.Playbook) playbookLine {
	_, hash := p.Content()
	return playbookLine{ID: p.ID, Version: p.Version, Hash: hash}
}

func (l playbookLine) String() string {
	return fmt.Sprintf("%s version %d, %.15s", l.ID, l.Version, l.Hash)
}

// note says what the figures rest on, as far as a reader could take them for more than they are.
func (o *whatifOutcome) note(w *recordedDay) {
	o.Notes = []string{}
	add := func(format string, args ...any) { o.Notes = append(o.Notes, fmt.Sprintf(format, args...)) }
	switch o.Contacts {
	case contactsFixed:
		add("contacts are fixed: the messages are those of the recorded day. How many fewer or more would have come is the model's estimate only (contacts by the model)")
	case contactsRespond:
		add("contacts respond: messages of incidents come as often as the contact curve of the recorded playbook says for who was told; those above the recorded number are invented")
	}
	who := "people"
	if w.troupe.name != "" {
		who = "people and providers of the scenario " + w.troupe.name
	}
	add("%s are played from seed %d; recorded answers of people are not used", who, o.Seed)
	if w.adoptions > 1 {
		add("the recorded day saw %d playbooks; the first one is named here, and the other one is in force from the start", w.adoptions)
	}
	for _, other := range o.WhatIf {
		if other.Playbook != o.Playbook || len(other.Without) > 0 || bytesOf(o.Recorded) == bytesOf(other.dayFigures) {
			continue
		}
		add("the same playbook gives another outcome: the recorded day was lived through with another seed or scale, by real people, or with faults of its own. Compare with a what-if of the recorded playbook, not with the recorded day")
	}
}

// bytesOf is an outcome to be compared with another.
func bytesOf(f dayFigures) string {
	b, err := json.Marshal(f)
	if err != nil {
		panic(fmt.Sprintf("tocsin: figures: %v", err)) // plain types always marshal
	}
	return string(b)
}

func (o *whatifOutcome) print(w io.Writer, format string) error {
	if format == "json" {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(o)
	}
	return o.table(w)
}

func (o *whatifOutcome) table(w io.Writer) error {
	p := &printer{w: w}
	p.line("What if %s had been lived through otherwise", o.Log)
	wide := len("recorded")
	for _, other := range o.WhatIf {
		wide = max(wide, len(other.Name))
	}
	p.line("%-*s  %s", wide, "recorded", o.Playbook)
	header := table.Row{"measure", "recorded"}
	for _, other := range o.WhatIf {
		p.line("%-*s  %s", wide, other.Name, other.Playbook)
		header = append(header, other.Name, "difference")
	}
	p.line("from %s until %s; from outside: %s, %s of operations", short(o.From), short(o.Until),
		count(o.Facts.Messages, "message"), count(o.Facts.Operations, "fact"))
	var rows []table.Row
	for _, m := range measures() {
		a := m.of(o.Recorded)
		row := table.Row{m.name, a.text}
		for _, other := range o.WhatIf {
			b := m.of(other.dayFigures)
			row = append(row, b.text, difference(a, b))
		}
		rows = append(rows, row)
	}
	p.rows("The days side by side", header, rows)
	o.callouts(p)
	p.line("")
	for _, n := range o.Notes {
		p.line("- %s", n)
	}
	return p.err
}

// callouts lists them in the order in which they were raised; the n-th of each day stand in one line.
func (o *whatifOutcome) callouts(p *printer) {
	header, lists, most := table.Row{"", "recorded", "raised", "came", "filled"}, [][]calloutFigure{o.Recorded.Callouts}, len(o.Recorded.Callouts)
	for _, other := range o.WhatIf {
		header = append(header, other.Name, "raised", "came", "filled")
		lists, most = append(lists, other.Callouts), max(most, len(other.Callouts))
	}
	var rows []table.Row
	for n := range most {
		row := table.Row{n + 1}
		for _, list := range lists {
			if n >= len(list) {
				row = append(row, "-", "-", "-", "-")
				continue
			}
			filled := "-"
			if list[n].FilledAt != nil {
				filled = short(*list[n].FilledAt)
			}
			row = append(row, list[n].Brand, short(list[n].RaisedAt), fmt.Sprintf("%d of %d", list[n].Accepted, list[n].People), filled)
		}
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		p.rows("Call-outs", header, rows)
	}
}

// measure is one line of the table.
type measure struct {
	name string
	of   func(dayFigures) reading
}

// reading is a value as it is printed, and as it is subtracted.
type reading struct {
	text  string
	value float64
	unit  func(float64) string // of the difference; nil: there is none
}

func measures() []measure {
	whole := func(name string, of func(dayFigures) int) measure {
		return measure{name, func(f dayFigures) reading { return number(float64(of(f))) }}
	}
	return []measure{
		whole("contacts (messages)", func(f dayFigures) int { return f.Contacts.Messages }),
		{"contacts from incidents by the model, nobody told", func(f dayFigures) reading { return number(f.Model.IfNobodyTold) }},
		{"contacts from incidents by the model, as told", func(f dayFigures) reading { return number(f.Model.AsTold) }},
		whole("backlog, peak", func(f dayFigures) int { return f.Backlog.Peak }),
		{"backlog, peak at", func(f dayFigures) reading { return clock(f.Backlog.PeakAt) }},
		{"backlog, customer-hours waited", func(f dayFigures) reading { return number(f.Backlog.CustomerHours) }},
		{"wait, half were answered within", func(f dayFigures) reading { return span(f.Backlog.WaitP50S) }},
		{"wait, nine of ten within", func(f dayFigures) reading { return span(f.Backlog.WaitP90S) }},
		{"wait, longest", func(f dayFigures) reading { return span(f.Backlog.WaitLongestS) }},
		whole("waiting at the end", func(f dayFigures) int { return f.Backlog.AtEnd }),
		whole("people affected", func(f dayFigures) int { return f.Informed.Affected }),
		whole("of them reachable", func(f dayFigures) int { return f.Informed.Reachable }),
		whole("informed before asking", func(f dayFigures) int { return f.Informed.BeforeAsking }),
		{"share of the reachable", func(f dayFigures) reading { return share(f.Informed.Share) }},
		{"first person informed at", func(f dayFigures) reading { return clock(f.Informed.FirstAt) }},
		{"half were informed after", func(f dayFigures) reading { return ifAny(f.Informed.Told, span(f.Informed.AfterP50S)) }},
		whole("notices owed", func(f dayFigures) int { return f.Notices.Owed }),
		whole("notices sent", func(f dayFigures) int { return f.Notices.Sent }),
		whole("statements published", func(f dayFigures) int { return f.Published }),
		whole("promises broken", func(f dayFigures) int { return f.Broken }),
		whole("offers made", func(f dayFigures) int { return f.Offers.Made }),
		whole("offers accepted", func(f dayFigures) int { return f.Offers.Accepted }),
		whole("call-outs", func(f dayFigures) int { return len(f.Callouts) }),
		{"first call-out raised at", func(f dayFigures) reading {
			if len(f.Callouts) == 0 {
				return clock(nil)
			}
			return clock(&f.Callouts[0].RaisedAt)
		}},
		whole("reserve members who came", func(f dayFigures) (n int) {
			for _, c := range f.Callouts {
				n += c.Accepted
			}
			return n
		}),
		whole("crisis cells", func(f dayFigures) int { return f.Cells }),
	}
}

func number(v float64) reading {
	return reading{strconv.FormatFloat(v, 'f', 0, 64), v, func(d float64) string { return fmt.Sprintf("%+.0f", d) }}
}

func share(v float64) reading {
	return reading{fmt.Sprintf("%.1f %%", 100*v), v, func(d float64) string { return fmt.Sprintf("%+.1f points", 100*d) }}
}

func span(seconds float64) reading {
	return reading{asSpan(seconds), seconds, func(d float64) string {
		if d < 0 {
			return "-" + asSpan(-d)
		}
		return "+" + asSpan(d)
	}}
}

func clock(at *time.Time) reading {
	if at == nil {
		return reading{text: "-"}
	}
	r := span(float64(at.Unix()))
	r.text = short(*at)
	return r
}

// ifAny is a reading that means something only if anybody is behind it.
func ifAny(n int, r reading) reading {
	if n == 0 {
		return reading{text: "-"}
	}
	return r
}

func asSpan(seconds float64) string {
	d := time.Duration(seconds) * time.Second
	if d < 2*time.Minute {
		return d.String()
	}
	if d < 2*time.Hour {
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}

func difference(a, b reading) string {
	if a.unit == nil || b.unit == nil || a.text == b.text {
		return ""
	}
	return a.unit(b.value - a.value)
}
