package inbound

import (
	"errors"
	"io"
	"strings"
)

// header is what the first record of a file says about its columns.
type header struct {
	table  *Table
	width  int
	places []int    // per column of the table its place in a record, -1 where the file has no such column
	names  []string // per column of the table its name in the file, or the first it may have
}

// header reads and understands the first record.
func (t *Table) header(in *records) (*header, []*RowError) {
	text, _, _ := in.ahead() // what is wrong with the line is said when it is read
	if reason := notText(text); reason != "" {
		return nil, []*RowError{t.bad(in.number+1, "", reason)}
	}
	in.comma = separatorOf(text)
	rec, bad, err := in.next(0)
	switch {
	case errors.Is(err, io.EOF):
		return nil, []*RowError{t.bad(1, "", "the file is empty")}
	case err != nil:
		return nil, []*RowError{t.bad(in.number+1, "", unreadable)}
	case bad != nil:
		return nil, []*RowError{t.bad(bad.line, "", "the header cannot be read: "+bad.reason)}
	}
	h := &header{table: t, width: len(rec.fields)}
	at, problems := t.find(rec)
	for _, c := range t.columns {
		place, name := c.in(rec.fields, at)
		if place < 0 && !c.Optional {
			problems = append(problems, t.bad(rec.line, name, c.missing()))
		}
		h.places, h.names = append(h.places, place), append(h.names, name)
	}
	return h, problems
}

// find gives the place of each name of the header, in lower case.
func (t *Table) find(rec record) (map[string]int, []*RowError) {
	var problems []*RowError
	at := map[string]int{}
	for i, name := range rec.fields {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[name]; twice && name != "" {
			problems = append(problems, t.bad(rec.line, t.known(name), "the column is there twice"))
		}
		at[name] = i
	}
	return at, problems
}

// known gives a column name if it is one of ours: a foreign header is not repeated.
func (t *Table) known(name string) string {
	for _, c := range t.columns {
		for _, n := range c.Names {
			if strings.EqualFold(n, name) {
				return n
			}
		}
	}
	return ""
}

// in finds the column in a header: its place there, and the name it has there.
func (c Column) in(fields []string, at map[string]int) (int, string) {
	for _, name := range c.Names {
		if place, found := at[strings.ToLower(name)]; found {
			return place, strings.TrimSpace(fields[place])
		}
	}
	return -1, c.Names[0]
}

func (c Column) missing() string {
	if len(c.Names) == 1 {
		return "the column is missing"
	}
	return "the column is missing; accepted names are " + strings.Join(c.Names, ", ")
}

// nameOf gives the name of the column at a place of the record, if it is one of ours.
func (h *header) nameOf(place int) string {
	for i, p := range h.places {
		if p == place && place >= 0 {
			return h.names[i]
		}
	}
	return ""
}
