package node

import (
	"cmp"
	"slices"
	"time"

	"tocsin/domain"
)

// remember takes over what was just recorded, so that it need not be read back from the log. It does so only where what
// was recorded follows on what is in memory without a gap; else the next reading looks for it.
func (t *Tail) remember(ws []domain.Write, results []domain.WriteResult) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stale = t.stale || anyFailed(results) // who knows what a fault has left behind
	if t.stale {
		return
	}
	for _, n := range inOrder(results) {
		events, last := ws[n].Events, results[n].Position
		switch first := last - domain.Position(len(events)) + 1; {
		case len(events) == 0 || last <= t.head: // nothing, or the answer to a repeat
		case first != t.head+1:
			t.stale = true
			return
		default:
			for i, p := range events {
				t.keep(recorded(ws[n], i, p, first+domain.Position(i)))
			}
		}
	}
}

func anyFailed(results []domain.WriteResult) bool {
	return slices.ContainsFunc(results, func(r domain.WriteResult) bool { return r.Err != nil })
}

// inOrder gives the places of the writes, by position.
func inOrder(results []domain.WriteResult) []int {
	places := make([]int, len(results))
	for n := range places {
		places[n] = n
	}
	slices.SortFunc(places, func(a, b int) int { return cmp.Compare(results[a].Position, results[b].Position) })
	return places
}

// recorded is an event as the log will read it: instants are in UTC and without a monotonic reading, and the bytes are its
// own, for the caller may use his again.
func recorded(w domain.Write, i int, p domain.Proposed, at domain.Position) domain.Recorded {
	r := domain.Recorded{
		Stream: w.Stream, Revision: w.At + domain.Revision(i) + 1, Position: at,
		ID: p.ID, Type: p.Type, Version: p.Version, Data: append(make([]byte, 0, len(p.Data)), p.Data...), Meta: p.Meta,
	}
	r.Meta.OccurredAt, r.Meta.RecordedAt = stored(r.Meta.OccurredAt), stored(r.Meta.RecordedAt)
	return r
}

func stored(t time.Time) time.Time { return t.Round(0).UTC() }
