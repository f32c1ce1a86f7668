package main

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"

	"tocsin/adapters/node"
	"tocsin/domain"
)

// crash ends one life: at the so-many-th passing of a fail point. The next life may find older checkpoints, or that of
// one reactor lost.
type crash struct {
	at    string
	after int // passings, from 1
	older int // savings that are gone
	lost  string
}

// crashesWithin is how late in a life a crash at a fail point lies at most, in passings: less often passed, less late.
func crashesWithin() map[string]int {
	return map[string]int{
		node.BeforeAppend: 60, node.AfterAppend: 60, node.BeforeSend: 8, node.AfterSend: 8, node.BeforeCheckpoint: 9,
		node.AfterCheckpoint: 9, node.BeforeResolve: 5,
	}
}

// lossEvery is one in how many crises that loses a checkpoint: nothing comes to rest there.
const lossEvery = 25

func (p *plan) drawCrashes(chance *rand.Rand) {
	names, within := node.FailPoints(), crashesWithin()
	count := 2 + chance.IntN(5)
	for n := range count {
		c := &crash{at: names[chance.IntN(len(names))]}
		c.after = 1 + chance.IntN(within[c.at])
		if chance.IntN(3) == 0 {
			c.older = 1 + chance.IntN(6)
		}
		if n == count-1 && chance.IntN(lossEvery) == 0 {
			all := policies()
			c.lost = all[chance.IntN(len(all))].Name()
		}
		p.steps = append(p.steps, step{what: fmt.Sprintf("crash at passing %d of %s, checkpoints older by %d, lost: %q", c.after, c.at, c.older, c.lost), crash: c})
	}
}

// fails is the fail points of one life.
type fails struct {
	next *crash         // nil: this life is the last
	seen int            // passings of its point
	hits map[string]int // of all lives
}

// At panics where the life ends.
func (f *fails) At(name string) {
	if f.next == nil || f.next.at != name {
		return
	}
	if f.seen++; f.seen == f.next.after {
		f.hits[name]++
		panic(node.Crash{At: name})
	}
}

// savings keeps the checkpoints of all lives. It notes the head of the log at each saving, for the oracles.
type savings struct {
	head  func() domain.Position
	kept  []map[string]domain.Position
	noted []saving
}

// Load gives what was saved last.
func (s *savings) Load() (map[string]domain.Position, error) {
	if len(s.kept) == 0 {
		return nil, fs.ErrNotExist
	}
	last := maps.Clone(s.kept[len(s.kept)-1])
	s.noted = append(s.noted, saving{at: maps.Clone(last), head: s.head(), begun: true})
	return last, nil
}

// Save keeps a copy.
func (s *savings) Save(positions map[string]domain.Position) error {
	s.kept = append(s.kept, maps.Clone(positions))
	s.noted = append(s.noted, saving{at: maps.Clone(positions), head: s.head()})
	return nil
}

// rollBack is what a crash does to them: the newest are gone, though never all, and perhaps one reactor's in the rest.
func (s *savings) rollBack(c *crash) {
	if len(s.kept) == 0 {
		return
	}
	s.kept = s.kept[:max(1, len(s.kept)-c.older)]
	if c.lost != "" {
		last := maps.Clone(s.kept[len(s.kept)-1])
		delete(last, c.lost)
		s.kept = append(s.kept, last)
	}
}
