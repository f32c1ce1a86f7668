package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inFile writes a file of a test and gives its path.
func inFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAFolderInThePlaceOfAFileIsToldAsOne(t *testing.T) {
	folder, messages := t.TempDir(), inFile(t, "m.csv", "tweet_id,airline,name,text,tweet_created\n")
	airports := inFile(t, "a.csv", "code,tz\nAAA,UTC\n")
	for _, args := range [][]string{
		{"--messages", folder},
		{"--events", folder},
		{"--messages", messages, "--brands", folder},
		{"--airports", airports, "--cancellations", folder},
		{"--cancellations", messages, "--airports", folder},
	} {
		flag := args[len(args)-2]
		code, _, errs := tocsin(t, append([]string{"replay", "--quiet"}, args...)...)
		if want := flag + ": " + folder + " is a folder"; code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%s: exit code %d, %q; want 2 and %q", flag, code, errs, want)
		}
	}
}
