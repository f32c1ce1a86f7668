package inbound

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// maxRecord bounds one row, so that a quote that is never closed costs memory for this much and not for the file.
const maxRecord = 1 << 20

// byteOrderMark may stand before the first column name; spreadsheets write it.
const byteOrderMark = "\ufeff"

// Column is one column of a table: the names it may have, the first of which is used in reports.
type Column struct {
	Names    []string
	Optional bool
}

// Need is a column that must be there, under one of its names.
func Need(names ...string) Column { return Column{Names: names} }

// May is a column that may be there.
func May(names ...string) Column { return Column{Names: names, Optional: true} }

// Table is a file of comma-separated values (RFC 4180) with a header; columns are found by name, in any order and case.
type Table struct {
	file    string
	columns []Column
}

// NewTable describes a table; file is its name in reports.
func NewTable(file string, columns ...Column) *Table {
	return &Table{file: file, columns: columns}
}

// Row is one row of a table.
type Row struct {
	table *Table
	Line  int
	cells []string // by column of the table; "" where the file has no such column
}

// Rows reads the table. A header that lacks a column ends the reading with one RowError per column; a bad row is
// yielded as a RowError and the reading goes on.
func (t *Table) Rows(r io.Reader) iter.Seq2[Row, *RowError] {
	return func(yield func(Row, *RowError) bool) {
		source := &bounded{r: bufio.NewReader(r)}
		in := csv.NewReader(skipMark(source))
		in.FieldsPerRecord = -1 // counted here, so that the report says what is wrong
		header, err := in.Read()
		if err != nil {
			yield(Row{}, t.fault(err, 1, "there is no header"))
			return
		}
		places, problems := t.places(header)
		for _, p := range problems {
			if !yield(Row{}, p) {
				return
			}
		}
		if len(problems) > 0 {
			return
		}
		for {
			source.left = maxRecord
			record, err := in.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			row, problem := t.row(in, places, len(header), record, err)
			if !yield(row, problem) {
				return
			}
			if err != nil && !isParseError(err) {
				return // the file itself cannot be read on
			}
		}
	}
}

// places finds the columns in the header: per column of the table its index there, -1 where none.
func (t *Table) places(header []string) ([]int, []*RowError) {
	var problems []*RowError
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[name]; twice && name != "" {
			problems = append(problems, t.bad(1, t.known(name), "the column is there twice"))
		}
		at[name] = i
	}
	places := make([]int, len(t.columns))
	for i, c := range t.columns {
		places[i] = -1
		for _, name := range c.Names {
			if found, ok := at[strings.ToLower(name)]; ok {
				places[i] = found
				break
			}
		}
		if places[i] < 0 && !c.Optional {
			problems = append(problems, t.bad(1, c.Names[0], "the column is missing"))
		}
	}
	return places, problems
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

// row takes the cells of one record.
func (t *Table) row(in *csv.Reader, places []int, width int, record []string, err error) (Row, *RowError) {
	if err != nil {
		line := 0
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			line = parse.StartLine
		} else if len(record) > 0 {
			line, _ = in.FieldPos(0)
		}
		return Row{}, t.fault(err, line, "the row cannot be read")
	}
	line, _ := in.FieldPos(0)
	if len(record) != width {
		return Row{}, t.bad(line, "", fmt.Sprintf("the row has %d fields, the header %d", len(record), width))
	}
	row := Row{table: t, Line: line, cells: make([]string, len(places))}
	for i, place := range places {
		if place < 0 {
			continue
		}
		cell := record[place]
		if !utf8.ValidString(cell) {
			return Row{}, t.bad(line, t.columns[i].Names[0], "bytes that are not UTF-8")
		}
		if strings.ContainsRune(cell, 0) {
			return Row{}, t.bad(line, t.columns[i].Names[0], "the character NUL")
		}
		row.cells[i] = cell
	}
	return row, nil
}

// fault puts an error of reading into words of ours, without the text around it.
func (t *Table) fault(err error, line int, what string) *RowError {
	switch {
	case errors.Is(err, io.EOF):
		what = "the file is empty"
	case errors.Is(err, errTooLong):
		what = fmt.Sprintf("a row is longer than %d bytes; perhaps a quote is never closed", maxRecord)
	case errors.Is(err, csv.ErrQuote):
		what = "a quote inside a quoted field is not doubled"
	case errors.Is(err, csv.ErrBareQuote):
		what = "a quote inside a field without quotes"
	case !isParseError(err):
		what = "the file cannot be read on"
	}
	return t.bad(line, "", what)
}

func (t *Table) bad(line int, field, reason string) *RowError {
	return &RowError{File: t.file, Line: line, Field: field, Reason: reason}
}

func isParseError(err error) bool {
	_, ok := errors.AsType[*csv.ParseError](err)
	return ok
}

// Cell gives the value of the column with this index in the table.
func (r Row) Cell(column int) string { return r.cells[column] }

// Bad is a RowError about one column of this row.
func (r Row) Bad(column int, format string, args ...any) *RowError {
	return r.table.bad(r.Line, r.table.columns[column].Names[0], fmt.Sprintf(format, args...))
}

var errTooLong = errors.New("row too long")

// bounded is a reader that gives up when a row does not end.
type bounded struct {
	r    *bufio.Reader
	left int
	err  error
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// skipMark steps over a byte order mark at the beginning.
func skipMark(b *bounded) io.Reader {
	b.left = maxRecord
	mark, err := b.r.Peek(len(byteOrderMark))
	if string(mark) == byteOrderMark {
		_, _ = b.r.Discard(len(byteOrderMark)) // cannot fail: it was just seen
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err // Peek has taken it from the reader
	}
	return b
}
