package sqlitelog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin/domain"
)

// fillLog appends n events over streams of ten.
func fillLog(t *testing.T, log *Log, category string, n, size int) {
	t.Helper()
	var ws []domain.Write
	for i := range n {
		s := domain.StreamID(fmt.Sprintf("%s-%d", category, i/10))
		p := small(s, i)
		p.Data = fmt.Appendf(nil, `{"n":%d,"text":%q}`, i, strings.Repeat("z", size))
		ws = append(ws, domain.Write{Stream: s, At: domain.Revision(i % 10), Events: []domain.Proposed{p}})
		if len(ws) == 100 || i == n-1 {
			for _, r := range log.AppendMany(t.Context(), ws) {
				if r.Err != nil {
					t.Fatal(r.Err)
				}
			}
			ws = ws[:0]
		}
	}
}

func TestDamageIsNamed(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"an event is missing":       {"DELETE FROM events WHERE position = 123", "position 123: the event is missing"},
		"the first one is missing":  {"DELETE FROM events WHERE position = 1", "position 1: the event is missing"},
		"the last ones are missing": {"DELETE FROM events WHERE position > 190", "position 191: the log ends before its end"},
		"data is other data":        {"UPDATE events SET data = '{}' WHERE position = 77", "position 77: the hash of the row is wrong"},
		"an id is another id":       {"UPDATE events SET id = x'00' WHERE position = 77", "position 77: the hash of the row is wrong"},
		"a time is another time":    {"UPDATE events SET recorded_at = 5 WHERE position = 77", "position 77: the hash of the row is wrong"},
		"texts are no array":        {"UPDATE events SET texts = '{}' WHERE position = 77", "position 77: texts are not an array"},
		"a revision is another one": {"UPDATE events SET revision = 3 WHERE position = 77", "position 77: the hash of the row is wrong"},
		"events have changed place": {"UPDATE events SET position = CASE position WHEN 76 THEN -1 ELSE 76 END WHERE position IN (76, 77)", "position 76: the hash"},
		"a stream has a new name":   {"UPDATE streams SET name = 'fill-999' WHERE id = 5", "position 41: the hash of the row is wrong"},
		"a stream is missing":       {"DELETE FROM streams WHERE id = 5", "position 41"},
		"a kind is another one":     {"UPDATE kinds SET type = 'test.other'", "position 1: the hash of the row is wrong"},
		"a kind is missing":         {"DELETE FROM kinds", "position 1: corrupt log"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "log.db")
			log := mustOpen(t, path)
			fillLog(t, log, "fill", 200, 10)
			mustClose(t, log)
			change(t, path, c.script)
			log, err := OpenReadOnly(path)
			if err != nil {
				t.Fatal(err)
			}
			defer mustClose(t, log)
			_, err = collect(log.ReadAll(t.Context(), 0))
			if !errors.Is(err, domain.ErrCorrupt) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("read all: got %v, want ErrCorrupt with %q", err, c.want)
			}
			if err := log.Verify(t.Context()); !errors.Is(err, domain.ErrCorrupt) {
				t.Errorf("verify: got %v, want ErrCorrupt", err)
			}
		})
	}
}

func TestDamagedStreamsAreFound(t *testing.T) {
	for name, script := range map[string]string{
		"a head is behind":    "UPDATE streams SET revision = 9, position = position - 1 WHERE id = 5",
		"a head is ahead":     "UPDATE streams SET revision = 11 WHERE id = 5",
		"a head is another":   "UPDATE streams SET position = 7 WHERE id = 5",
		"a chain is broken":   "UPDATE events SET prev = 3 WHERE position = 47",
		"a chain is a circle": "UPDATE events SET prev = 49 WHERE position = 47",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "log.db")
			log := mustOpen(t, path)
			fillLog(t, log, "fill", 200, 10)
			mustClose(t, log)
			change(t, path, script)
			log = mustOpen(t, path)
			defer mustClose(t, log)
			if err := log.Verify(t.Context()); !errors.Is(err, domain.ErrCorrupt) {
				t.Errorf("verify: got %v, want ErrCorrupt", err)
			}
			_, rerr := collect(log.Read(t.Context(), "fill-4", 0))
			_, aerr := log.Append(t.Context(), "fill-4", 10, small("fill-4", 10))
			if !errors.Is(rerr, domain.ErrCorrupt) && !errors.Is(aerr, domain.ErrCorrupt) && !errors.Is(aerr, domain.ErrConflict) {
				t.Errorf("read: %v, append: %v; want one of them to tell", rerr, aerr)
			}
			if _, err := log.Append(t.Context(), "fill-5", 10, small("fill-5", 10)); err != nil {
				t.Errorf("append to a sound stream: %v", err)
			}
		})
	}
}

