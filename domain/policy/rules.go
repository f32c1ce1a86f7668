package policy

import (
	"maps"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/playbook"
)

// rules is the playbook in force; policies embed it. The times and thresholds of a crisis stay those under which it was
// proposed; its texts are those in force, so that one that was corrected is used at once.
type rules struct {
	playbook.Playbook
	hash string
	pins map[string]playbook.Playbook // by crisis
}

// adopt folds a playbook. One that cannot be read is none: it was checked before it was adopted.
func (p *rules) adopt(e playbook.Adopted) {
	if book, err := e.Book(); err == nil {
		p.Playbook, p.hash = book, e.Hash
	}
}

// pin keeps the playbook in force for a crisis.
func (p *rules) pin(crisisID string) {
	if p.pins == nil {
		p.pins = map[string]playbook.Playbook{}
	}
	p.pins[crisisID] = p.Playbook
}

func (p *rules) unpin(crisisID string) { delete(p.pins, crisisID) }

// under gives the playbook of a crisis; without one, the one in force.
func (p *rules) under(crisisID string) playbook.Playbook {
	if book, ok := p.pins[crisisID]; ok {
		return book
	}
	return p.Playbook
}

// roundUp gives the first round instant at or after t.
func roundUp(t time.Time, to time.Duration) time.Time {
	if to <= 0 {
		return t
	}
	if down := t.Truncate(to); down.Before(t) {
		return down.Add(to)
	}
	return t
}

// evidence cites a record as a fact.
func evidence(fact, value string, r domain.Recorded) domain.Evidence {
	return domain.Evidence{Fact: fact, Value: value, Position: r.Position}
}

// earliest keeps the earlier of two optional instants.
func earliest(a time.Time, ok bool, b time.Time) (time.Time, bool) {
	if b.IsZero() || ok && !b.Before(a) {
		return a, ok
	}
	return b, true
}

// sorted gives the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// later gives the later of two instants.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
