package node

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
)

// What the tail remembers of an append must be what the log reads: a fold must not depend on where its records came from.
func TestWhatIsRememberedIsWhatTheLogReads(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		log := b.log
		tail := NewTail(log, b.types)
		_ = readAll(t, tail.ReadAll(t.Context(), 0)) // from here on it knows the head
		data := []byte(`{"Letter":"a"}`)
		write := func(name string, at domain.Revision, events int) domain.Write {
			w := domain.Write{Stream: domain.StreamID("box-" + name), At: at}
			for n := range events {
				w.Events = append(w.Events, domain.Proposed{
					ID: domain.NewEventID(w.Stream, fmt.Sprint(at), n), Type: "box.added", Version: 1, Data: data,
					Meta: domain.Meta{
						Key: fmt.Sprint(name, at), OccurredAt: time.Now(), RecordedAt: noon.In(time.FixedZone("", 3600)),
						Actor: domain.Actor{Kind: domain.ActorPerson, ID: "p", Role: "gold"}, CausationID: "c", CorrelationID: "d", Drill: n == 1,
					},
				})
			}
			return w
		}
		results := tail.AppendMany(t.Context(), []domain.Write{
			write("1", 0, 2), write("2", 0, 1), write("1", 2, 1), write("3", 0, 0), write("2", 1, 3),
		})
		for _, r := range results {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
		}
		repeated := write("2", 0, 1)
		repeated.Events[0].Meta.OccurredAt = readAll(t, log.Read(t.Context(), "box-2", 0))[0].Meta.OccurredAt
		tail.AppendMany(t.Context(), []domain.Write{repeated, write("4", 0, 1)})
		copy(data, `{"Letter":"z"}`) // the caller uses his bytes again
		if tail.stale || len(tail.ring) != 8 {
			t.Fatalf("%d records remembered, stale %t: nothing was to be read back", len(tail.ring), tail.stale)
		}
		want := readAll(t, b.types.Decoded(log.ReadAll(t.Context(), 0)))
		if diff := cmp.Diff(want, readAll(t, tail.ReadAll(t.Context(), 0))); diff != "" {
			t.Errorf("(-log +tail):\n%s", diff)
		}
	})
}

func TestAfterAGapOrAFaultTheLogIsAsked(t *testing.T) {
	onEngines(t, func(t *testing.T, b *bench) {
		tail := NewTail(b.log, b.types)
		_ = readAll(t, tail.ReadAll(t.Context(), 0))
		append := func(log domain.EventLog, name string, at domain.Revision) {
			stream := domain.StreamID("box-" + name)
			_, _ = log.Append(t.Context(), stream, at, domain.Proposed{
				ID: domain.NewEventID(stream, fmt.Sprint(at), 0), Type: "box.added", Version: 1, Data: []byte(`{"Letter":"a"}`),
			})
		}
		append(tail, "1", 0)
		append(b.log, "2", 0) // another process
		append(tail, "3", 0)
		append(tail, "4", 7) // a conflict
		append(b.log, "5", 0)
		append(tail, "6", 0)
		if all := readAll(t, tail.ReadAll(t.Context(), 0)); len(all) != 5 || all[4].Stream != "box-6" {
			t.Errorf("got %d records", len(all))
		}
	})
}
