package node

import (
	"tocsin/domain"
	"tocsin/domain/packed"
)

// roots knows what the events that a record causes inherit, by the id of the record: the correlation, which is the id of an
// event as a rule, and whether it is an exercise. Deadlines lie hours behind their cause at most, so two generations
// suffice; what is forgotten inherits from the stream it goes to. Causes that belong to an exercise are never forgotten:
// what follows from them would leave the house.
type roots struct {
	new, old, drills packed.ByID[packed.Subject]
}

// rememberedCauses bounds a generation of causes.
const rememberedCauses = 20_000

func newRoots() roots { return roots{} }

func (r *roots) remember(rec domain.Recorded) {
	correlation := packed.Of(rec.Meta.CorrelationID)
	if rec.Meta.Drill {
		r.drills.Put(rec.ID, correlation)
		return
	}
	if r.new.Len() >= rememberedCauses {
		r.new, r.old = packed.ByID[packed.Subject]{}, r.new
	}
	r.new.Put(rec.ID, correlation)
}

// caused begins the envelope of what a record leads to.
func (r *roots) caused(cause string) domain.Meta {
	m := domain.Meta{CausationID: cause}
	id, err := domain.ParseEventID(cause)
	if err != nil {
		return m // no event: it starts a chain, or belongs to that of its stream
	}
	for _, generation := range [...]*packed.ByID[packed.Subject]{&r.new, &r.old, &r.drills} {
		if correlation, ok := generation.Get(id); ok {
			m.CorrelationID, m.Drill = correlation.String(), generation == &r.drills
			break
		}
	}
	return m
}
