package incident

import (
	"fmt"
	"slices"
	"time"
)

// Phase is where an incident stands; the zero value means that there is none.
type Phase int

// Phases of an incident.
const (
	Unknown        Phase = iota
	PhaseSuspected       // only customers have told of it
	PhaseConfirmed       // reported, or reopened
	PhaseResolved
	PhaseClosed
)

// State is what the rules of an incident ask; it never holds people. The zero value means "does not exist".
type State struct {
	Phase      Phase
	LifeSafety bool

	source    Source
	seq       int64           // the highest seen
	parts     map[string]part // of the scope, by key; never written in place
	eta       EtaSet
	estimate  ImpactEstimated // the present one
	estimated bool            // whether there is one
	listings  []listing
}

// listing remembers which chunks are in. Chunks come in order as a rule, so a counter does and the rest is a few.
type listing struct {
	id    string
	of    int
	upTo  int   // chunks 1 to upTo are in
	ahead []int // in, but beyond upTo + 1
}

func (l listing) has(chunk int) bool { return chunk <= l.upTo || slices.Contains(l.ahead, chunk) }

func (l listing) with(chunk int) listing {
	if chunk != l.upTo+1 {
		l.ahead = append(slices.Clip(l.ahead), chunk)
		return l
	}
	for l.upTo = chunk; slices.Contains(l.ahead, l.upTo+1); l.upTo++ {
	}
	l.ahead = slices.DeleteFunc(slices.Clone(l.ahead), func(c int) bool { return c <= l.upTo })
	return l
}

func (s State) listing(id string) (int, bool) {
	i := slices.IndexFunc(s.listings, func(l listing) bool { return l.id == id })
	return i, i >= 0
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Suspected:
		s.Phase = PhaseSuspected
		return s
	case Reported:
		s.Phase, s.source = PhaseConfirmed, e.Source
		s.LifeSafety = s.LifeSafety || e.LifeSafety
		return s.changed(ScopeChanged{Added: e.Scope, Seq: e.Source.Seq})
	case ScopeChanged:
		s.LifeSafety = s.LifeSafety || e.LifeSafety
		return s.changed(e)
	case EtaSet:
		s.eta = e
		return s
	case AffectedListed:
		return s.listed(e)
	case ImpactEstimated:
		s.estimate, s.estimated = e, true
		return s
	case Resolved:
		s.Phase = PhaseResolved
		return s
	case Reopened:
		s.Phase, s.eta = PhaseConfirmed, EtaSet{}
		return s
	case Closed:
		s.Phase = PhaseClosed
		return s
	}
	panic(fmt.Sprintf("incident: no fold for %T", e))
}

func (s State) listed(e AffectedListed) State {
	i, known := s.listing(e.Listing)
	if !known {
		l := listing{id: e.Listing, of: e.Of}.with(e.Chunk)
		s.listings = append(slices.Clip(s.listings), l)
		return s
	}
	s.listings = slices.Clone(s.listings)
	s.listings[i] = s.listings[i].with(e.Chunk)
	return s
}

func sameEta(a, b EtaSet) bool {
	return a.EtaAt.Equal(b.EtaAt) && a.ValidUntil.Equal(b.ValidUntil) && a.Confidence == b.Confidence
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
