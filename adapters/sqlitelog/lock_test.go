//go:build unix

package sqlitelog

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// holdLog is the child: it opens the log and keeps it until its input ends.
func holdLog(path string) error {
	log, err := Open(path)
	if err != nil {
		return err
	}
	fmt.Println("open")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return log.Close()
}

func TestSecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	cmd := inRole(t, "hold", path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if !bufio.NewScanner(out).Scan() {
		t.Fatal("the child did not open the log")
	}
	if log, err := Open(path); err == nil {
		mustClose(t, log)
		t.Error("a second process opened the log")
	} else if want := fmt.Sprintf("in use by process %d", cmd.Process.Pid); !strings.Contains(err.Error(), want) {
		t.Errorf("got %q, want it to say %q", err, want)
	}
	beside, err := OpenReadOnly(path)
	if err != nil {
		t.Fatalf("read beside the other process: %v", err)
	}
	mustClose(t, beside)
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	mustClose(t, mustOpen(t, path))
}

func TestSecondOpenInOneProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	defer mustClose(t, log)
	if second, err := Open(path); err == nil {
		mustClose(t, second)
		t.Error("the log was opened twice")
	}
}
