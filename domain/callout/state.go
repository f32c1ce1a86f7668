package callout

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// State is what the rules of a call-out ask. The zero value means "does not exist".
type State struct {
	Raised  Raised // without a need: there is none
	Waves   int
	Taken   []int // accepted, per need
	Short   bool  // declared short since the last wave
	Helpers []string

	members map[string]member // who was called; never written in place
}

// member is how it stands with somebody who was called.
type member struct {
	answer answer
	need   int // of the last call
	calls  int
	called time.Time // last
}

type answer int

const (
	silent answer = iota
	acknowledged
	accepted
	declined
	timedOut
	released
)

func (s State) exists() bool { return len(s.Raised.Need) > 0 }

// open tells how many of a need are still missing.
func (s State) open(need int) int { return s.Raised.Need[need].Count - s.Taken[need] }

func (s State) missing() (missing []Need) {
	for i, n := range s.Raised.Need {
		if n.Count = s.open(i); n.Count > 0 {
			missing = append(missing, n)
		}
	}
	return missing
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Raised:
		s.Raised, s.Taken = e, make([]int, len(e.Need))
		return s
	case WaveStarted:
		s.Waves, s.Short = e.Wave, false
		return s
	case MemberCalled:
		return s.with(e.Member, func(m *member) {
			*m = member{need: e.Need, calls: e.Attempt, called: e.At}
		})
	case Acknowledged:
		return s.with(e.Member, func(m *member) { m.answer = acknowledged })
	case Accepted:
		s.Taken = slices.Clone(s.Taken)
		s.Taken[e.Need]++
		return s.with(e.Member, func(m *member) { m.answer = accepted })
	case Declined:
		return s.with(e.Member, func(m *member) { m.answer = declined })
	case TimedOut:
		return s.with(e.Member, func(m *member) { m.answer = timedOut })
	case Filled:
		return s
	case Unfilled:
		s.Short = true
		return s
	case Escalated:
		s.Helpers = append(slices.Clip(s.Helpers), e.To)
		return s
	case MemberReleased:
		return s.with(e.Member, func(m *member) { m.answer = released })
	}
	panic(fmt.Sprintf("callout: no fold for %T", e))
}

func (s State) with(name string, change func(*member)) State {
	members := maps.Clone(s.members)
	if members == nil {
		members = map[string]member{}
	}
	m := members[name]
	change(&m)
	members[name] = m
	s.members = members
	return s
}
