package volume_test

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/feed"
	"tocsin/domain/playbook"
	"tocsin/domain/surge"
	"tocsin/projections/foldtest"
	"tocsin/projections/volume"
)

// patterns stand for a classifier: five topics by a few words each. A real one differs, and so will its surges.
var patterns = []struct {
	topic string
	words *regexp.Regexp
}{
	{"cancel", regexp.MustCompile(`(?i)cancel`)},
	{"phone", regexp.MustCompile(`(?i)\b(on hold|hold|phone|call(ed|ing)?|hung up|disconnect\w*|hang)\b`)},
	{"baggage", regexp.MustCompile(`(?i)\b(bags?|baggage|luggage|suitcase)\b`)},
	{"delay", regexp.MustCompile(`(?i)(delay|late|tarmac|waiting|hours?|stuck)`)},
	{"booking", regexp.MustCompile(`(?i)(book|reserv|ticket|change|refund)`)},
}

func topicOf(text string) string {
	for _, p := range patterns {
		if p.words.MatchString(text) {
			return p.topic
		}
	}
	return "other"
}

// airline reads the real messages as classified ones, each id once, in order of time. It skips the test without them.
func airline(t testing.TB) []domain.Recorded {
	t.Helper()
	dir := cmp.Or(os.Getenv("TOCSIN_DATA"), filepath.Join("..", "..", "..", "shared", "data"))
	file, err := os.Open(filepath.Join(dir, "airline-tweets-2015", "tweets.csv"))
	if err != nil {
		t.Log("SKIPPED: set TOCSIN_DATA to the folder with airline-tweets-2015/tweets.csv")
		t.SkipNow()
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	seen := map[string]bool{}
	var records []domain.Recorded
	for _, row := range rows[1:] {
		id := row[column["tweet_id"]]
		at, err := time.Parse("2006-01-02 15:04:05 -0700", row[column["tweet_created"]])
		if err != nil {
			t.Fatal(err)
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		tier := "routine"
		if row[column["airline_sentiment"]] == "negative" {
			tier = "complaint"
		}
		at = at.UTC()
		records = append(records, domain.Recorded{
			Stream: domain.StreamID("conversation-" + id), ID: domain.NewEventID("conversation-test", id, 0),
			Meta: domain.Meta{OccurredAt: at, RecordedAt: at},
			Event: conversation.Classified{
				ExternalID: id, Brand: row[column["airline"]], Channel: "social", Subject: row[column["name"]], ReceivedAt: at,
				Topic: topicOf(row[column["text"]]), Tier: tier,
			},
		})
	}
	slices.SortStableFunc(records, func(a, b domain.Recorded) int {
		return cmp.Or(a.Meta.RecordedAt.Compare(b.Meta.RecordedAt), cmp.Compare(a.Stream, b.Stream))
	})
	return records
}

// profile puts the playbook and the coverage of the three brands before the first message.
func profile(records []domain.Recorded) []domain.Recorded {
	first := records[0].Meta.RecordedAt
	p := playbook.Playbook{Offsets: []playbook.Offset{{From: first.AddDate(-1, 0, 0), Seconds: -8 * 3600}}}
	content, hash := p.Content()
	head := []domain.Recorded{{Event: playbook.Adopted{Content: content, Hash: hash}}}
	for _, brand := range []string{"American", "US Airways", "United"} {
		head = append(head, domain.Recorded{Event: feed.CoverageStarted{Brand: brand, Channel: "social", Since: first}})
	}
	for i := range head {
		head[i].Stream, head[i].Meta.RecordedAt = domain.StreamID(fmt.Sprintf("feed-%d", i)), first
		head[i].ID = domain.NewEventID("feed-test", "head", i)
	}
	return numbered(append(head, records...))
}

func numbered(records []domain.Recorded) []domain.Recorded {
	for i := range records {
		records[i].Position = domain.Position(i + 1)
	}
	return records
}

// TestAirlineSlice holds the goals of the specification on the real messages of 17 to 24 February 2015.
func TestAirlineSlice(t *testing.T) {
	records := profile(airline(t))
	r := newReplay()
	r.through(records, byNext)
	r.due(records[len(records)-1].Meta.RecordedAt.Add(12 * time.Hour))
	utc := func(day, hour int) time.Time { return time.Date(2015, 2, day, hour, 0, 0, 0, time.UTC) }
	level := map[domain.StreamID]int{}
	found := 0
	for _, q := range r.asked {
		switch c := q.Command.(type) {
		case surge.Detect:
			level[q.To] = c.Detected.Level
			t.Logf("%s %v opened, onset %s, %.0f / %.1f = x%.1f [%.1f, %.1f], level %d", c.Detected.At.Format("02 15:04"), c.Detected.Key,
				c.Detected.OnsetAt.Format("02 15:04"), c.Detected.Observed, c.Detected.Expected, c.Detected.Multiple.Mid, c.Detected.Multiple.Lo, c.Detected.Multiple.Hi, c.Detected.Level)
			if c.Detected.Key.Brand == "US Airways" && c.Detected.Level >= 1 && c.Detected.At.After(utc(21, 12)) && c.Detected.At.Before(utc(23, 8)) {
				found++
			}
			if c.Detected.Level >= 1 && c.Detected.At.After(utc(20, 14)) && c.Detected.At.Before(utc(20, 17)) {
				t.Errorf("a small bump was taken for a surge: %+v", c.Detected)
			}
			if c.Detected.Key.Brand == "American" && c.Detected.At.Before(utc(23, 8)) {
				t.Errorf("American has no baseline on 22 February: %+v", c.Detected)
			}
			if c.Detected.Key.Brand == volume.All && c.Detected.OnsetAt.After(utc(22, 19).Add(58*time.Minute)) && c.Detected.OnsetAt.Before(utc(22, 21)) {
				t.Errorf("the start of a collection was told as a surge: %+v", c.Detected)
			}
		case surge.Escalate:
			level[q.To] = max(level[q.To], c.Escalated.Level)
		case feed.ReportMissing:
			t.Logf("%s baseline missing: %s since %s", c.BaselineMissing.At.Format("02 15:04"), c.BaselineMissing.Brand, c.BaselineMissing.Since.Format("02 15:04"))
			if c.BaselineMissing.Brand != "American" || c.BaselineMissing.Since.Before(utc(22, 19)) || c.BaselineMissing.Since.After(utc(22, 21)) {
				t.Errorf("baseline missing: %+v", c.BaselineMissing)
			}
		}
	}
	if found == 0 {
		t.Error("no stream of US Airways of level 1 or more opened between 21 Feb 12:00Z and 23 Feb 08:00Z")
	}
	checkPicture(t, r.log)
}

// checkPicture folds the log, with the recorded surges in it, into the picture.
func checkPicture(t *testing.T, log []domain.Recorded) {
	v := foldtest.Fold(volume.New(), log)
	for _, d := range v.Differences() {
		t.Error(d)
	}
	rows := map[string]string{}
	for _, b := range v.BestByDay() {
		if b.Key.Channel == volume.All {
			rows[b.Key.Brand+", "+b.Key.Topic] += fmt.Sprintf(" %s: %.1f", b.Day[8:], b.LnE)
		}
	}
	for _, k := range []string{"US Airways, *", "United, *", "US Airways, phone", "US Airways, cancel", "US Airways, delay"} {
		t.Log("best ln e of", k, rows[k])
	}
	cold := 0
	for _, n := range v.NoBaseline() {
		t.Logf("no baseline: %s from %s to %s, %.1f per hour", n.Key.Brand, n.Since.Format("02 15:04"), n.Until.Format("02 15:04"), n.PerHour)
		if n.Key.Brand == "American" {
			cold++
		}
	}
	if cold != 2 {
		t.Errorf("American had no baseline %d times, want 2: before and after its collection began", cold)
	}
	if behind, dropped := v.Behind(); behind+dropped != 0 {
		t.Errorf("%d behind, %d dropped", behind, dropped)
	}
}

// The real week gives the same surges however it is advanced.
func TestAirlineSliceInOtherRhythms(t *testing.T) {
	records := profile(airline(t))
	last := records[len(records)-1].Meta.RecordedAt.Add(12 * time.Hour)
	digest := func(step func(*replay, time.Time)) string {
		r := newReplay()
		r.through(records, step)
		r.due(last)
		return foldtest.Fold(volume.New(), r.log).SurgesDigest()
	}
	want := digest(byNext)
	if got := digest(atEveryEvent); got != want {
		t.Errorf("advanced at every event: %s, by Next: %s", got, want)
	}
	if got := digest(func(*replay, time.Time) {}); got != want {
		t.Errorf("advanced by the records alone: %s, by Next: %s", got, want)
	}
}

func BenchmarkAirlineWeek(b *testing.B) {
	records := profile(airline(b))
	for b.Loop() {
		foldtest.Fold(volume.New(), records)
	}
}
