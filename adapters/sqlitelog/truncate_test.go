package sqlitelog

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// nearBoundary is how many bytes on both sides of the end of a page or frame are cut one by one.
const nearBoundary = 8

// cuts lists lengths below whole: every one if TOCSIN_TRUNCATIONS is all (a long run), else those near the ends of pieces
// of a size, and some of the others; any other word there makes them more.
func cuts(whole, begin, piece, stride int) (lengths []int) {
	every := os.Getenv("TOCSIN_TRUNCATIONS") == "all"
	for n := whole - 1; n >= 0; n-- { // shorter and shorter
		in := (n - begin + piece) % piece
		if every || in <= nearBoundary || in >= piece-nearBoundary || n%stride == 0 {
			lengths = append(lengths, n)
		}
	}
	return lengths
}

// TestTruncatedFile cuts a log of 200 events shorter and shorter and wants an error each time, never another event.
func TestTruncatedFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	want := makeSmallLog(t, log)
	mustClose(t, log)
	whole, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	stride := 997
	switch {
	case os.Getenv("TOCSIN_TRUNCATIONS") != "":
		stride = 97
	case testing.Short():
		stride = 9_973
	}
	lengths := cuts(int(whole.Size()), 0, pageSize, stride)
	for _, n := range lengths {
		if err := os.Truncate(path, int64(n)); err != nil {
			t.Fatal(err)
		}
		log, err := OpenReadOnly(path)
		if err != nil {
			continue // an error in so many words
		}
		if err := readDamaged(t, log, want); err == nil || errors.Is(err, errWrong) {
			t.Errorf("cut at %d of %d bytes: %v", n, whole.Size(), err)
		}
		_ = log.Close() // may well fail
	}
	t.Logf("%d bytes, %d lengths: 0 wrong events", whole.Size(), len(lengths))
}

// frameSize is that of a page in the -wal, and walHeader what stands before the first.
const (
	frameSize = pageSize + 24
	walHeader = 32
)

// TestTruncatedWAL does the same to the -wal of a log that was not closed. SQLite takes it up to its last whole commit:
// what is there is a beginning of what was written.
func TestTruncatedWAL(t *testing.T) {
	t.Parallel()
	want, base, wal := openFiles(t)
	lengths, tried := cuts(len(wal), walHeader, frameSize, 1<<20), 0
	share := 61 // of the lengths near the ends of frames, one in so many
	switch {
	case os.Getenv("TOCSIN_TRUNCATIONS") == "all":
		share = 1
	case os.Getenv("TOCSIN_TRUNCATIONS") != "":
		share = 7
	case testing.Short():
		share = 211
	}
	for i, n := range lengths {
		if i%share > 0 {
			continue
		}
		tried++
		cut := filepath.Join(t.TempDir(), "log.db")
		if err := errors.Join(os.WriteFile(cut, base, 0o600), os.WriteFile(cut+"-wal", wal[:n], 0o600)); err != nil {
			t.Fatal(err)
		}
		log, err := Open(cut)
		if err != nil {
			t.Errorf("cut at %d of %d bytes: %v", n, len(wal), err)
			continue
		}
		got, err := collect(log.ReadAll(t.Context(), 0))
		if err = errors.Join(err, sameEvents(got, want[:min(len(got), len(want))])); err != nil {
			t.Errorf("cut at %d of %d bytes: %v", n, len(wal), err)
		}
		mustClose(t, log)
		_ = os.RemoveAll(filepath.Dir(cut))
	}
	t.Logf("%d bytes, %d lengths: 0 wrong events", len(wal), tried)
}
