package inbound

import (
	"errors"
	"io"
	"iter"
)

// Column is one column of a table and the names it may have.
type Column struct {
	Names    []string
	Optional bool
}

// Need is a column that must be there, under one of its names.
func Need(names ...string) Column { return Column{Names: names} }

// May is a column that may be there.
func May(names ...string) Column { return Column{Names: names, Optional: true} }

// Table is a file of comma-separated values (RFC 4180) with a header; columns are found by name, in any order and case.
// Semicolons or tabs may stand for the commas, as the header has it.
type Table struct {
	file    string
	columns []Column
}

// NewTable describes a table; file is its name in reports.
func NewTable(file string, columns ...Column) *Table {
	return &Table{file: file, columns: columns}
}

// Rows reads the table. A header that lacks a column ends the reading with one RowError per column; a bad row is
// yielded as a RowError and the reading goes on with the line after its first one.
func (t *Table) Rows(r io.Reader) iter.Seq2[Row, *RowError] {
	return func(yield func(Row, *RowError) bool) {
		in := newRecords(r)
		h, problems := t.header(in)
		for _, p := range problems {
			if !yield(Row{}, p) {
				return
			}
		}
		if len(problems) > 0 {
			return
		}
		for {
			rec, bad, err := in.next(h.width)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Row{}, t.bad(in.number+1, "", unreadable))
				return
			}
			row, problem := h.row(rec, bad)
			if !yield(row, problem) {
				return
			}
		}
	}
}

// unreadable is said of a file, not of a row.
const unreadable = "the file cannot be read on"

func (t *Table) bad(line int, field, reason string) *RowError {
	return &RowError{File: t.file, Line: line, Field: field, Reason: reason}
}