func TestVerifySoundLog(t *testing.T) {
	log := mustOpen(t, filepath.Join(t.TempDir(), "log.db"))
	defer mustClose(t, log)
	fillLog(t, log, "fill", 1500, 10)
	if err := log.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := log.Verify(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v, want context.Canceled", err)
	}
	if err := log.Verify(t.Context()); err != nil {
		t.Errorf("after a cancelled one: %v", err)
	}
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	defer mustClose(t, log)
	fillLog(t, log, "fill", 50, 10)
	auditor, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, auditor)
	if _, err := auditor.Append(t.Context(), "test-1", 0, small("test-1", 0)); err == nil {
		t.Error("a log that is open for reading only took an append")
	}
	n := 0
	for _, err := range auditor.Follow(t.Context(), 0) { // nobody wakes it: it looks by itself
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 50 {
			fillLog(t, log, "more", 20, 10)
		}
		if n == 70 {
			break
		}
	}
}

func TestClosedLog(t *testing.T) {
	log := mustOpen(t, filepath.Join(t.TempDir(), "log.db"))
	fillLog(t, log, "fill", 5000, 10)
	for range log.ReadAll(t.Context(), 0) {
		break
	}
	started, ended := make(chan struct{}), make(chan error)
	go func() {
		n := 0
		for _, err := range log.Follow(context.WithoutCancel(t.Context()), 0) {
			if n++; n == 5000 {
				close(started)
			}
			if err != nil {
				ended <- err
			}
		}
		close(ended)
	}()
	<-started
	mustClose(t, log)
	if err := <-ended; !errors.Is(err, ErrClosed) {
		t.Errorf("a follower of a closed log got %v, want ErrClosed", err)
	}
	<-ended
	mustClose(t, log)
	if _, err := log.Append(t.Context(), "test-1", 0, small("test-1", 0)); !errors.Is(err, ErrClosed) {
		t.Errorf("append: got %v, want ErrClosed", err)
	}
	if _, err := collect(log.ReadAll(t.Context(), 0)); !errors.Is(err, ErrClosed) {
		t.Errorf("read: got %v, want ErrClosed", err)
	}
}

// TestWALStaysBounded writes much more than the -wal may hold, without a pause.
func TestWALStaysBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: writes 100 MB")
	}
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	defer mustClose(t, log)
	longest := int64(0)
	for i := range 12 {
		fillLog(t, log, fmt.Sprint("fill", i), 1000, 8000)
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		longest = max(longest, info.Size())
	}
	if longest > walSize+8<<20 {
		t.Errorf("the -wal has grown to %d MB", longest>>20)
	}
	t.Logf("the -wal has grown to %d MB", longest>>20)
}

// TestLengthened checks that zeros behind the frames of a -wal are nothing to SQLite, also after a crash.
func TestLengthened(t *testing.T) {
	dir := t.TempDir()
	log := mustOpen(t, filepath.Join(dir, "log.db"))
	defer mustClose(t, log)
	fillLog(t, log, "before", 100, 10)
	for done := false; !done; {
		var err error
		if done, err = lengthenWAL(log.path + "-wal"); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(log.path + "-wal"); err != nil || info.Size() < walSize {
		t.Fatalf("the -wal is not longer: %v, %v", info, err)
	}
	fillLog(t, log, "after", 100, 10)
	for _, end := range []string{"", "-wal"} { // what a killed process would leave
		content, err := os.ReadFile(log.path + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "copy.db"+end), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	left, err := readLog(filepath.Join(dir, "copy.db"))
	if err != nil || len(left) != 200 {
		t.Errorf("what is left holds %d events, %v, want 200", len(left), err)
	}
}

func TestHeadsForget(t *testing.T) {
	log := mustOpen(t, filepath.Join(t.TempDir(), "log.db"))
	defer mustClose(t, log)
	log.writer.tables.heads.limit = 7
	for round := range 3 {
		for i := range 40 {
			s := domain.StreamID(fmt.Sprintf("test-%d", i))
			if _, err := log.Append(t.Context(), s, domain.Revision(round), small(s, round)); err != nil {
				t.Fatal(err)
			}
		}
	}
	h := log.writer.tables.heads
	if len(h.young)+len(h.old) > 2*(h.limit+1) {
		t.Errorf("%d heads are cached, the limit is twice %d", len(h.young)+len(h.old), h.limit)
	}
	if err := log.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
