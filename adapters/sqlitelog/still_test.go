package sqlitelog

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// trace is what lies in a folder, but for the lock of a writer.
func trace(t *testing.T, folder string) (names string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".lock") {
			names += e.Name() + " "
		}
	}
	return names
}

func TestReadingAClosedLogLeavesNoTrace(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a log? 100%.db")
	log := mustOpen(t, path)
	fillLog(t, log, "fill", 3000, 10)
	mustClose(t, log)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	auditor, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := auditor.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if got := trace(t, folder); got != "a log? 100%.db " {
		t.Errorf("while it is read there lie %s", got)
	}
	mustClose(t, auditor)
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) || trace(t, folder) != "a log? 100%.db " {
		t.Errorf("afterwards there lie %s, error %v", trace(t, folder), err)
	}
}

func TestAReaderSeesAWriterThatCameLater(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	fillLog(t, log, "fill", 50, 10)
	mustClose(t, log)
	auditor, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, auditor)
	wantEvents(t, auditor, 50)
	log = mustOpen(t, path)
	fillLog(t, log, "more", 50, 10)
	wantEvents(t, auditor, 100)
	mustClose(t, log)
	wantEvents(t, auditor, 100)
}

// A writer that has come and gone between two looks has changed the file, and left nothing beside it.
func TestAReaderSeesAWriterThatHasGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	fillLog(t, log, "fill", 50, 10)
	mustClose(t, log)
	auditor, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, auditor)
	wantEvents(t, auditor, 50)
	log = mustOpen(t, path)
	fillLog(t, log, "more", 50, 10)
	mustClose(t, log)
	wantEvents(t, auditor, 100)
}

func wantEvents(t *testing.T, log *Log, want int) {
	t.Helper()
	got, err := collect(log.ReadAll(t.Context(), 0))
	if err != nil || len(got) != want {
		t.Errorf("got %d events and %v, want %d", len(got), err, want)
	}
}

func TestWhatIsNoLogIsToldWithoutSQL(t *testing.T) {
	for name, content := range map[string]string{
		"nothing": "", "text": strings.Repeat("no log at all\n", 1000), "SQLite": "SQLite format 3\x00" + strings.Repeat("x", 9000),
	} {
		path := filepath.Join(t.TempDir(), "log.db")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		log, err := OpenReadOnly(path)
		if err == nil {
			mustClose(t, log)
		}
		if !errors.Is(err, ErrNotALog) || strings.Contains(err.Error(), "PRAGMA") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestVerifyNamesTheMissingEventAndSpeaksNoSQL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	fillLog(t, log, "fill", 200, 10)
	mustClose(t, log)
	change(t, path, "DELETE FROM events WHERE position = 123")
	log, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, log)
	err = log.Verify(t.Context())
	if err == nil || !strings.Contains(err.Error(), "position 123: the event is missing") || strings.Contains(err.Error(), "SELECT") {
		t.Errorf("got %v", err)
	}
	t.Log(err)
}
