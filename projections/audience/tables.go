package audience

import (
	"slices"
	"time"
)

// ways numbers lists of journeys, of which a crowd has few. A list is the list before it and one journey more; list 0 is
// empty.
type ways struct {
	names  []string // of journeys
	nameAt map[string]uint32
	steps  []way
	stepAt map[[2]uint32]uint32
}

// way is one list but the empty one.
type way struct {
	Before  uint32 // list
	Journey uint32 // its last
	First   uint32 // journey
}

func newWays() ways {
	return ways{nameAt: map[string]uint32{}, steps: make([]way, 1), stepAt: map[[2]uint32]uint32{}}
}

// after gives the list that has these journeys behind those of another.
func (w *ways) after(list uint32, journeys []string) uint32 {
	for _, name := range journeys {
		n, known := w.nameAt[name]
		if !known {
			n = uint32(len(w.names))
			w.names, w.nameAt[name] = append(w.names, name), n
		}
		step := [2]uint32{list, n}
		next, known := w.stepAt[step]
		if !known {
			next = uint32(len(w.steps))
			first := n
			if list > 0 {
				first = w.steps[list].First
			}
			w.steps, w.stepAt[step] = append(w.steps, way{Before: list, Journey: n, First: first}), next
		}
		list = next
	}
	return list
}

// first gives the first journey of a list.
func (w *ways) first(list uint32) (journey string, ok bool) {
	if list == 0 {
		return "", false
	}
	return w.names[w.steps[list].First], true
}

func (w *ways) list(list uint32) (journeys []string) {
	for ; list > 0; list = w.steps[list].Before {
		journeys = append(journeys, w.names[w.steps[list].Journey])
	}
	slices.Reverse(journeys)
	return journeys
}

// moments numbers instants, of which a crowd has few; 0 is no instant.
type moments struct {
	all   []time.Time
	place map[time.Time]uint32
}

func newMoments() moments {
	return moments{all: make([]time.Time, 1), place: map[time.Time]uint32{{}: 0}}
}

func (m *moments) number(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	t = t.Round(0).UTC() // one instant, one form
	n, known := m.place[t]
	if !known {
		n = uint32(len(m.all))
		m.all, m.place[t] = append(m.all, t), n
	}
	return n
}

func (m *moments) at(n uint32) time.Time { return m.all[n] }

// ranks gives, for each instant, how many are before it.
func (m *moments) ranks() []uint32 {
	order := make([]uint32, len(m.all))
	for n := range order {
		order[n] = uint32(n)
	}
	slices.SortFunc(order, func(x, y uint32) int { return m.all[x].Compare(m.all[y]) })
	ranks := make([]uint32, len(order))
	for rank, n := range order {
		ranks[n] = uint32(rank)
	}
	return ranks
}
