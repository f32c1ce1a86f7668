package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestARunWantsFreshFilesBesideItsLog(t *testing.T) {
	dir := t.TempDir()
	log := "sqlite://" + filepath.ToSlash(filepath.Join(dir, "day.db"))
	if path, err := newLogPath(log, "replay"); err != nil || path != filepath.Join(dir, "day.db") {
		t.Fatalf("path %s, %v", path, err)
	}
	for _, name := range []string{"day.db", "day.vault.db", "day.vault.key", "day.ledger.ndjson"} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte("of an earlier run"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := newLogPath(log, "replay"); err == nil || !strings.Contains(err.Error(), file+" exists already") {
			t.Errorf("with %s there: %v", name, err)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}
