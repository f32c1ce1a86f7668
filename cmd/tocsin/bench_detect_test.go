package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestBenchDetectPrintsTables(t *testing.T) {
	code, out, errs := tocsin(t, "bench", "detect", "--tables", "known", "--scale", "0.01", "-o", "json")
	if code != exitDone {
		t.Fatal(code, errs)
	}
	var got struct {
		Seed   uint64
		Tables []struct {
			Name    string
			Columns []string
			Rows    [][]any
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Seed != 1 || len(got.Tables) != 2 || got.Tables[0].Name != "known" {
		t.Fatalf("%+v", got)
	}
	for _, table := range got.Tables {
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) {
				t.Errorf("%s: %d cells in %v, %d columns", table.Name, len(row), row, len(table.Columns))
			}
		}
	}
}

func TestBenchDetectOnSeriesGiven(t *testing.T) {
	_, out, errs := tocsin(t, "bench", "detect", "--tables", "nab", "--nab", filepath.Join(realData(t), "nab"))
	for _, want := range []string{"held out", "artime", "tocsin, frozen", "16"} {
		if !strings.Contains(strings.ToLower(out), want) {
			t.Errorf("no %q in\n%s%s", want, out, errs)
		}
	}
}

func TestBenchDetectRefuses(t *testing.T) {
	for _, args := range [][]string{
		{"--tables", "unknown"}, {"--scale", "0"}, {"--scale", "NaN"}, {"-o", "xml"}, {"--tables", "nab"},
	} {
		if code, _, errs := tocsin(t, append([]string{"bench", "detect"}, args...)...); code != exitUsage {
			t.Errorf("%v: code %d, %s", args, code, errs)
		}
	}
	if code, _, _ := tocsin(t, "bench", "detect", "--tables", "nab", "--nab", t.TempDir()); code != exitFailure {
		t.Errorf("a folder without series: code %d", code)
	}
}
