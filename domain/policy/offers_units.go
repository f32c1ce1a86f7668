package policy

import (
	"cmp"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/inventory"
)

// alternative is one inventory as this policy knows it. Whether units are left only its own stream decides; what is kept
// here saves asking in vain.
type alternative struct {
	id        string
	rank      int
	unlimited bool
	capacity  int
	from      time.Time // valid from then on
	until     time.Time // valid until then; zero: no end
	incident  string
	dry       int // fewest seats for which a hold was refused; 0: none was
	over      int // units that are promised and do not exist

	given int                  // units that are held or taken
	asked int                  // units that were asked for, and there is no answer yet
	kept  map[string]time.Time // offer that holds units and has not taken them -> until when
	ends  deadlines            // of kept

	holders []*party // in the order of their holds; who holds nothing here any more is passed over
	gone    int      // of holders, who hold nothing here any more
}

func (p *Offers) applyInventory(r domain.Recorded, e inventory.Event) {
	id := r.Stream.Name()
	if added, ok := e.(inventory.AlternativeAdded); ok {
		p.add(&alternative{id: id, rank: added.Rank, from: added.ValidFrom, until: added.ValidTo, incident: added.Eligibility, kept: map[string]time.Time{}})
		return
	}
	a := p.alternatives[id]
	if a == nil {
		return
	}
	switch e := e.(type) {
	case inventory.CapacitySet:
		a.over = max(0, a.over-max(0, e.N-a.capacity))
		a.unlimited, a.capacity, a.dry = e.Unlimited, e.N, 0
	case inventory.CapacityCorrected:
		a.unlimited, a.capacity, a.dry, a.over = false, e.To, 0, e.Overcommitted
	case inventory.UnitsHeld:
		a.given += e.N
		a.kept[e.OfferID] = e.Until
		a.ends.set(e.OfferID, e.Until)
		if o := p.offers[e.OfferID]; o != nil {
			o.answered()
			o.held, o.until = a, e.Until
			a.holders = append(a.holders, o)
		}
	case inventory.UnitsReleased:
		a.given -= e.N
		delete(a.kept, e.OfferID)
		a.dry, a.over = 0, max(0, a.over-e.N)
		if o := p.offers[e.OfferID]; o != nil && o.held == a {
			o.held = nil
			a.left()
			if o.phase == ended {
				delete(p.offers, o.id)
			}
		}
	case inventory.UnitsCommitted:
		delete(a.kept, e.OfferID)
	case inventory.AlternativeAdded:
	}
}

// left notes that one of the holders holds nothing here any more. The list is cut when half of it is such.
func (a *alternative) left() {
	if a.gone++; a.gone > len(a.holders)/2+16 {
		a.holders, a.gone = slices.DeleteFunc(a.holders, func(o *party) bool { return o.held != a }), 0
	}
}

func (p *Offers) add(a *alternative) {
	p.alternatives[a.id] = a
	list := append(p.serving[a.incident], a)
	slices.SortStableFunc(list, byRank)
	p.serving[a.incident] = list
}

func byRank(a, b *alternative) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.id, b.id))
}

// order gives the alternatives of an incident that may be offered and are still worth it, by rank: those with units, and those
// without limit.
func (p *Offers) order(incidentID string, now time.Time) (limited, unlimited []*alternative) {
	all := p.serving[incidentID]
	if everywhere := p.serving["*"]; len(everywhere) > 0 {
		all = slices.Concat(all, everywhere)
		slices.SortStableFunc(all, byRank)
	}
	for _, a := range all {
		switch {
		case a.from.After(now):
		case !a.until.IsZero() && !a.until.After(now.Add(p.Offer.StopBefore)):
		case a.unlimited:
			unlimited = append(unlimited, a)
		default:
			limited = append(limited, a)
		}
	}
	return limited, unlimited
}

// mayHave tells whether so many seats could be left, by what is known at a record: what is asked for and not answered counts
// as given, and what is kept past its time can be had.
func (a *alternative) mayHave(seats int, now time.Time) bool {
	switch {
	case a.over > 0 || a.dry > 0 && seats >= a.dry:
		return false
	case a.capacity-a.given-a.asked >= seats:
		return true
	}
	end, any := a.ends.first(func(d deadline) bool { return a.kept[d.name].Equal(d.at) })
	return any && !end.After(now)
}

// ask notes that units were asked for.
func (a *alternative) ask(o *party) {
	o.last, o.asking = a, a
	a.asked += o.seats
}

// answered notes that nothing is asked for any more.
func (o *party) answered() {
	if o.asking != nil {
		o.asking.asked -= o.seats
		o.asking = nil
	}
}
