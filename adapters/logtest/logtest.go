// Package logtest is the contract of an event log, as tests: what every engine behind domain.EventLog must do. It knows
// the port and nothing else; an engine's own test calls Run, and Linearizable, with a way to open it.
package logtest

import (
	"os"
	"strconv"
	"testing"

	"tocsin/domain"
)

// Engine is a log under test with the two things the port does not offer. A nil hook skips the cases that need it.
type Engine struct {
	Log domain.EventLog
	// Reopen closes the log and opens it again on what it has kept.
	Reopen func() domain.EventLog
	// Damage makes the event at a position unreadable, as a broken disk or a lost connection would.
	Damage func(domain.Position)
}

// Opener gives an empty log; what has to be closed is closed by the test's clean-up.
type Opener func(*testing.T) Engine

// Run asks everything of an engine. The long cases take 10,000 events, 1,000 with -short, or as many as
// TOCSIN_LOGTEST_EVENTS says.
func Run(t *testing.T, open Opener) {
	for _, group := range []struct {
		name  string
		cases []testCase
	}{
		{"append", appendCases()}, {"again", againCases()}, {"many", manyCases()},
		{"order", orderCases()}, {"read", readCases()}, {"sequence", sequenceCases()}, {"follow", followCases()},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					e := open(t)
					c.run(&checker{T: t, log: e.Log, engine: e, volume: volume(t)})
				})
			}
		})
	}
}

type testCase struct {
	name string
	run  func(*checker)
}

// volume is how many events the long cases take.
func volume(t *testing.T) int {
	if s := os.Getenv("TOCSIN_LOGTEST_EVENTS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 100 {
			t.Fatalf("TOCSIN_LOGTEST_EVENTS=%q: want a number from 100", s)
		}
		return n
	}
	if testing.Short() {
		return 1_000
	}
	return 10_000
}
