package sqlitelog

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tocsin/domain"
)

// makeSmallLog appends some 200 events of many kinds and gives them back as they read.
func makeSmallLog(t *testing.T, log *Log) (all []domain.Recorded) {
	t.Helper()
	for i := range 200 {
		s := domain.StreamID(fmt.Sprintf("stream-%d", i%17))
		p := small(s, i)
		p.Type = fmt.Sprintf("test.kind-%d", i%5)
		p.Data = fmt.Appendf(nil, `{"n":%d,"text":%q}`, i, strings.Repeat(string(rune('a'+i%26)), i*13%700))
		p.Meta = domain.Meta{Key: fmt.Sprint("key-", i), Hash: "hash", Actor: domain.Actor{Kind: domain.ActorPerson, ID: fmt.Sprint("member-", i%3)}}
		if _, err := log.Append(t.Context(), s, domain.Revision(i/17), p); err != nil {
			t.Fatal(err)
		}
	}
	for r, err := range log.ReadAll(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func damages(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("TOCSIN_FLIPS")); err == nil {
		return n
	}
	if testing.Short() {
		return 60
	}
	return 240
}

// TestDamagedFile flips a bit, or cuts the end off, and wants the same events or an error, never another event. Half
// of the files are opened for reading only, as an auditor does.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	want := makeSmallLog(t, log)
	mustClose(t, log)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 6))
	refused, served := 0, 0
	for n := range damages(t) {
		what, content := damage(whole, random, n)
		damaged := filepath.Join(t.TempDir(), "log.db")
		if err := os.WriteFile(damaged, content, 0o600); err != nil {
			t.Fatal(err)
		}
		open := OpenReadOnly
		if n%2 == 0 {
			open = Open
		}
		log, err := open(damaged)
		if err != nil {
			refused++
			continue
		}
		if err := readDamaged(t, log, want); err != nil {
			refused++
			if errors.Is(err, errWrong) {
				t.Errorf("%s: %v", what, err)
			}
		} else {
			served++
		}
		log.Close() // may well fail
		os.Remove(damaged)
	}
	t.Logf("%d bytes, %d damages: %d with an error, %d without effect", len(whole), damages(t), refused, served)
}

// damage gives a copy of a file with one bit changed, or every fourth time with its end cut off.
func damage(whole []byte, random *rand.Rand, n int) (what string, damaged []byte) {
	at := random.IntN(len(whole))
	if n%4 == 3 {
		return fmt.Sprintf("cut at %d of %d bytes", at, len(whole)), whole[:at]
	}
	damaged = bytes.Clone(whole)
	bit := random.IntN(8)
	damaged[at] ^= 1 << bit
	return fmt.Sprintf("bit %d of byte %d flipped", bit, at), damaged
}

var errWrong = errors.New("served something wrong")

// readDamaged reads in every way. The error is errWrong where something else than what was written came without one.
func readDamaged(t *testing.T, log *Log, want []domain.Recorded) error {
	got, err := collect(log.ReadAll(t.Context(), 0))
	if serr := sameEvents(got, want[:min(len(got), len(want))]); serr != nil {
		return fmt.Errorf("%w: read all: %w", errWrong, serr)
	}
	if err == nil && len(got) != len(want) {
		return fmt.Errorf("%w: read all gave %d events of %d", errWrong, len(got), len(want))
	}
	streams := map[domain.StreamID][]domain.Recorded{}
	for _, r := range want {
		streams[r.Stream] = append(streams[r.Stream], r)
	}
	for s, events := range streams {
		got, rerr := collect(log.Read(t.Context(), s, 0))
		if serr := sameEvents(got, events[:min(len(got), len(events))]); serr != nil {
			return fmt.Errorf("%w: read %s: %w", errWrong, s, serr)
		}
		if err = errors.Join(err, rerr); rerr == nil && len(got) != len(events) {
			// A stream whose name is damaged in the index reads as missing; only Verify can tell.
			if verr := log.Verify(t.Context()); verr == nil {
				return fmt.Errorf("%w: read %s gave %d events of %d, and nothing is found", errWrong, s, len(got), len(events))
			}
		}
	}
	return err
}

func collect(seq func(func(domain.Recorded, error) bool)) (events []domain.Recorded, err error) {
	for r, err := range seq {
		if err != nil {
			return events, err
		}
		events = append(events, r)
	}
	return events, nil
}

// openFiles gives the events of a log that was not closed, and its two files.
func openFiles(t *testing.T) (want []domain.Recorded, base, wal []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log.db")
	log := mustOpen(t, path)
	defer mustClose(t, log)
	want = makeSmallLog(t, log)
	base, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if wal, err = os.ReadFile(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	return want, base, bytes.TrimRight(wal, "\x00") // what it has been lengthened by
}

// TestDamagedWAL does the same to the -wal of a log that was not closed. SQLite takes a -wal up to its first damaged
// page, so the end of the log may be gone, which the published checkpoints of the audit tell; nothing may be wrong.
func TestDamagedWAL(t *testing.T) {
	t.Parallel()
	want, base, wal := openFiles(t)
	random := rand.New(rand.NewPCG(7, 8))
	shorter := 0
	for n := range damages(t) {
		what, content := damage(wal, random, n)
		damaged := filepath.Join(t.TempDir(), "log.db")
		if err := errors.Join(os.WriteFile(damaged, base, 0o600), os.WriteFile(damaged+"-wal", content, 0o600)); err != nil {
			t.Fatal(err)
		}
		log, err := Open(damaged)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		got, err := collect(log.ReadAll(t.Context(), 0))
		if serr := sameEvents(got, want[:min(len(got), len(want))]); serr != nil {
			t.Errorf("%s: %v", what, serr)
		}
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if len(got) < len(want) {
			shorter++
		}
		mustClose(t, log)
		os.Remove(damaged)
	}
	t.Logf("%d bytes, %d damages: %d lost their end", len(wal), damages(t), shorter)
}
