package node

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tocsin/adapters/logtest"
	"tocsin/adapters/memlog"
	"tocsin/domain"
)

func mustBehind(t *testing.T, log domain.EventLog) *Behind {
	t.Helper()
	b, err := NewBehind(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWritingBehindIsALog(t *testing.T) {
	open := func(t *testing.T) logtest.Engine {
		log := memlog.New()
		b := mustBehind(t, log)
		closed := false
		end := func() {
			if err := b.Close(); err != nil {
				t.Error(err)
			}
			closed = true
		}
		t.Cleanup(func() {
			if !closed {
				end()
			}
		})
		return logtest.Engine{
			Log: b, Damage: func(at domain.Position) { log.FailReads(at, errors.New("read error of the test")) },
			Reopen: func() domain.EventLog { end(); return log }, // what was kept
		}
	}
	logtest.Run(t, open)
	logtest.Linearizable(t, open, logtest.Load{Histories: 1, Clients: 8, Operations: 400})
}

func TestWritingBehindWantsAnEmptyLog(t *testing.T) {
	log := memlog.New()
	if err := appendTo(t, log, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := NewBehind(t.Context(), log); err == nil {
		t.Error("want an error")
	}
}

func appendTo(t *testing.T, log domain.EventLog, n int) error {
	t.Helper()
	stream := domain.StreamID(fmt.Sprint("box-", n))
	_, err := log.Append(t.Context(), stream, 0, domain.Proposed{
		ID: domain.NewEventID(stream, "k", 0), Type: "box.added", Version: 1, Data: []byte("{}"),
	})
	return err
}

// What the disk does not take is told at the next call, and nothing is appended any more: a later write would leave a gap.
func TestAFaultBehindTheBackStopsTheLog(t *testing.T) {
	log := memlog.New()
	faulty := &contested{EventLog: log, refuse: func(w domain.Write) error {
		if w.Stream == "box-2" {
			return errDisk
		}
		return nil
	}}
	b := mustBehind(t, faulty)
	for n := range 3 {
		if err := appendTo(t, b, n); err != nil && n < 2 {
			t.Fatal(err)
		}
	}
	if _, err := b.written(t.Context(), 0, func() uint64 { return 3 }); !errors.Is(err, errDisk) || !strings.Contains(err.Error(), "box-2") {
		t.Errorf("got %v", err)
	}
	if err := appendTo(t, b, 3); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	if err := b.Close(); !errors.Is(err, errDisk) {
		t.Errorf("closed with %v", err)
	}
	if all := readAll(t, log.ReadAll(t.Context(), 0)); len(all) != 2 {
		t.Errorf("%d records, want 2", len(all))
	}
}

// Whoever else appends to the log makes positions that were answered wrong: that is noticed, and nothing goes on.
func TestAnAppendOfOthersIsNoticed(t *testing.T) {
	log := memlog.New()
	b := mustBehind(t, log)
	if err := appendTo(t, log, 7); err != nil {
		t.Fatal(err)
	}
	if err := appendTo(t, b, 1); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err == nil || !strings.Contains(err.Error(), "at position 2, 1 was answered") {
		t.Errorf("closed with %v", err)
	}
}
