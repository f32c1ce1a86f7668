package volume_test

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/feed"
	"tocsin/domain/playbook"
	"tocsin/domain/surge"
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

// replay answers a policy's requests as a node would: each is recorded at once, as its own fact.
type replay struct {
	policy  *volume.Policy
	asked   []domain.Request
	at      []time.Time
	log     []domain.Recorded
	carried map[string]bool
}

func newReplay() *replay { return &replay{policy: volume.NewPolicy(), carried: map[string]bool{}} }

func (r *replay) record(rec domain.Recorded) {
	rec.Position = domain.Position(len(r.log) + 1)
	r.log = append(r.log, rec)
	r.policy.Apply(rec)
	r.carry(r.policy.React(rec), rec.Meta.RecordedAt)
}

func (r *replay) due(now time.Time) { r.carry(r.policy.Due(now), now) }

func (r *replay) carry(requests []domain.Request, now time.Time) {
	for _, q := range requests {
		key := q.Cause + "/" + q.Step + "/" + string(q.To)
		if r.carried[key] {
			continue
		}
		r.carried[key] = true
		r.asked, r.at = append(r.asked, q), append(r.at, now)
		r.record(domain.Recorded{
			Stream: q.To, ID: domain.NewEventID(q.To, key, 0), Meta: domain.Meta{RecordedAt: now, OccurredAt: now},
			Event: eventOf(q.Command),
		})
	}
}

func eventOf(command any) domain.Event {
	switch c := command.(type) {
	case surge.Detect:
		return c.Detected
	case surge.Escalate:
		return c.Escalated
	case surge.Ease:
		return c.Eased
	case surge.Resume:
		return c.Resumed
	case surge.Link:
		return c.Linked
	case surge.End:
		return c.Ended
	case feed.ReportMissing:
		return c.BaselineMissing
	case feed.ReportSilent:
		return c.FellSilent
	case feed.ReportResumed:
		return c.Resumed
	}
	panic(fmt.Sprintf("no event for %T", command))
}

// TestAirlineSlice holds the goals of the specification on the real messages of 17 to 24 February 2015.
func TestAirlineSlice(t *testing.T) {
	records := profile(airline(t))
	r := newReplay()
	for _, rec := range records {
		for {
			next, ok := r.policy.Next()
			if !ok || next.After(rec.Meta.RecordedAt) {
				break
			}
			r.due(next)
		}
		r.record(rec)
	}
	r.due(records[len(records)-1].Meta.RecordedAt.Add(12 * time.Hour))
	level := map[domain.StreamID]int{}
	var opened []surge.Detected
	for _, q := range r.asked {
		switch c := q.Command.(type) {
		case surge.Detect:
			level[q.To] = c.Level
			opened = append(opened, c.Detected)
			t.Logf("%s %s opened, onset %s, %g/%g x%.1f [%.1f, %.1f] level %d, ln e %.2f, parent %q %v %.2f", c.At.Format("02 15:04:05"), c.Key,
				c.OnsetAt.Format("02 15:04:05"), c.Observed, c.Expected, c.Multiple.Mid, c.Multiple.Lo, c.Multiple.Hi, c.Level,
				c.ArlEquivalentS, c.Parent, c.Topics, c.NegativeShare)
		case surge.Escalate:
			level[q.To] = max(level[q.To], c.Level)
			t.Logf("%s %s to level %d %s", c.At.Format("02 15:04:05"), q.To, c.Level, c.Shape)
		case surge.Ease:
			t.Logf("%s %s eased %d", c.At.Format("02 15:04:05"), q.To, c.Level)
		case surge.End:
			t.Logf("%s %s ended: %s, peak x%.1f, excess %g", c.At.Format("02 15:04:05"), q.To, c.Reason, c.PeakMultiple, c.Excess)
		default:
			t.Logf("%T %+v", q.Command, q.Command)
		}
	}
	v := volume.New()
	for _, rec := range r.log {
		v.Apply(rec)
	}
	for _, d := range v.Differences() {
		t.Error(d)
	}
	rows := map[string]string{}
	for _, b := range v.BestByDay() {
		if b.Key.Channel == "*" {
			rows[b.Key.Brand+"/"+b.Key.Topic] += fmt.Sprintf(" %s:%.1f", b.Day[8:], b.LnE)
		}
	}
	for _, k := range []string{"US Airways/*", "United/*", "American/*", "*/*", "US Airways/phone", "US Airways/cancel", "US Airways/delay"} {
		t.Log("best ln e:", k, rows[k])
	}
	for _, n := range v.NoBaseline() {
		t.Logf("no baseline: %s %s to %s, %.1f per hour", n.Key, n.Since.Format("02 15:04"), n.Until.Format("02 15:04"), n.PerHour)
	}
	for _, s := range v.Streams() {
		if s.Key.Channel == "*" && (s.Key.Topic == "*" || s.Key.Brand == "US Airways") {
			t.Logf("%v: counted %g expected %.0f phi %.2f slow %.3f guard %.2f level %.1f", s.Key, s.Counted, s.Expected, s.Phi, s.Slow, s.Guard, s.Level)
		}
	}
	_ = strings.ToLower
	_ = opened
}
