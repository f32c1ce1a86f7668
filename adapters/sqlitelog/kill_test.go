//go:build unix

package sqlitelog

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"tocsin/domain"
)

const killWriters = 4

// killWrite is the n-th write of a writer: one to five events that say how many they are.
func killWrite(run string, writer, n int) domain.Write {
	s := domain.StreamID(fmt.Sprintf("kill-%s-%d-%d", run, writer, n/10))
	w := domain.Write{Stream: s}
	for k := n - n%10; k < n; k++ {
		w.At += domain.Revision(1 + k%5)
	}
	for i := range 1 + n%5 {
		w.Events = append(w.Events, domain.Proposed{
			ID: domain.NewEventID(s, fmt.Sprint(n), i), Type: "test.killed", Version: 1,
			Data: fmt.Appendf(nil, `{"write":%d,"of":%d,"text":%q}`, n, 1+n%5, strings.Repeat("x", n*37%3000)),
			Meta: domain.Meta{Key: fmt.Sprint(n)},
		})
	}
	return w
}

// appendUntilKilled is the child: it appends as fast as it can and writes a line for every answer.
func appendUntilKilled(path string) error {
	log, err := Open(path)
	if err != nil {
		return err
	}
	var group sync.WaitGroup
	for writer := range killWriters {
		group.Go(func() {
			for n := 0; err == nil; n += 2 {
				ws := []domain.Write{killWrite(runName(), writer, n), killWrite(runName(), writer, n+1)}
				for i, r := range log.AppendMany(context.Background(), ws) {
					if r.Err != nil {
						fmt.Fprintln(os.Stderr, r.Err)
						os.Exit(1)
					}
					fmt.Fprintln(os.Stdout, "ack", writer, n+i, r.Position) // one write: whole, or not there
				}
			}
		})
	}
	group.Wait()
	return nil
}

func runName() string { return os.Getenv("TOCSIN_TEST_RUN") }

// TestKilled kills the process that appends, at random moments, and looks at what it leaves: every acknowledged event
// once and byte for byte, and of every other write all or nothing.
func TestKilled(t *testing.T) {
	t.Parallel()
	kills := 50
	if testing.Short() {
		kills = 10
	}
	if n, err := strconv.Atoi(os.Getenv("TOCSIN_KILLS")); err == nil {
		kills = n
	}
	path := filepath.Join(t.TempDir(), "log.db")
	random := rand.New(rand.NewPCG(1, 2))
	acked := map[string]domain.Position{} // "run writer n" -> position of its last event
	for k := range kills {
		run := fmt.Sprint(k)
		after := random.IntN(300)
		if k%5 == 0 {
			after = 0 // while it opens, or at once behind that
		}
		last := killAfter(t, path, run, after, acked)
		checkKilled(t, path, run, last, acked)
	}
	t.Logf("%d kills, %d acknowledged writes", kills, len(acked))
}

// killAfter runs a child until it has acknowledged some writes, kills it, and gives the last write of each writer.
func killAfter(t *testing.T, path, run string, acks int, acked map[string]domain.Position) (last [killWriters]int) {
	t.Helper()
	cmd := inRole(t, "append until killed", path)
	cmd.Env = append(cmd.Env, "TOCSIN_TEST_RUN="+run)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for w := range last {
		last[w] = -1
	}
	lines := bufio.NewScanner(out)
	for got := 0; ; got++ {
		if got == acks {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		if !lines.Scan() { // what was in the pipe counts: it was acknowledged
			break
		}
		var writer, n int
		var position domain.Position
		if _, err := fmt.Sscanf(lines.Text(), "ack %d %d %d", &writer, &n, &position); err != nil {
			t.Fatalf("the child said %q: %v", lines.Text(), err)
		}
		acked[fmt.Sprint(run, " ", writer, " ", n)] = position
		last[writer] = max(last[writer], n)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return last
}

// checkKilled opens what is left. It also appends again what may or may not have been written.
func checkKilled(t *testing.T, path, run string, last [killWriters]int, acked map[string]domain.Position) {
	t.Helper()
	log := mustOpen(t, path)
	defer mustClose(t, log)
	streams := map[domain.StreamID][]domain.Recorded{}
	for r, err := range log.ReadAll(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		streams[r.Stream] = append(streams[r.Stream], r)
	}
	for name, position := range acked {
		var run string
		var writer, n int
		fmt.Sscan(name, &run, &writer, &n)
		w := killWrite(run, writer, n)
		if err := holdsWrite(streams[w.Stream], w, position); err != nil {
			t.Fatalf("acknowledged write %s: %v", name, err)
		}
	}
	for writer, n := range last {
		for _, next := range []int{n + 1, n + 2} { // the call that was not answered
			w := killWrite(run, writer, next)
			if there := len(streams[w.Stream]); there != int(w.At) && there < int(w.At)+len(w.Events) && there > int(w.At) {
				t.Fatalf("half of write %d is there: %d events of %s", next, there, w.Stream)
			}
			position, err := log.Append(t.Context(), w.Stream, w.At, w.Events...)
			if err != nil {
				t.Fatalf("append the unanswered write %d again: %v", next, err)
			}
			acked[fmt.Sprint(run, " ", writer, " ", next)] = position
		}
	}
}

// holdsWrite looks for a write in its stream.
func holdsWrite(stream []domain.Recorded, w domain.Write, position domain.Position) error {
	end := int(w.At) + len(w.Events)
	if len(stream) < end {
		return fmt.Errorf("%s ends at revision %d, want %d", w.Stream, len(stream), end)
	}
	for i, p := range w.Events {
		r := stream[int(w.At)+i]
		if r.ID != p.ID || r.Revision != w.At+domain.Revision(i)+1 || !bytes.Equal(r.Data, p.Data) {
			return fmt.Errorf("event %d of %s is another one", r.Revision, w.Stream)
		}
	}
	if got := stream[end-1].Position; got != position {
		return errors.New("its position has changed")
	}
	return nil
}
