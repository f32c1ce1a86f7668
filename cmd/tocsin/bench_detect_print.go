package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"

	"tocsin/cmd/tocsin/internal/detectbench"
)

func printDetectJSON(w io.Writer, f detectFlags, results []detectbench.Table) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Seed   uint64              `json:"seed"`
		Scale  float64             `json:"scale"`
		Tables []detectbench.Table `json:"tables"`
	}{f.seed, f.scale, results})
}

func printDetect(w io.Writer, f detectFlags, results []detectbench.Table) error {
	out := &printer{w: w}
	out.line("seed %d, scale %g", f.seed, f.scale)
	for _, t := range results {
		out.line("")
		header, rows := make(table.Row, 0, len(t.Columns)), make([]table.Row, 0, len(t.Rows))
		for _, column := range t.Columns {
			header = append(header, column)
		}
		for _, cells := range t.Rows {
			row := make(table.Row, 0, len(cells))
			for _, cell := range cells {
				row = append(row, cellText(cell))
			}
			rows = append(rows, row)
		}
		out.rows(t.Title, header, rows)
		for _, n := range t.Notes {
			out.line("  %s", n)
		}
	}
	return out.err
}

// cellText shows a number with as many digits as mean something, and nothing as a dash.
func cellText(cell any) string {
	switch v := cell.(type) {
	case nil:
		return "-"
	case float64:
		switch {
		case v == 0 || v >= 100 || v <= -100:
			return strconv.FormatFloat(v, 'f', 0, 64)
		case v >= 10 || v <= -10:
			return strconv.FormatFloat(v, 'f', 1, 64)
		}
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return fmt.Sprint(cell)
}
