package policy

import (
	"math"
	"time"

	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/playbook"
)

// Stock sets up the alternatives of the playbook for an incident, in proportion to those affected. Where operations gave
// alternatives of their own, the playbook adds only what has no limit, and of another kind than theirs.
type Stock struct {
	rules
	incidents map[string]*shelf
	corrected map[string]bool // alternatives whose number operations corrected: they know better than a proportion
}

// shelf is what there is for one incident.
type shelf struct {
	fromOps map[string]bool // kinds of which operations gave an alternative
	units   map[string]int  // of the playbook's stock, as asked for last
}

// fromPlaybook is the source of what this policy sets up.
const fromPlaybook = "playbook"

// NewStock gives the policy with an empty fold.
func NewStock() *Stock { return &Stock{incidents: map[string]*shelf{}, corrected: map[string]bool{}} }

// Name is part of the key of its requests.
func (p *Stock) Name() string { return "stock" }

// Wants lists what it reads.
func (p *Stock) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, inventory.AlternativeAdded{}, inventory.CapacityCorrected{}, incident.ImpactEstimated{}, incident.Closed{},
	}
}

// Apply folds one record. What was asked for is noted in React: the next estimate may come before it is on record.
func (p *Stock) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case inventory.AlternativeAdded:
		if e.Source != fromPlaybook {
			p.shelf(e.Eligibility).fromOps[e.Kind] = true
		}
	case inventory.CapacityCorrected:
		p.corrected[r.Stream.Name()] = true
	case incident.Closed:
		if s := p.incidents[r.Stream.Name()]; s != nil {
			for stockID := range s.units { // order-free: every one is deleted
				delete(p.corrected, inventory.IDFor(r.Stream.Name(), stockID))
			}
			delete(p.incidents, r.Stream.Name())
		}
	}
}

func (p *Stock) shelf(incidentID string) *shelf {
	s := p.incidents[incidentID]
	if s == nil {
		s = &shelf{fromOps: map[string]bool{}, units: map[string]int{}}
		p.incidents[incidentID] = s
	}
	return s
}

// React sets stock up at the first estimate, and raises it at later ones.
func (p *Stock) React(r domain.Recorded) (asked []domain.Request) {
	e, ok := r.Event.(incident.ImpactEstimated)
	if !ok || e.Affected == 0 {
		return nil
	}
	id := r.Stream.Name()
	have := p.shelf(id)
	for _, s := range p.Playbook.Stock {
		n := units(s, e.Affected)
		before, known := have.units[s.ID]
		switch {
		case !known && len(have.fromOps) > 0 && (!s.Unlimited || have.fromOps[s.Kind]):
			continue
		case known && (n <= before || p.corrected[inventory.IDFor(id, s.ID)]):
			continue
		}
		have.units[s.ID] = n
		asked = append(asked, domain.Request{
			To: inventory.Stream(inventory.IDFor(id, s.ID)), Cause: r.ID.String(), Step: "stock/" + s.ID,
			Command: p.stockCommand(s, r, known, n),
		})
	}
	return asked
}

func (p *Stock) stockCommand(s playbook.Stock, r domain.Recorded, known bool, n int) inventory.Command {
	now := r.Meta.RecordedAt
	capacity := inventory.CapacitySet{N: n, Unlimited: s.Unlimited, AsOf: now, Source: fromPlaybook}
	if known {
		return inventory.SetCapacity{CapacitySet: capacity}
	}
	return inventory.Add{Capacity: capacity, AlternativeAdded: inventory.AlternativeAdded{
		Kind: s.Kind, Unit: s.Unit, ValidFrom: now, ValidTo: now.Add(p.Offer.AlternativesStand), Eligibility: r.Stream.Name(),
		Source: fromPlaybook, Rank: s.Rank,
	}}
}

// units is how many of a stock there are for so many people; none are counted of what has no limit.
func units(s playbook.Stock, affected int) int {
	if s.Unlimited {
		return 0
	}
	return int(math.Ceil(s.Per100 * float64(affected) / 100))
}

// Due has nothing to say.
func (p *Stock) Due(time.Time) []domain.Request { return nil }

// Next is never.
func (p *Stock) Next() (time.Time, bool) { return time.Time{}, false }

var _ domain.Policy = (*Stock)(nil)
