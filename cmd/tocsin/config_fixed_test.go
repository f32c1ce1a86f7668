package main

import (
	"strings"
	"testing"
	"time"
)

func TestConfigPrintShowsWhatNoPlaybookSets(t *testing.T) {
	out := mustRun(t, "config", "print")
	for _, f := range fixedNumbers() {
		found := false
		for line := range strings.Lines(out) {
			found = found || strings.HasPrefix(line, "#   "+inWords(f.value)+" ") && strings.Contains(line, f.about)
		}
		if !found {
			t.Errorf("config print does not show %v: %s", f.value, f.about)
		}
	}
	for _, key := range []string{"quiet_after_suspicion: 6h", "text_stands: 2d", "alternatives_stand: 3d"} {
		if !strings.Contains(out, key) {
			t.Errorf("config print does not show %s", key)
		}
	}
}

func TestDurationsAreWrittenWithoutZeroUnits(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Hour: "1h", 90 * time.Minute: "1h30m", 2 * time.Minute: "2m", 10 * time.Second: "10s", time.Hour + time.Second: "1h0m1s", 0: "0s",
	} {
		if got := inWords(d); got != want {
			t.Errorf("%d: got %s, want %s", d, got, want)
		}
	}
}
