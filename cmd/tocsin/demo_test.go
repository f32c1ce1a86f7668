package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestDemoTellsTheWholeDay(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: a whole day in short mode")
	}
	t.Parallel()
	log := filepath.Join(t.TempDir(), "log.db")
	told := mustRun(t, "demo", "--quiet", "--log", "sqlite://"+log)
	for _, want := range []string{
		"airport closed", "CRISIS proposed", "CRISIS CELL active", "the incident grows", "STATEMENT v1 published",
		"it cannot be sent any more", "CAPACITY WAS WRONG", "offer taken back", "another offer stands in its place", "SURGE level",
		"CALL-OUT for", "declines", "CALL-OUT FILLED", "promise kept", "the disruption is over", "the cell stands down",
		"0 doubles", "0 open",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("the demonstration does not tell: %s", want)
		}
	}
	story, _, _ := strings.Cut(told, "The day in figures")
	for _, line := range strings.Split(strings.TrimSpace(story), "\n")[2:] {
		if line != "" && !regexp.MustCompile(`^\d\d:\d\d:\d\d  .+  #\d+$`).MatchString(line) {
			t.Errorf("not an event with its position: %q", line)
		}
	}
	checkQuoted(t, told, filepath.Join("..", "..", "docs", "tutorial.md"))
	checkQuoted(t, told, filepath.Join("..", "..", "README.md"))
	mustRun(t, "audit", "verify", log)
	if out := mustRun(t, "audit", "show", log, "--at", "500", "--last", "3"); !strings.Contains(out, "position 500") {
		t.Errorf("audit show --at 500: %s", out)
	}
	if out := mustRun(t, "report", log); !strings.Contains(out, "Crisis cells") {
		t.Errorf("report: %s", out)
	}
}

// checkQuoted wants each line of the story that a page shows to be told; its place in the log may move.
func checkQuoted(t *testing.T, told, page string) {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^    (\d\d:\d\d:\d\d  .+?)(  #\d+| \.\.\.)`).FindAllStringSubmatch(string(b), -1)
	if len(lines) == 0 {
		t.Errorf("%s shows no line of the demonstration", page)
	}
	for _, line := range lines {
		if !strings.Contains(told, line[1]) {
			t.Errorf("%s shows what the demonstration does not tell: %s", page, line[1])
		}
	}
}
