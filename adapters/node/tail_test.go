package node

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin/adapters/logtest"
	"tocsin/adapters/memlog"
	"tocsin/domain"
)

func TestTheTailIsALog(t *testing.T) {
	t.Run("few records", func(t *testing.T) { tailIsALog(t, func(tail *Tail) { tail.size = 8 }) })
	t.Run("few bytes", func(t *testing.T) { tailIsALog(t, func(tail *Tail) { tail.room = 100 }) })
}

func tailIsALog(t *testing.T, bound func(*Tail)) {
	open := func(t *testing.T) logtest.Engine {
		log, types := memlog.New(), domain.NewCatalogue(boxTypes)
		wrap := func() *Tail {
			tail := NewTail(log, types)
			bound(tail)
			return tail
		}
		return logtest.Engine{
			Log: wrap(), Reopen: func() domain.EventLog { return wrap() },
			Damage: func(at domain.Position) { log.FailReads(at, errors.New("read error of the test")) },
		}
	}
	logtest.Run(t, open)
	logtest.Linearizable(t, open, logtest.Load{Histories: 1, Clients: 8, Operations: 400})
}

// tailed is a tail of few records beside the log that it is the tail of.
type tailed struct {
	*rapid.T
	ctx   context.Context
	log   *memlog.Log
	tail  *Tail
	types *domain.Catalogue
	made  int
}

// append records some events, through the tail or as another process would.
func (d *tailed) append(log domain.EventLog) {
	stream := domain.StreamID(fmt.Sprintf("box-%d", d.made))
	var events []domain.Proposed
	for n := range rapid.IntRange(1, 3).Draw(d.T, "events") {
		d.made++
		events = append(events, domain.Proposed{
			ID: domain.NewEventID(stream, fmt.Sprint(d.made), n), Type: "box.added", Version: 1, Data: []byte(`{"Letter":"a"}`),
		})
	}
	if rapid.IntRange(0, 9).Draw(d.T, "unknown type") == 0 {
		events[0].Type = "box.unknown"
	}
	if _, err := log.Append(d.ctx, stream, 0, events...); err != nil {
		d.Fatal(err)
	}
}

// read ranges over a log from a position, breaks off now and then, and lets other things happen in its loop.
func (d *tailed) read(log domain.EventLog, after domain.Position, limit int, inside func(n int)) (positions []domain.Position) {
	for r, err := range log.ReadAll(d.ctx, after) {
		if err != nil {
			d.Fatal(err)
		}
		positions = append(positions, r.Position)
		if len(positions) == limit {
			break
		}
		inside(len(positions))
	}
	return positions
}

func TestTheTailReadsWhatTheLogHolds(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		log, types := memlog.New(), domain.NewCatalogue(boxTypes)
		d := &tailed{T: r, ctx: t.Context(), log: log, tail: NewTail(log, types), types: types}
		d.tail.size = rapid.IntRange(2, 8).Draw(r, "size")
		for range rapid.IntRange(1, 15).Draw(r, "steps") {
			d.append(d.tail)
			if rapid.IntRange(0, 3).Draw(r, "other process") == 0 {
				d.append(log)
				d.tail.Refresh()
			}
			after := domain.Position(rapid.IntRange(0, int(log.Head())+1).Draw(r, "after"))
			limit := rapid.IntRange(1, 30).Draw(r, "limit")
			// What happens in the loop cuts the ring under the reader, and must not make it skip or end early.
			got := d.read(d.tail, after, limit, func(n int) {
				if n%2 == 1 && n < 9 {
					d.append(d.tail)
					d.read(d.tail, 0, 1_000, func(int) {})
				}
			})
			want := d.read(log, after, limit, func(int) {})
			if diff := cmp.Diff(want[:min(len(want), len(got))], got); diff != "" || len(got) < len(want) {
				r.Fatalf("after %d: got %v, want %v", after, got, want)
			}
		}
		if len(d.tail.ring) > d.tail.size {
			r.Fatalf("%d records in memory, want at most %d", len(d.tail.ring), d.tail.size)
		}
	})
}

func TestTheTailDecodesOnceAndLeavesWhatItDoesNotKnow(t *testing.T) {
	log, types := memlog.New(), domain.NewCatalogue(boxTypes)
	tail := NewTail(log, types)
	for n, name := range []string{"box.added", "box.dropped", "box.unknown", "box.added"} {
		stream := domain.StreamID(fmt.Sprint("box-", n))
		if _, err := tail.Append(t.Context(), stream, 0, domain.Proposed{ID: domain.NewEventID(stream, "k", 0), Type: name, Version: 1, Data: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	all := readAll(t, tail.ReadAll(t.Context(), 0))
	if len(all) != 4 || all[0].Event != (added{}) || all[1].Event != (dropped{}) || all[2].Event != nil || all[3].Event != (added{}) {
		t.Errorf("got %+v", all)
	}
	read := 0
	for _, err := range types.Decoded(tail.ReadAll(t.Context(), 0)) { // who decodes stops at what nobody knows, and not before
		if err != nil {
			break
		}
		read++
	}
	if read != 2 {
		t.Errorf("%d records were read, want 2", read)
	}
}

func TestWhatTheTailCouldReadComesBeforeTheError(t *testing.T) {
	log := memlog.New()
	tail := NewTail(log, domain.NewCatalogue(boxTypes))
	for n := range 4 {
		stream := domain.StreamID(fmt.Sprint("box-", n))
		if _, err := log.Append(t.Context(), stream, 0, domain.Proposed{ID: domain.NewEventID(stream, "k", 0), Type: "box.added", Version: 1, Data: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	log.FailReads(3, errDisk)
	for range 2 {
		read := 0
		for _, err := range tail.ReadAll(t.Context(), 0) {
			if read++; err != nil && (read != 3 || !errors.Is(err, errDisk)) {
				t.Errorf("record %d: %v", read, err)
			}
		}
		if read != 3 {
			t.Errorf("%d yields, want 3", read)
		}
	}
	log.FailReads(0, nil)
	if all := readAll(t, tail.ReadAll(t.Context(), 0)); len(all) != 4 {
		t.Errorf("%d records after the fault, want 4", len(all))
	}
}
