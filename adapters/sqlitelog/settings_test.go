package sqlitelog

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
)

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		have  string
		older bool
	}{
		{"3.51.3", false},
		{"3.53.4", false},
		{"4.0.0", false},
		{"3.51.10", false},
		{"3.51.2", true},
		{"3.50.99", true},
		{"3.9.9", true},
		{"2.99.99", true},
		{"3.51", true},
		{"", true},
		{"x.y.z", true},
	} {
		if got := older(c.have, oldest); got != c.older {
			t.Errorf("%q is older than %s: got %v", c.have, oldest, got)
		}
	}
}

func TestForeignFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	foreign := filepath.Join(dir, "foreign.db")
	makeDatabase(t, foreign, "CREATE TABLE t (x); PRAGMA user_version = 1;")
	newer := filepath.Join(dir, "newer.db")
	mustClose(t, mustOpen(t, newer))
	change(t, newer, "PRAGMA user_version = 99;")
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		foreign: "not a log of tocsin", newer: "written by another version", text: "not a log of tocsin",
		filepath.Join(dir, "missing.db"): "", dir: "",
	} {
		before, _ := os.ReadFile(path)
		log, err := OpenReadOnly(path)
		if err == nil {
			mustClose(t, log)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("open %s for reading: got %v, want %q", filepath.Base(path), err, want)
		}
		if want == "" {
			continue
		}
		log, err = Open(path)
		if err == nil {
			mustClose(t, log)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("open %s: got %v, want %q", filepath.Base(path), err, want)
		}
		if after, _ := os.ReadFile(path); string(before) != string(after) {
			t.Errorf("%s was changed", filepath.Base(path))
		}
	}
}

func makeDatabase(t *testing.T, path, script string) {
	t.Helper()
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, path, script)
}

// TestWrongSettingsAreRefused: whoever takes the journal of the database away takes the promise away.
func TestWrongSettingsAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	mustClose(t, mustOpen(t, path))
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(set(conn, "journal_mode = delete"), conn.Close()); err != nil {
		t.Fatal(err)
	}
	log, err := Open(path)
	if err == nil {
		mustClose(t, log)
		t.Fatal("a log without a -wal was opened")
	}
	if !strings.Contains(err.Error(), "journal_mode") {
		t.Errorf("got %v, want it to name journal_mode", err)
	}
}
