package main

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/projections/report"
)

// recorded gives the flags of a replay of the recorded days.
func recorded(folder, log string, more ...string) []string {
	return append([]string{
		"replay", "--quiet", "--messages", filepath.Join(folder, "airline-tweets-2015", "tweets.csv"), "--log", "sqlite://" + log, "-o", "json",
	}, more...)
}

func withFlights(folder string) []string {
	flights := filepath.Join(folder, "us-cancelled-flights-2015")
	return []string{
		"--cancellations", filepath.Join(flights, "cancelled_2015-02-15_28.csv"), "--airports", filepath.Join(flights, "airports.csv"),
	}
}

func outcomeOf(t *testing.T, args ...string) outcome {
	t.Helper()
	var o outcome
	if err := json.Unmarshal([]byte(mustRun(t, args...)), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestReplayOfTheRecordedWeek(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: a whole week in short mode")
	}
	t.Parallel()
	folder, log := realData(t), filepath.Join(t.TempDir(), "log.db")
	o := outcomeOf(t, recorded(folder, log, withFlights(folder)...)...)
	if want := (counts{Read: 9494, Recorded: 9339, Duplicates: 155}); o.Messages != want {
		t.Errorf("messages: got %+v, want %+v", o.Messages, want)
	}
	if o.Flights != 1258 || o.Affected != 1258*20 {
		t.Errorf("got %d flights and %d people, want 1258 and 25160", o.Flights, o.Affected)
	}
	checkRecordedSurges(t, o)
	checkAccounts(t, o)
	checkCallouts(t, o)
	checkRecomputed(t, o, log)
	code, out, errs := tocsin(t, "audit", "verify", log, "--digest", o.Digest, "--surges-digest", o.SurgesDigest)
	if code != exitDone || !strings.Contains(out, "verified") {
		t.Errorf("audit verify: exit code %d: %s%s", code, out, errs)
	}
}

// checkRecordedSurges wants what is known of the week: a surge of one brand, a quiet morning, a collection that began in
// mid-crisis and must not be told as a surge.
func checkRecordedSurges(t *testing.T, o outcome) {
	t.Helper()
	found := false
	for _, s := range o.Surges {
		if s.Brand == "US Airways" && s.OpenedAt.After(instant(t, "2015-02-21T12:00:00Z")) && s.OpenedAt.Before(instant(t, "2015-02-23T08:00:00Z")) {
			found = found || s.Multiple > 1 && !s.OnsetAt.IsZero() && !s.OnsetAt.After(s.OpenedAt)
		}
		if s.OpenedAt.After(instant(t, "2015-02-20T14:00:00Z")) && s.OpenedAt.Before(instant(t, "2015-02-20T17:00:00Z")) {
			t.Errorf("a surge of level %d opens in the quiet morning: %+v", s.Level, s)
		}
		if s.Brand == "American" && dayOf(s.OpenedAt) == "2015-02-22" {
			t.Errorf("a surge of a brand without a baseline: %+v", s)
		}
		if s.Brand == "*" && s.OnsetAt.After(instant(t, "2015-02-22T19:58:00Z")) && s.OnsetAt.Before(instant(t, "2015-02-22T21:00:00Z")) {
			t.Errorf("the start of a collection is told as a pooled surge: %+v", s)
		}
	}
	if !found {
		t.Errorf("no surge of US Airways between 21 Feb 12:00Z and 23 Feb 08:00Z: %+v", o.Surges)
	}
	for _, n := range o.NoBaseline {
		if n.Brand == "American" {
			return
		}
	}
	t.Errorf("American is not told to have no baseline: %+v", o.NoBaseline)
}

func checkAccounts(t *testing.T, o outcome) {
	t.Helper()
	n, suppressed := o.Notices, 0
	for _, k := range n.Suppressed {
		suppressed += k
	}
	switch {
	case n.Owed == 0 || n.Owed != n.Sent+suppressed+n.Unreached || n.Open != 0:
		t.Errorf("notices do not add up: %+v", n)
	case n.Sent != n.Ledger.Accepted || n.Ledger.Doubles != 0:
		t.Errorf("%d sent, the provider took %d and %d twice", n.Sent, n.Ledger.Accepted, n.Ledger.Doubles)
	case o.Offers.WithUnits == 0 || o.Offers.Made <= o.Offers.WithUnits:
		t.Errorf("offers: got %+v, want some made with units, and some for which there were none left", o.Offers)
	case len(o.Parked) > 0:
		t.Errorf("reactors are held: %v", o.Parked)
	}
}

func checkCallouts(t *testing.T, o outcome) {
	t.Helper()
	surplus := 0
	for _, c := range o.Callouts {
		if c.Raised != c.Gap {
			t.Errorf("call-out of %s: raised %d for a gap of %d", c.Brand, c.Raised, c.Gap)
		}
		if c.Accepted > c.Raised {
			t.Errorf("call-out of %s: %d accepted, %d asked for", c.Brand, c.Accepted, c.Raised)
		}
		surplus += c.Surplus
	}
	if len(o.Callouts) == 0 || surplus == 0 {
		t.Errorf("got %d call-outs and %d surplus acceptances set free, want at least one of each", len(o.Callouts), surplus)
	}
}

func checkRecomputed(t *testing.T, o outcome, log string) {
	t.Helper()
	f := figuresOf(t, log)
	checkAnswers(t, o.Callouts)
	raised, gaps, filled, joined, surplus, called, notNeeded := 0, 0, 0, 0, 0, 0, 0
	for _, c := range o.Callouts {
		raised, gaps, joined, surplus = raised+c.Raised, gaps+c.Gap, joined+c.Accepted, surplus+c.Surplus
		called, notNeeded = called+c.Called, notNeeded+c.NotNeeded
		if !c.FilledAt.IsZero() {
			filled++
		}
	}
	versions, published := 0, 0
	for _, s := range o.Statements {
		versions, published = versions+s.Versions, published+s.Published
	}
	told := figures{
		messages: o.Messages.Recorded, incidents: o.Incidents, suspected: o.Suspected, surges: len(o.Surges), owed: o.Notices.Owed,
		sent: o.Notices.Sent, unreached: o.Notices.Unreached, made: o.Offers.Made, accepted: o.Offers.Accepted,
		confirmed: o.Offers.Confirmed, expired: o.Offers.Expired, refused: o.Offers.RefusedNoStock, crises: len(o.Crises),
		published: published, drafted: versions, raised: raised, gaps: gaps, filled: filled, joined: joined, surplusFree: surplus,
		called: called, notNeeded: notNeeded,
		positions: o.Positions, suppressed: o.Notices.Suppressed,
	}
	if f.running != 0 {
		t.Errorf("%d outreaches have begun and never ended", f.running)
	}
	if !maps.Equal(f.suppressed, told.suppressed) {
		t.Errorf("suppressed: told %v, the log says %v", told.suppressed, f.suppressed)
	}
	f.suppressed, told.suppressed = nil, nil
	if got, want := jsonOf(t, told), jsonOf(t, f); got != want {
		t.Errorf("figures told and recomputed from the raw log differ:\ntold       %s\nrecomputed %s", got, want)
	}
	keys, doubles := ledgerOf(t, strings.TrimSuffix(log, ".db")+".ledger.ndjson")
	if keys != o.Notices.Sent || doubles != 0 {
		t.Errorf("the ledger on disk has %d keys and %d doubles, %d were told sent", keys, doubles, o.Notices.Sent)
	}
}

// checkAnswers wants each member who was called in one figure, and at the end nobody who is waited for.
func checkAnswers(t *testing.T, callouts []*report.Callout) {
	t.Helper()
	for _, c := range callouts {
		if sum := c.Accepted + c.Declined + c.TimedOut + c.Surplus + c.NotNeeded; sum != c.Called || c.Waiting != 0 {
			t.Errorf("call-out %s: called %d, the figures add up to %d, %d are waited for", c.ID, c.Called, sum, c.Waiting)
		}
	}
}

func jsonOf(t *testing.T, f figures) string {
	t.Helper()
	b, err := json.Marshal([]any{
		f.messages, f.incidents, f.suspected, f.surges, f.owed, f.sent, f.unreached, f.open, f.made, f.accepted, f.confirmed,
		f.expired, f.refused, f.crises, f.published, f.drafted, f.raised, f.gaps, f.filled, f.joined, f.surplusFree, f.called, f.notNeeded,
		f.positions,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Without the incidents of operations nobody explains the surges: customers knew first.
func TestWithoutIncidentsTheSurgesAreUnexplained(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: a whole week in short mode")
	}
	t.Parallel()
	folder, log := realData(t), filepath.Join(t.TempDir(), "log.db")
	o := outcomeOf(t, recorded(folder, log)...)
	checkRecordedSurges(t, o)
	for _, s := range o.Surges {
		if s.ExplainedBy != nil {
			t.Errorf("explained by %s, but there is no incident", *s.ExplainedBy)
		}
	}
	if o.Suspected == 0 || o.Incidents != 0 {
		t.Errorf("got %d suspected and %d reported incidents", o.Suspected, o.Incidents)
	}
}

func TestTheSameDayTwiceGivesTheSameDigests(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: two days in short mode")
	}
	t.Parallel()
	folder := realData(t)
	var digests [2]string
	for n := range digests {
		log := filepath.Join(t.TempDir(), "log.db")
		more := append(withFlights(folder), "--until", "2015-02-18T06:00:00Z", "--passengers-per-flight", "3", "--settle", "12h")
		o := outcomeOf(t, recorded(folder, log, more...)...)
		digests[n] = o.Digest + " " + o.SurgesDigest
	}
	if digests[0] != digests[1] {
		t.Errorf("got %s, then %s", digests[0], digests[1])
	}
}
