package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tocsin runs the whole program in this process.
func tocsin(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

// mustRun wants exit code 0 and gives what was printed.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := tocsin(t, args...)
	if code != exitDone {
		t.Fatalf("tocsin %s: exit code %d\n%s", strings.Join(args, " "), code, errs)
	}
	return out
}

// realData finds the real data, or skips the test and says why.
func realData(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("TOCSIN_DATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(folder, "airline-tweets-2015", "tweets.csv")); err != nil {
		t.Skip("SKIPPED: no real data; name its folder by TOCSIN_DATA")
	}
	return folder
}

func TestBadUseIsExplainedAndNamesTheFlag(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("id: x\nnonsense: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"nonsense"}, `unknown command "nonsense"`},
		{[]string{"replay"}, "--messages"},
		{[]string{"replay", "--nonsense"}, "--nonsense"},
		{[]string{"replay", "--messages", "none.csv"}, "--messages"},
		{[]string{"replay", "--cancellations", "x.csv"}, "--airports"},
		{[]string{"replay", "--messages", "x.csv", "-o", "xml"}, "--output"},
		{[]string{"replay", "--messages", "x.csv", "--until", "yesterday"}, "--until"},
		{[]string{"replay", "--messages", "x.csv", "--passengers-per-flight", "-1"}, "--passengers-per-flight"},
		{[]string{"replay", "--messages", "x.csv", "--settle", "30"}, "--settle"},
		{[]string{"replay", "--messages", "x.csv", "--log", "http://x"}, "--log"},
		{[]string{"config", "check", "--playbook", bad}, "nonsense"},
		{[]string{"config", "check", bad}, "nonsense"},
		{[]string{"config", "check", bad, "--playbook", bad}, "want one playbook"},
		{[]string{"config", "check", bad, bad}, "want one playbook"},
		{[]string{"demo", "--log", "snow/log.db"}, "sqlite:snow/log.db"},
		{[]string{"replay", "--messages", "x.csv", "--log", "log.db"}, "sqlite:log.db"},
		{[]string{"report"}, "path of a log"},
		{[]string{"audit", "show", "none.db"}, "none.db"},
		{[]string{"audit", "verify", "none.db"}, "none.db"},
		{[]string{"simulate", "--seeds", "0"}, "--seeds"},
	} {
		code, _, errs := tocsin(t, c.args...)
		if code != exitUsage || !strings.Contains(errs, c.says) {
			t.Errorf("tocsin %s: exit code %d, %q; want 2 and %q", strings.Join(c.args, " "), code, errs, c.says)
		}
	}
}

func TestConfigPrintIsAPlaybookAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "again.yaml")
	text := mustRun(t, "config", "print")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if again := mustRun(t, "config", "print", "--playbook", path); again != text {
		t.Error("what config print gives does not print as itself")
	}
	if out := mustRun(t, "config", "check", path); !strings.HasPrefix(out, "ok: playbook ") {
		t.Errorf("config check of what was printed: %s", out)
	}
	for _, key := range []string{"pooled_arl", "crisis_affected_at_least", "accept_rate", "handling_s", "gather_for", "stable_for"} {
		if !strings.Contains(text, key) {
			t.Errorf("config print does not show %s", key)
		}
	}
}

func TestAVariableStandsInForAFlagAndTheFlagGoesBefore(t *testing.T) {
	t.Setenv("TOCSIN_SEEDS", "none")
	if code, _, errs := tocsin(t, "simulate"); code != exitUsage || !strings.Contains(errs, "TOCSIN_SEEDS") {
		t.Errorf("exit code %d, %q; want 2 and the name of the variable", code, errs)
	}
	t.Setenv("TOCSIN_SEEDS", "0")
	if code, out, errs := tocsin(t, "simulate", "--seeds", "1", "--quiet"); code != exitDone || !strings.Contains(out, "1 seeds") {
		t.Errorf("exit code %d, %q %q", code, out, errs)
	}
}

func TestVersion(t *testing.T) {
	if out := mustRun(t, "version"); !strings.HasPrefix(out, "tocsin ") {
		t.Errorf("got %q", out)
	}
}

