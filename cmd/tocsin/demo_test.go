package main

import (
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
	checkQuoted(t, told, log)
	checkWay(t, log)
	if out := mustRun(t, "audit", "show", log, "--at", "500", "--last", "3"); !strings.Contains(out, "position 500") {
		t.Errorf("audit show --at 500: %s", out)
	}
	if out := mustRun(t, "report", log); !strings.Contains(out, "Crisis cells") {
		t.Errorf("report: %s", out)
	}
	checkReported(t, log)
}

// checkReported wants the call-outs of the report to add up, and to be those of the raw log.
func checkReported(t *testing.T, log string) {
	t.Helper()
	o := outcomeOf(t, "report", log, "-o", "json")
	checkAnswers(t, o.Callouts)
	f := figuresOf(t, log)
	called, notNeeded := 0, 0
	for _, c := range o.Callouts {
		called, notNeeded = called+c.Called, notNeeded+c.NotNeeded
	}
	if called == 0 || called != f.called || notNeeded != f.notNeeded {
		t.Errorf("%d called and %d not needed, the raw log says %d and %d", called, notNeeded, f.called, f.notNeeded)
	}
}
