package main

import (
	"fmt"
	"strings"
	"testing"
)

// messageRow is a row of a small table of messages.
func messageRow(id, text, at string) string {
	return id + ",Example Air,someone," + text + "," + at + "\n"
}

// TestARowThatTheRulesRefuseIsReported: the same id with another text is no repetition.
func TestARowThatTheRulesRefuseIsReported(t *testing.T) {
	for header, field := range map[string]string{"tweet_id,airline,name,text,tweet_created\n": "tweet_id", "Message_ID,brand,author,text,created_at\n": "Message_ID"} {
		messages := inFile(t, "m.csv", header+messageRow("1", "help", noon)+messageRow("1", "help", noon)+messageRow("1", "thanks", noon))
		code, o, errs := replayed(t, "--messages", messages)
		if code != exitDone {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		if want := (counts{Read: 3, Recorded: 1, Duplicates: 1, Rejected: 1}); o.Messages != want || o.Skipped.BadRows != 1 {
			t.Errorf("got %+v and %d bad rows, want %+v and 1", o.Messages, o.Skipped.BadRows, want)
		}
		if want := "m.csv:4: " + field + ": key_reused: "; !strings.Contains(errs, want) {
			t.Errorf("no %q in %s", want, errs)
		}
	}
}

// TestWhatTheWindowLeavesOutIsCounted: read is recorded, known, rejected and outside.
func TestWhatTheWindowLeavesOutIsCounted(t *testing.T) {
	const before, after = "2031-05-05T11:59:59Z", "2031-05-05T13:00:00Z"
	messages := inFile(t, "m.csv", "message_id,brand,author,text,created_at\n"+messageRow("1", "help", before)+messageRow("2", "help", noon)+
		messageRow("2", "help", noon)+messageRow("3", "help", after)+messageRow("", "help", noon))
	events := inFile(t, "e.ndjson", reported("1", before, before, noon)+reported("2", noon, noon, noon)+"{}\n")
	code, o, errs := replayed(t, "--messages", messages, "--events", events, "--from", noon, "--until", after)
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if want := (counts{Read: 5, Recorded: 1, Duplicates: 1, Rejected: 1, Outside: 2}); o.Messages != want {
		t.Errorf("messages: got %+v, want %+v", o.Messages, want)
	}
	if want := (counts{Read: 3, Recorded: 1, Rejected: 1, Outside: 1}); o.Events != want {
		t.Errorf("events: got %+v, want %+v", o.Events, want)
	}
	for _, c := range []counts{o.Messages, o.Events} {
		if c.Read != c.Recorded+c.Duplicates+c.Rejected+c.Outside {
			t.Errorf("does not add up: %+v", c)
		}
	}
}

func TestTheTableTellsOfTheWindowWhereItLeftSomethingOut(t *testing.T) {
	for c, want := range map[counts]string{
		{Read: 3, Recorded: 2, Duplicates: 1}: "3 read, 2 recorded, 1 duplicates, 0 rejected",
		{Read: 3, Recorded: 2, Outside: 1}:    "3 read, 2 recorded, 0 duplicates, 0 rejected, 1 outside the window",
	} {
		var out strings.Builder
		o := outcome{Messages: c, Events: c}
		if err := o.table(&out); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Messages ", "Events   "} {
			if line := fmt.Sprintf("%s  %s\n", name, want); !strings.Contains(out.String(), line) {
				t.Errorf("no %q in %s", line, out.String())
			}
		}
	}
}
