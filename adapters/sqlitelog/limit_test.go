//go:build unix

package sqlitelog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tocsin/domain"
)

// appendToLimit is the child: no file may grow beyond a limit, as on a full disk. It appends until that is met and
// then looks at how the log behaves.
func appendToLimit(path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 400_000, Max: 400_000}); err != nil {
		return err
	}
	log, err := Open(path)
	if err != nil {
		return err
	}
	taken, failure := fillUp(log)
	if failure == nil {
		return errors.New("the limit was never met")
	}
	for i := range 3 {
		s := domain.StreamID(fmt.Sprintf("later-%d", i))
		if _, err := log.Append(context.Background(), s, 0, small(s, 0)); err == nil || err.Error() != failure.Error() {
			return fmt.Errorf("after %q a later append got %v, want the same", failure, err)
		}
	}
	read := 0
	for _, err := range log.ReadAll(context.Background(), 0) {
		if err != nil {
			return fmt.Errorf("read what was taken: %w", err)
		}
		read++
	}
	if read != taken {
		return fmt.Errorf("%d events were taken, %d can be read", taken, read)
	}
	fmt.Println(taken)
	os.Exit(0) // as the program would: nothing more can be promised
	return nil
}

// fillUp appends until it fails.
func fillUp(log *Log) (taken int, failure error) {
	for ; taken < 10_000; taken++ {
		s := domain.StreamID(fmt.Sprintf("fill-%d", taken/50))
		if _, failure = log.Append(context.Background(), s, domain.Revision(taken%50), small(s, taken)); failure != nil {
			break
		}
	}
	return taken, failure
}

func small(s domain.StreamID, n int) domain.Proposed {
	return domain.Proposed{
		ID: domain.NewEventID(s, fmt.Sprint(n), 0), Type: "test.small", Version: 1,
		Data: fmt.Appendf(nil, `{"n":%d,"text":%q}`, n, strings.Repeat("y", 200)),
	}
}

func TestFailedWriteIsFinal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	cmd := inRole(t, "file limit", path)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the child: %v", err)
	}
	log := mustOpen(t, path)
	defer mustClose(t, log)
	n := 0
	for _, err := range log.ReadAll(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if got := fmt.Sprintln(n); got != string(out) {
		t.Errorf("%s events were acknowledged, %d are there", strings.TrimSpace(string(out)), n)
	}
}
