package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func fileOf(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// fewMessages is a file of messages of an invented brand.
func fewMessages(t *testing.T) string {
	t.Helper()
	return fileOf(t, "m.csv", `tweet_id,airline,name,text,tweet_created
1,Example Air,a,our flight was cancelled,2031-05-05 06:00:00 +0000
2,Example Air,b,I want a refund,2031-05-05 06:01:00 +0000
`)
}

func replayOf(t *testing.T, more ...string) []string {
	return append([]string{"replay", "--messages", fewMessages(t), "--log", "sqlite://" + filepath.Join(t.TempDir(), "l.db")}, more...)
}

func TestChannelMustBeKnown(t *testing.T) {
	code, _, errs := tocsin(t, replayOf(t, "--channel", "foo")...)
	if code != exitUsage || !strings.Contains(errs, `"foo"`) || !strings.Contains(errs, "social, chat, email") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

// TestLanguageWithoutRulesIsTold: on stderr, in the table and in the JSON; the run goes on.
func TestLanguageWithoutRulesIsTold(t *testing.T) {
	code, out, errs := tocsin(t, replayOf(t, "--lang", "it", "--quiet")...)
	const want = "2 messages in languages without rules (it 2)"
	if code != exitDone || !strings.Contains(errs, "not classified: "+want) || !strings.Contains(out, "Classifier "+want) {
		t.Errorf("exit code %d: %s%s", code, errs, out)
	}
	o := outcomeOf(t, replayOf(t, "--lang", "it-CH", "-o", "json")...)
	if c := o.Classifier; c == nil || c.Unclassified["it-CH"] != 2 || len(c.Languages) == 0 || o.Messages.Recorded != 2 {
		t.Errorf("got %+v, %+v", o.Classifier, o.Messages)
	}
	o = outcomeOf(t, replayOf(t, "--lang", "en-GB", "-o", "json")...)
	if c := o.Classifier; c == nil || len(c.Unclassified) != 0 || len(c.Repairs) != 0 {
		t.Errorf("got %+v", o.Classifier)
	}
}

// TestLanguagesOfEventsAreTold: events say the language of each message.
func TestLanguagesOfEventsAreTold(t *testing.T) {
	var lines strings.Builder
	for id, lang := range []string{"en", "nl", "nl"} {
		fmt.Fprintf(&lines, `{"specversion":"1.0","id":"%d","source":"/desk","type":"dev.tocsin.conversation.message_received.v1","time":"2031-05-05T06:05:00Z","datacontenttype":"application/json","data":{"brand":"Example Air","channel":"chat","account":"help","thread_ref":"t%d","external_id":"m%d","visibility":"private","from":"someone","body":"x","lang":"%s","received_at":"2031-05-05T06:05:00Z"}}`+"\n", id, id, id, lang)
	}
	o := outcomeOf(t, "replay", "--events", fileOf(t, "e.ndjson", lines.String()), "--log", "sqlite://"+filepath.Join(t.TempDir(), "l.db"), "-o", "json")
	if c := o.Classifier; c == nil || len(c.Unclassified) != 1 || c.Unclassified["nl"] != 2 {
		t.Errorf("got %+v", o.Classifier)
	}
}

func TestRepairsOfAFileAreUsed(t *testing.T) {
	repairs := fileOf(t, "r.yaml", "id: mine\nevidence: 0\npieces: [{text: refund, original: hello}]\n")
	o := outcomeOf(t, replayOf(t, "--message-repairs", repairs, "-o", "json")...)
	if o.Classifier == nil || len(o.Classifier.Repairs) != 1 || o.Classifier.Repairs[0] != "mine" {
		t.Errorf("got %+v", o.Classifier)
	}
	names := fileOf(t, "n.yaml", "ship: [x]\n")
	for _, c := range [][]string{{"--message-repairs", "nothing.yaml"}, {"--message-repairs", names}, {"--names", "nothing.yaml"}, {"--names", names}} {
		code, _, errs := tocsin(t, replayOf(t, c...)...)
		if code != exitUsage || !strings.Contains(errs, c[0]) {
			t.Errorf("%v: exit code %d: %s", c, code, errs)
		}
	}
}

func TestConfigPrintShowsTheClassifier(t *testing.T) {
	out := mustRun(t, "config", "print")
	for _, want := range []string{`"threshold": 2`, `"evidence": 3`, `"max_gap": 3`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s", want)
		}
	}
}
