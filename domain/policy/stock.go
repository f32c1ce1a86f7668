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
// alternatives of their own, the playbook adds only what has no limit.
type Stock struct {
	rules
	fromOps map[string]bool // incidents, and incident/kind, for which operations gave alternatives
	stated  map[string]int  // incident -> affected for which stock was set up
}

// alternativesStand is how long an alternative of the playbook may be put to people.
const alternativesStand = 72 * time.Hour

// NewStock gives the policy with an empty fold.
func NewStock() *Stock { return &Stock{fromOps: map[string]bool{}, stated: map[string]int{}} }

// Name is part of the key of its requests.
func (p *Stock) Name() string { return "stock" }

// Wants lists what it reads.
func (p *Stock) Wants() []domain.Event {
	return []domain.Event{playbook.Adopted{}, inventory.AlternativeAdded{}, incident.ImpactEstimated{}, incident.Closed{}}
}

// Apply folds one record. The figure of the last estimate is folded after it was answered, in React.
func (p *Stock) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case inventory.AlternativeAdded:
		if e.Source != "playbook" {
			p.fromOps[e.Eligibility] = true
			p.fromOps[e.Eligibility+"/"+e.Kind] = true
		}
	case incident.Closed:
		delete(p.fromOps, r.Stream.Name())
		delete(p.stated, r.Stream.Name())
	}
}

// React sets stock up at the first estimate, and raises it at later ones.
func (p *Stock) React(r domain.Recorded) (asked []domain.Request) {
	e, ok := r.Event.(incident.ImpactEstimated)
	if !ok || e.Affected == 0 {
		return nil
	}
	id := r.Stream.Name()
	before, known := p.stated[id]
	p.stated[id] = max(before, e.Affected)
	for _, s := range p.Playbook.Stock {
		if p.fromOps[id] && (!s.Unlimited || p.fromOps[id+"/"+s.Kind]) {
			continue
		}
		capacity := inventory.CapacitySet{
			N: units(s, e.Affected), Unlimited: s.Unlimited, AsOf: r.Meta.RecordedAt, Source: "playbook",
		}
		request := domain.Request{To: inventory.Stream(inventory.IDFor(id, s.ID)), Cause: r.ID.String(), Step: "stock/" + s.ID}
		switch {
		case !known:
			request.Command = inventory.Add{AlternativeAdded: inventory.AlternativeAdded{
				Kind: s.Kind, Unit: s.Unit, ValidFrom: r.Meta.RecordedAt, ValidTo: r.Meta.RecordedAt.Add(alternativesStand),
				Eligibility: id, Source: "playbook", Rank: s.Rank,
			}, Capacity: capacity}
		case s.Unlimited || units(s, e.Affected) <= units(s, before):
			continue
		default:
			request.Command = inventory.SetCapacity{CapacitySet: capacity}
		}
		asked = append(asked, request)
	}
	return asked
}

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
