package airmessages

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T, path ...string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join(path...))
	if err != nil {
		t.Skipf("SKIPPED: the real messages are not here (%v); set TOCSIN_DATA to the folder that holds airline-tweets-2015", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestSample(t *testing.T) {
	var got []Message
	var bad []string
	for m, problem := range Messages("sample.csv", open(t, "testdata", "sample.csv")) {
		if problem != nil {
			bad = append(bad, problem.Error())
			continue
		}
		got = append(got, m)
	}
	at := func(h, m, s int) time.Time { return time.Date(2015, 2, 22, h, m, s, 0, time.UTC) }
	thanks := Message{ID: "900000000000000012", Brand: "Other Air", Author: "someone_4", Text: "thanks!", At: at(20, 0, 0), IDColumn: "tweet_id"}
	first, second := thanks, thanks
	first.Line, second.Line = 14, 15
	want := []Message{
		{Line: 2, ID: "900000000000000001", Brand: "Example Air", Author: "someone_1", Text: "@ExampleAir on hold for two hours",
			At: at(19, 58, 0), Location: "Springfield, XX", Zone: "Eastern Time (US & Canada)", IDColumn: "tweet_id"},
		{Line: 3, ID: "900000000000000002", Brand: "Example Air", Author: "someone_2", Text: "@ExampleAir where, please,\nis my \"bag\"? 😀",
			At: at(19, 58, 30), IDColumn: "tweet_id"},
		first, second,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{
		"sample.csv:5: tweet_id: is empty",
		"sample.csv:6: tweet_id: has been rounded, as spreadsheets do with long numbers; other messages may have the same",
		"sample.csv:7: airline: is empty",
		"sample.csv:8: name: is empty",
		"sample.csv:9: text: is empty",
		"sample.csv:10: tweet_created: no time with date and zone, such as 2015-02-22 05:40:00 -0800",
		"sample.csv:11: tweet_created: no time with date and zone, such as 2015-02-22 05:40:00 -0800",
		"sample.csv:12: tweet_created: no time with date and zone, such as 2015-02-22 05:40:00 -0800",
		"sample.csv:13: the row has 7 fields, the header 8",
	}, bad); diff != "" {
		t.Error(diff)
	}
}

func TestMissingColumns(t *testing.T) {
	var bad []string
	for _, problem := range Messages("x.csv", strings.NewReader("tweet_id,name\n1,2\n")) {
		bad = append(bad, problem.Error())
	}
	if diff := cmp.Diff([]string{
		"x.csv:1: brand: the column is missing; accepted names are brand, airline, company, account",
		"x.csv:1: text: the column is missing; accepted names are text, body, message, content",
		"x.csv:1: created_at: the column is missing; accepted names are created_at, tweet_created, received_at, sent_at, timestamp, datetime, time, date",
	}, bad); diff != "" {
		t.Error(diff)
	}
}

func TestOtherNamesOfColumns(t *testing.T) {
	want := Message{Line: 2, ID: "1", Brand: "Example Air", Author: "someone", Text: "help, please", At: time.Date(2015, 2, 22, 20, 0, 0, 0, time.UTC)}
	for _, header := range []string{
		"id;company;user;body;timestamp", "ID;Account;From;Message;Date", "message_id;brand;author;content;time", "Tweet_ID;Airline;Name;Text;Received_At",
	} {
		want.IDColumn, _, _ = strings.Cut(header, ";")
		for m, problem := range Messages("x.csv", strings.NewReader(header+"\n1;Example Air;someone;help, please;2015-02-22T20:00:00Z\n")) {
			if diff := cmp.Diff(want, m); problem != nil || diff != "" {
				t.Errorf("%s: %v %s", header, problem, diff)
			}
		}
	}
}

func TestNoBrandIsAll(t *testing.T) {
	var bad []string
	for _, problem := range Messages("x.csv", strings.NewReader("id,company,user,body,time\n1, * ,u,b,2015-02-22T20:00:00Z\n2,A\x1bB,u,b,2015-02-22T20:00:00Z\n3,A*,u,b,2015-02-22T20:00:00Z\n")) {
		if problem != nil {
			bad = append(bad, problem.Error())
		}
	}
	if diff := cmp.Diff([]string{"x.csv:2: company: is *, which stands for all of them", "x.csv:3: company: has a control character"}, bad); diff != "" {
		t.Error(diff)
	}
}

// TestRealFile counts what SOURCE.md says of the public file.
func TestRealFile(t *testing.T) {
	root := os.Getenv("TOCSIN_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	ids, rows := map[string]bool{}, 0
	for m, problem := range Messages("tweets.csv", open(t, root, "airline-tweets-2015", "tweets.csv")) {
		if problem != nil {
			t.Error(problem)
			continue
		}
		rows++
		ids[m.ID] = true
	}
	if rows != 9494 || len(ids) != 9339 {
		t.Errorf("%d rows with %d ids, want 9494 with 9339", rows, len(ids))
	}
}

func FuzzMessages(f *testing.F) {
	sample, err := os.ReadFile(filepath.Join("testdata", "sample.csv"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add([]byte("\ufefftext,name,airline,tweet_id,tweet_created\n\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for m, problem := range Messages("x.csv", bytes.NewReader(data)) {
			if problem == nil && (m.ID == "" || m.Brand == "" || m.Author == "" || m.Text == "" || m.At.IsZero() || m.Line < 2) {
				t.Errorf("accepted %+v", m)
			}
		}
	})
}
