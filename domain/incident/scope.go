package incident

import (
	"maps"
	"slices"

	"tocsin/domain"
)

// EmergencyCall is the service whose loss is always a matter of life.
const EmergencyCall = "emergency_call"

// part is one flight, cell, region or service that a change has named. One that was removed stays as a mark, so that
// an older addition that comes late does not bring it back.
type part struct {
	here   bool
	status string  // of a flight
	seq    int64   // of the change that put it so
	held   []int64 // numbers of older changes that came late and had no effect
}

// sieve gives the parts of a scope that pass, in their order. It is also how all parts are walked.
func (s Scope) sieve(pass func(key, status string) bool) (out Scope) {
	for _, f := range s.Flights {
		if pass("flight "+f.Key(), f.Status) {
			out.Flights = append(out.Flights, f)
		}
	}
	named := func(kind string, names []string) (passed []string) {
		for _, name := range names {
			if pass(kind+" "+name, "") {
				passed = append(passed, name)
			}
		}
		return passed
	}
	out.Cells, out.Regions, out.Services = named("cell", s.Cells), named("region", s.Regions), named("service", s.Services)
	return out
}

func (s Scope) each(see func(key, status string)) {
	s.sieve(func(key, status string) bool { see(key, status); return false })
}

func (s Scope) empty() bool {
	return len(s.Flights)+len(s.Cells)+len(s.Regions)+len(s.Services) == 0
}

// once gives each part a single time; of a part named twice the first counts.
func (s Scope) once() Scope {
	seen := map[string]bool{}
	return s.sieve(func(key, _ string) bool {
		twice := seen[key]
		seen[key] = true
		return !twice
	})
}

// check wants a name on everything: a flight without one would be the same as every other without one.
func (s Scope) check() error {
	for _, f := range s.Flights {
		if f.Carrier == "" || f.Number == "" || f.DateLocal == "" || f.Origin == "" {
			return domain.Refuse(domain.Invalid, "a flight needs carrier, number, date_local and origin")
		}
	}
	for _, names := range [][]string{s.Cells, s.Regions, s.Services} {
		if slices.Contains(names, "") {
			return domain.Refuse(domain.Invalid, "a cell, region or service needs a name")
		}
	}
	return nil
}

func changeScope(c ChangeScope, s State) ([]Event, error) {
	c.Added, c.Removed = c.Added.once(), c.Removed.once()
	if err := checkChange(c); err != nil {
		return nil, err
	}
	seq := s.inOrder(c.Seq)
	e := ScopeChanged{Seq: c.Seq, Late: seq < s.seq}
	e.Added = c.Added.sieve(func(key, status string) bool {
		p, known := s.parts[key]
		return !known || p.differs(status) && seq >= p.seq
	})
	e.HeldAdded = c.Added.sieve(func(key, status string) bool {
		p, known := s.parts[key]
		return known && p.differs(status) && seq < p.seq && !slices.Contains(p.held, seq)
	})
	e.Removed = c.Removed.sieve(func(key, _ string) bool {
		p := s.parts[key]
		return p.here && seq >= p.seq
	})
	e.HeldRemoved = c.Removed.sieve(func(key, _ string) bool {
		p, known := s.parts[key]
		ahead := !known && c.Seq > 0 // without numbers there is no order that could resolve it
		return ahead || p.here && seq < p.seq && !slices.Contains(p.held, seq)
	})
	if e.Added.empty() && e.Removed.empty() && e.HeldAdded.empty() && e.HeldRemoved.empty() {
		return nil, nil
	}
	e.LifeSafety = !s.LifeSafety && slices.Contains(e.Added.Services, EmergencyCall)
	if s.Phase == PhaseResolved && !e.Added.empty() { // what grows is not over
		return []Event{Reopened{Reason: ScopeGrew}, e}, nil
	}
	return []Event{e}, nil
}

func checkChange(c ChangeScope) error {
	if c.Seq < 0 {
		return domain.Refuse(domain.Invalid, "seq must not be negative")
	}
	for _, scope := range []Scope{c.Added, c.Removed} {
		if err := scope.check(); err != nil {
			return err
		}
	}
	added, both := map[string]bool{}, false
	c.Added.each(func(key, _ string) { added[key] = true })
	c.Removed.each(func(key, _ string) { both = both || added[key] })
	if both {
		return domain.Refuse(domain.Invalid, "the same part is added and removed")
	}
	return nil
}

func (p part) differs(status string) bool { return !p.here || p.status != status }

// inOrder is the number that a change counts with: one without a number is taken as it comes.
func (s State) inOrder(seq int64) int64 {
	if seq == 0 {
		return s.seq
	}
	return seq
}

func (s State) changed(e ScopeChanged) State {
	seq := s.inOrder(e.Seq)
	parts := maps.Clone(s.parts)
	if parts == nil {
		parts = map[string]part{}
	}
	e.Added.each(func(key, status string) {
		parts[key] = part{here: true, status: status, seq: seq, held: parts[key].held}
	})
	e.Removed.each(func(key, _ string) { parts[key] = part{seq: seq, held: parts[key].held} })
	hold := func(key, _ string) {
		p, known := parts[key]
		if known {
			p.held = append(slices.Clip(p.held), seq)
		} else {
			p.seq = seq // a removal ahead of its addition
		}
		parts[key] = p
	}
	e.HeldAdded.each(hold)
	e.HeldRemoved.each(hold)
	s.parts, s.seq = parts, max(s.seq, seq)
	return s
}