// events is a small day in CloudEvents: one incident, a duplicate, a message, and a line that is wrong.
const events = `{"specversion":"1.0","id":"1","source":"/occ","type":"dev.tocsin.incident.reported.v1","time":"2031-05-05T06:00:00Z","datacontenttype":"application/json","data":{"source":{"system":"occ","external_ref":"A"},"brand":"Example Air","domain":"air","kind":"CANCELLED","scope":{"flights":[{"carrier":"QE","number":"1","date_local":"2031-05-05","origin":"ZZZ","dest":"ZYY","std":"2031-05-05T10:00:00Z","std_local":"10:00","status":"CANCELLED"}]},"started_at":"2031-05-05T06:00:00Z","aware_at":"2031-05-05T06:00:00Z"}}
{"specversion":"1.0","id":"1","source":"/occ","type":"dev.tocsin.incident.reported.v1","time":"2031-05-05T06:00:00Z","datacontenttype":"application/json","data":{"source":{"system":"occ","external_ref":"A"},"brand":"Example Air","domain":"air","kind":"CANCELLED","scope":{"flights":[{"carrier":"QE","number":"1","date_local":"2031-05-05","origin":"ZZZ","dest":"ZYY","std":"2031-05-05T10:00:00Z","std_local":"10:00","status":"CANCELLED"}]},"started_at":"2031-05-05T06:00:00Z","aware_at":"2031-05-05T06:00:00Z"}}
{"specversion":"1.0","id":"2","source":"/desk","type":"dev.tocsin.conversation.message_received.v1","time":"2031-05-05T06:05:00Z","datacontenttype":"application/json","data":{"brand":"Example Air","channel":"chat","account":"help","thread_ref":"t1","external_id":"m1","visibility":"private","from":"someone","body":"Is my flight cancelled?","lang":"en","received_at":"2031-05-05T06:05:00Z"}}
{"specversion":"1.0","id":"3","source":"/occ","type":"dev.tocsin.incident.reported.v1","time":"2031-05-05T06:06:00Z","datacontenttype":"application/json","data":{"brand":"Example Air"}}
not json
`

func TestReplayOfCloudEvents(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "events.ndjson")
	if err := os.WriteFile(path, []byte(events), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := tocsin(t, "replay", "--events", path, "--log", "sqlite://"+filepath.Join(folder, "log.db"), "-o", "json")
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	var o outcome
	if err := json.Unmarshal([]byte(out), &o); err != nil {
		t.Fatal(err)
	}
	if want := (counts{Read: 5, Recorded: 2, Duplicates: 1, Rejected: 2}); o.Events != want {
		t.Errorf("events: got %+v, want %+v", o.Events, want)
	}
	for _, line := range []string{"events.ndjson:4", "events.ndjson:5"} {
		if !strings.Contains(errs, line) {
			t.Errorf("no report of line %s in %q", line, errs)
		}
	}
	if o.Incidents != 1 || o.Affected != 20 || o.Notices.Owed != 20 || o.Notices.Open != 0 {
		t.Errorf("got %d incidents, %d affected, notices %+v", o.Incidents, o.Affected, o.Notices)
	}
	mustRun(t, "audit", "verify", filepath.Join(folder, "log.db"))
	for _, flag := range []string{"--digest", "--surges-digest"} {
		if code, _, _ := tocsin(t, "audit", "verify", filepath.Join(folder, "log.db"), flag, "sha256:0"); code != exitMismatch {
			t.Errorf("audit verify with a wrong %s: exit code %d, want %d", flag, code, exitMismatch)
		}
	}
	damage(t, filepath.Join(folder, "log.db"))
	if code, _, errs := tocsin(t, "audit", "verify", filepath.Join(folder, "log.db")); code != exitMismatch {
		t.Errorf("audit verify of a damaged log: exit code %d, %q; want %d", code, errs, exitMismatch)
	}
}

// damage turns one bit of the brand in the stored event of a log.
func damage(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte(`"brand":"Example Air"`))
	if at < 0 {
		t.Fatal("the event is not in the file")
	}
	b[at+len(`"brand":"`)] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
