package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tocsin/adapters/sqlitelog"
)

// checkWay wants each event of the way of one flight, as the architecture tells it, to be in the log at the time that the
// table gives, in the stream that it names.
func checkWay(t *testing.T, log string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(b), "## One cancelled flight")
	table, _, _ := strings.Cut(after, "\n## ")
	rows := regexp.MustCompile("(?m)^\\| (\\d\\d:\\d\\d:\\d\\d)? ?\\| ([^|]+) \\| ([^|]+) \\|").FindAllStringSubmatch(table, -1)
	if len(rows) == 0 {
		t.Fatal("the architecture shows no way of a flight")
	}
	recorded, clock := streamsOf(t, log), ""
	for _, row := range rows {
		if row[1] != "" {
			clock = row[1]
		}
		for _, name := range regexp.MustCompile("`([a-z]+\\.[a-z_]+)`").FindAllStringSubmatch(row[3], -1) {
			if !anyBegins(recorded[clock+" "+name[1]], row[2]) {
				t.Errorf("the architecture has %s at %s in %s, the log has not", name[1], clock, row[2])
			}
		}
	}
}

// streamsOf lists the streams of a log by time of day and type of event.
func streamsOf(t *testing.T, path string) map[string][]string {
	t.Helper()
	log, err := sqlitelog.OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	streams := map[string][]string{}
	for r, err := range log.ReadAll(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		at := r.Meta.RecordedAt.UTC().Format("15:04:05") + " " + r.Type
		streams[at] = append(streams[at], string(r.Stream))
	}
	return streams
}

// anyBegins tells whether a stream is one of those that a cell names, by the beginnings of their names or by their kind.
func anyBegins(streams []string, cell string) bool {
	for named := range strings.SplitSeq(cell, ", ") {
		named = strings.Trim(named, "`")
		begin, _, _ := strings.Cut(named, "...")
		for _, s := range streams {
			if strings.HasPrefix(s, begin) {
				return true
			}
		}
	}
	return false
}
