package volume_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"tocsin/adapters/classify"
	"tocsin/adapters/inbound/airmessages"
	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/feed"
	"tocsin/domain/playbook"
)

// classified says what a message is about, and how it is to be handled.
type classified func(text string) (topic, tier string)

// patterns are the topics of the table in the specification: five, by a few words each.
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

func byWords(text string) (topic, tier string) {
	for _, p := range patterns {
		if p.words.MatchString(text) {
			return p.topic, "routine"
		}
	}
	return "other", "routine"
}

// byRules is the classifier that the program ships.
func byRules(t testing.TB) classified {
	t.Helper()
	repairs, err := classify.ShippedRepairs()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := classify.Default(classify.Options{Repairs: repairs})
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) (topic, tier string) {
		r := rules.Classify(classify.Input{Text: text, Language: "en"})
		return r.Topic, string(r.Tier)
	}
}

// dataFile finds a data set by TOCSIN_DATA, or in shared/data beside a folder above; it skips the test without one.
func dataFile(t testing.TB, name ...string) *os.File {
	t.Helper()
	dirs := []string{os.Getenv("TOCSIN_DATA")}
	for up := ".."; len(up) < 30; up = filepath.Join("..", up) {
		dirs = append(dirs, filepath.Join(up, "shared", "data"))
	}
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		if file, err := os.Open(filepath.Join(append([]string{dir}, name...)...)); err == nil {
			t.Cleanup(func() { _ = file.Close() })
			return file
		}
	}
	t.Skip("SKIPPED: set TOCSIN_DATA to the folder with " + filepath.Join(name...))
	return nil
}

// airline reads the real messages as classified ones, each id once, in order of time.
func airline(t testing.TB, classify classified) []domain.Recorded {
	t.Helper()
	seen := map[string]bool{}
	var records []domain.Recorded
	for m, problem := range airmessages.Messages("tweets.csv", dataFile(t, "airline-tweets-2015", "tweets.csv")) {
		if problem != nil {
			t.Fatal(problem)
		}
		if seen[m.ID] {
			continue
		}
		seen[m.ID] = true
		topic, tier := classify(m.Text)
		records = append(records, domain.Recorded{
			Stream: domain.StreamID("conversation-" + m.ID), ID: domain.NewEventID("conversation-test", m.ID, 0),
			Meta: domain.Meta{OccurredAt: m.At, RecordedAt: m.At},
			Event: conversation.Classified{
				ExternalID: m.ID, Brand: m.Brand, Channel: "social", Subject: m.Author, ReceivedAt: m.At, Topic: topic, Tier: tier,
			},
		})
	}
	slices.SortStableFunc(records, func(a, b domain.Recorded) int {
		return cmp.Or(a.Meta.RecordedAt.Compare(b.Meta.RecordedAt), cmp.Compare(a.Stream, b.Stream))
	})
	return records
}

// covered puts the playbook and the coverage of the three brands before the first message: the file begins for all of
// them at once, even where a brand has no message for some hours.
func covered(records []domain.Recorded) []domain.Recorded {
	first := records[0].Meta.RecordedAt
	var facts []domain.Event
	for _, brand := range []string{"American", "US Airways", "United"} {
		facts = append(facts, feed.CoverageStarted{Brand: brand, Channel: "social", Since: first})
	}
	return headed(records, facts...)
}

// headed puts a playbook with the local time of the file, and some facts, before the first message.
func headed(records []domain.Recorded, facts ...domain.Event) []domain.Recorded {
	first := records[0].Meta.RecordedAt
	p := playbook.Playbook{Offsets: []playbook.Offset{{From: first.AddDate(-1, 0, 0), Seconds: -8 * 3600}}}
	content, hash := p.Content()
	var head []domain.Recorded
	for i, e := range append([]domain.Event{playbook.Adopted{Content: content, Hash: hash}}, facts...) {
		head = append(head, domain.Recorded{
			Stream: domain.StreamID(fmt.Sprintf("feed-%d", i)), ID: domain.NewEventID("feed-test", "head", i),
			Meta: domain.Meta{RecordedAt: first}, Event: e,
		})
	}
	return numbered(append(head, records...))
}

func numbered(records []domain.Recorded) []domain.Recorded {
	for i := range records {
		records[i].Position = domain.Position(i + 1)
	}
	return records
}
