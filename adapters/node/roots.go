package node

import "tocsin/domain"

// root is what the events of a chain inherit.
type root struct {
	correlation string
	drill       bool
}

// roots knows what the events that a record causes inherit, by the id of the record. Deadlines lie hours behind their
// cause at most, so two generations suffice; what is forgotten inherits from the stream it goes to. Causes that belong
// to an exercise are never forgotten: what follows from them would leave the house.
type roots struct {
	new, old, drills map[domain.EventID]root
}

// rememberedCauses bounds a generation of causes.
const rememberedCauses = 20_000

func newRoots() roots {
	return roots{new: map[domain.EventID]root{}, old: map[domain.EventID]root{}, drills: map[domain.EventID]root{}}
}

func (r *roots) remember(rec domain.Recorded) {
	known := root{correlation: rec.Meta.CorrelationID, drill: rec.Meta.Drill}
	if known.drill {
		r.drills[rec.ID] = known
		return
	}
	if len(r.new) >= rememberedCauses {
		r.new, r.old = map[domain.EventID]root{}, r.new
	}
	r.new[rec.ID] = known
}

// caused begins the envelope of what a record leads to.
func (r *roots) caused(cause string) domain.Meta {
	m := domain.Meta{CausationID: cause}
	id, err := domain.ParseEventID(cause)
	if err != nil {
		return m // no event: it starts a chain, or belongs to that of its stream
	}
	for _, generation := range []map[domain.EventID]root{r.new, r.old, r.drills} {
		if known, ok := generation[id]; ok {
			m.CorrelationID, m.Drill = known.correlation, known.drill
			break
		}
	}
	return m
}
