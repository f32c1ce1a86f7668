package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"tocsin/adapters/sqlitelog"
	"tocsin/domain"
)

// quietDay is a log in which a single message came and nothing followed.
func quietDay(t *testing.T) (log, printed string) {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "events.ndjson")
	message := strings.Split(events, "\n")[2]
	if err := os.WriteFile(path, []byte(message+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	log = filepath.Join(folder, "log.db")
	return log, mustRun(t, "replay", "--quiet", "--events", path, "--log", "sqlite://"+log, "-o", "json")
}

func TestEmptyListsAreListsInJSON(t *testing.T) {
	t.Parallel()
	log, printed := quietDay(t)
	for what, text := range map[string]string{
		"replay": printed, "report": mustRun(t, "report", log, "-o", "json"),
		"report of nothing": mustRun(t, "report", log, "-o", "json", "--at", "2001-01-01T00:00:00Z"),
	} {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &fields); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"surges", "crises", "statements", "callouts", "parked", "best_ln_e", "no_baseline"} {
			if !bytes.HasPrefix(fields[name], []byte("[")) {
				t.Errorf("%s: %s is %s, want a list", what, name, fields[name])
			}
		}
		for _, name := range []string{"refusals", "played_refused"} {
			if !bytes.HasPrefix(fields[name], []byte("{")) {
				t.Errorf("%s: %s is %s, want an object", what, name, fields[name])
			}
		}
		if digest := string(fields["surges_digest"]); !strings.HasPrefix(digest, `"sha256:`) {
			t.Errorf("%s: surges_digest is %s, want a value", what, digest)
		}
	}
	if out := mustRun(t, "audit", "verify", log); !strings.Contains(out, "(of no surges)") {
		t.Errorf("audit verify does not say that there were no surges: %s", out)
	}
}

func TestReadingALogLeavesItAndItsFolderAsTheyWere(t *testing.T) {
	t.Parallel()
	log, _ := quietDay(t)
	before := contents(t, filepath.Dir(log))
	for _, args := range [][]string{{"audit", "show", log}, {"audit", "verify", log}, {"report", log}} {
		mustRun(t, args...)
		after := contents(t, filepath.Dir(log))
		for name, text := range after {
			if was, known := before[name]; !known || was != text {
				t.Errorf("%s: %s is new or other", strings.Join(args, " "), name)
			}
		}
	}
}

// contents of the files of a folder.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(b)
	}
	return files
}

func TestAMomentOutsideTheLogIsTold(t *testing.T) {
	t.Parallel()
	log, _ := quietDay(t)
	for _, command := range [][]string{{"report", log}, {"audit", "show", log}} {
		for at, says := range map[string]string{
			"1": "", "2001-01-01T00:00:00Z": "before the log", "2099-01-01T00:00:00Z": "behind the log", "100000": "behind the log",
		} {
			code, _, errs := tocsin(t, append(command, "--at", at)...)
			if code != exitDone || says == "" && errs != "" || !strings.Contains(errs, says) {
				t.Errorf("%s --at %s: exit code %d, %q; want %q", command[0], at, code, errs, says)
			}
		}
	}
	if code, _, errs := tocsin(t, "report", log, "--at", "0"); code != exitUsage || !strings.Contains(errs, "begin at 1") {
		t.Errorf("--at 0: exit code %d, %q", code, errs)
	}
}

func TestWhatIsNoLogIsToldPlainly(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	garbage, empty := filepath.Join(folder, "garbage.db"), filepath.Join(folder, "empty.db")
	for path, text := range map[string]string{garbage: strings.Repeat("no log\n", 2000), empty: ""} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range [][]string{{"report"}, {"audit", "show"}, {"audit", "verify"}} {
		for _, path := range []string{garbage, empty} {
			code, _, errs := tocsin(t, append(command, path)...)
			if code != exitMismatch || !strings.Contains(errs, "not a log of tocsin") || strings.Contains(errs, "PRAGMA") {
				t.Errorf("%v %s: exit code %d, %q", command, filepath.Base(path), code, errs)
			}
		}
		if code, _, errs := tocsin(t, append(command, folder)...); code != exitUsage || !strings.Contains(errs, "folder") {
			t.Errorf("%v of a folder: exit code %d, %q", command, code, errs)
		}
	}
}

// rewritten copies a log without the rows, or with the bytes, that somebody took into his hands.
func rewritten(t *testing.T, from string, change func(domain.Recorded) (domain.Recorded, bool)) string {
	t.Helper()
	source, err := sqlitelog.OpenReadOnly(from)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	path := filepath.Join(t.TempDir(), "log.db")
	target, err := sqlitelog.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	for r, err := range source.ReadAll(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		r, keep := change(r)
		if !keep {
			continue
		}
		if _, err := target.Append(t.Context(), r.Stream, r.Revision-1, domain.Proposed{
			ID: r.ID, Type: r.Type, Version: r.Version, Data: r.Data, Meta: r.Meta,
		}); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestAuditVerifyNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	log, printed := quietDay(t)
	var o outcome
	if err := json.Unmarshal([]byte(printed), &o); err != nil {
		t.Fatal(err)
	}
	path := rewritten(t, log, func(r domain.Recorded) (domain.Recorded, bool) { return r, uint64(r.Position) != o.Positions })
	proof, err := os.ReadFile(proofPath(log))
	if err == nil {
		err = os.WriteFile(proofPath(path), proof, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	code, _, errs := tocsin(t, "audit", "verify", path)
	if code != exitMismatch {
		t.Errorf("exit code %d, want %d", code, exitMismatch)
	}
	for _, want := range []string{"positions differ", "digest differs: " + o.Digest + " was printed, sha256:"} {
		if !strings.Contains(errs, want) {
			t.Errorf("got %q, want %q", errs, want)
		}
	}
}

func TestAuditVerifyNamesTheMissingPosition(t *testing.T) {
	t.Parallel()
	log, _ := quietDay(t)
	conn, err := sqlite.OpenConn(log, sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	err = sqlitex.ExecuteTransient(conn, "DELETE FROM events WHERE position = 5", nil)
	if err := errors.Join(err, conn.Close()); err != nil {
		t.Fatal(err)
	}
	code, _, errs := tocsin(t, "audit", "verify", log)
	if code != exitMismatch || !strings.Contains(errs, "position 5: the event is missing") || strings.Contains(errs, "SELECT") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}
