package inbound

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Row is one row of a table.
type Row struct {
	header *header
	Line   int // its first, from 1
	last   int
	cells  []string // by column of the table; "" where the file has no such column
}

// row takes the cells of one record.
func (h *header) row(rec record, bad *broken) (Row, *RowError) {
	if bad != nil {
		return Row{}, h.table.bad(bad.line, h.nameOf(bad.field), bad.reason)
	}
	row := Row{header: h, Line: rec.line, last: rec.last, cells: make([]string, len(h.places))}
	for i, place := range h.places {
		if place < 0 {
			continue
		}
		cell := rec.fields[place]
		if !utf8.ValidString(cell) {
			return Row{}, row.Bad(i, "bytes that are not UTF-8")
		}
		if strings.ContainsRune(cell, 0) {
			return Row{}, row.Bad(i, "the character NUL")
		}
		row.cells[i] = cell
	}
	return row, nil
}

// Cell gives the value of the column with this index in the table.
func (r Row) Cell(column int) string { return r.cells[column] }

// Name gives the name that the file has for the column with this index in the table.
func (r Row) Name(column int) string { return r.header.names[column] }

// Bad is a RowError about one column of this row, by the name that the file gives it.
func (r Row) Bad(column int, format string, args ...any) *RowError {
	return r.header.table.bad(r.Line, r.header.names[column], fmt.Sprintf(format, args...))
}
