package policy

import (
	"cmp"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
)

// Offers puts alternatives that exist to every party that is owed a notice: it holds units, makes the offer, has what
// was chosen confirmed by the host, and gives back what was not. Where there is less than was thought, the newest
// unconfirmed offers are taken back and replaced.
type Offers struct {
	rules
	alternatives map[string]*alternative
	serving      map[string][]*alternative // incident, or "*" -> its alternatives, by rank and id
	offers       map[string]*party
	running      deadlines         // of offers that somebody must still answer
	brands       map[string]string // incident -> brand
}

// alternative is one inventory as this policy knows it.
type alternative struct {
	id        string
	rank      int
	unlimited bool
	until     time.Time
	incident  string
	dry       int      // fewest seats for which a hold was refused; 0: none was
	holders   []string // offers that hold units and are not confirmed, oldest first
}

// party is one offer under way.
type party struct {
	id         string
	subject    string
	brand      string
	incident   string
	party      string
	seats      int
	channel    string
	replaces   string // offer in whose place it stands
	tried      int    // alternatives tried so far
	held       string
	made       bool
	expires    time.Time
	cause      string // of the deadline that runs
	chosen     string
	accepted   time.Time
	committed  bool
	revoking   bool
	finished   bool
	holdsUnits bool
}

// NewOffers gives the policy with an empty fold.
func NewOffers() *Offers {
	return &Offers{alternatives: map[string]*alternative{}, serving: map[string][]*alternative{}, offers: map[string]*party{}, brands: map[string]string{}}
}

// Name is part of the key of its requests.
func (p *Offers) Name() string { return "offers" }

// Wants lists what it reads.
func (p *Offers) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, inventory.AlternativeAdded{}, inventory.CapacitySet{}, inventory.UnitsHeld{}, inventory.UnitsCommitted{},
		inventory.UnitsReleased{}, inventory.CapacityCorrected{}, delivery.Requested{}, delivery.Suppressed{}, offer.Made{}, offer.Accepted{},
		offer.Declined{}, offer.Expired{}, offer.Confirmed{}, offer.ConfirmationFailed{}, offer.Revoked{}, offer.Replaced{},
		reaction.Refused{},
	}
}

// Apply folds one record.
func (p *Offers) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Reported:
		p.brands[r.Stream.Name()] = e.Brand
	case inventory.Event:
		p.applyInventory(r, e)
	case delivery.Requested:
		p.owe(e)
	case offer.Event:
		p.applyOffer(r, e)
	case reaction.Refused:
		p.applyRefused(e)
	}
}

// owe notes the parties of a batch to whom nothing was offered yet.
func (p *Offers) owe(e delivery.Requested) {
	for _, item := range e.Items {
		if item.Seats == 0 || item.OfferID == "" || p.offers[item.OfferID] != nil {
			continue
		}
		p.offers[item.OfferID] = &party{
			id: item.OfferID, subject: item.Subject, brand: p.brands[e.IncidentID], incident: e.IncidentID, party: item.Party, seats: item.Seats, channel: item.Channel,
		}
	}
}

func (p *Offers) applyInventory(r domain.Recorded, e inventory.Event) {
	id := r.Stream.Name()
	if added, ok := e.(inventory.AlternativeAdded); ok {
		p.add(&alternative{id: id, rank: added.Rank, until: added.ValidTo, incident: added.Eligibility})
		return
	}
	a := p.alternatives[id]
	if a == nil {
		return
	}
	switch e := e.(type) {
	case inventory.CapacitySet:
		a.unlimited, a.dry = e.Unlimited, 0
	case inventory.UnitsHeld:
		a.holders = append(a.holders, e.OfferID)
		if o := p.offers[e.OfferID]; o != nil {
			o.held, o.holdsUnits = id, true
		}
	case inventory.UnitsCommitted:
		if o := p.offers[e.OfferID]; o != nil {
			o.committed = true
		}
	case inventory.UnitsReleased:
		a.dry = 0
		a.drop(e.OfferID)
		if o := p.offers[e.OfferID]; o != nil && o.held == id {
			o.holdsUnits = false
		}
	case inventory.AlternativeAdded, inventory.CapacityCorrected:
	}
}

func (a *alternative) drop(offerID string) {
	if at := slices.Index(a.holders, offerID); at >= 0 {
		a.holders = slices.Delete(a.holders, at, at+1)
	}
}

func (p *Offers) applyOffer(r domain.Recorded, e offer.Event) {
	o := p.offers[r.Stream.Name()]
	if o == nil {
		return
	}
	switch e := e.(type) {
	case offer.Made:
		o.made, o.expires, o.cause = true, e.ExpiresAt, r.ID.String()
		p.running.set(o.id, p.deadline(o))
	case offer.Accepted:
		o.chosen, o.accepted, o.cause = e.Option, r.Meta.RecordedAt, r.ID.String()
		p.running.set(o.id, p.deadline(o))
	case offer.Confirmed:
		o.finished = true
		if a := p.alternatives[o.held]; a != nil {
			a.drop(o.id) // confirmed: it is never taken back
		}
	case offer.Declined, offer.Expired, offer.ConfirmationFailed, offer.Revoked:
		o.finished = true
	case offer.Replaced:
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

// order gives the alternatives of an incident, by rank: those with units, and those without limit.
func (p *Offers) order(incidentID string) (limited, unlimited []*alternative) {
	all := p.serving[incidentID]
	if everywhere := p.serving["*"]; len(everywhere) > 0 {
		all = slices.Concat(all, everywhere)
		slices.SortStableFunc(all, byRank)
	}
	for _, a := range all {
		if a.unlimited {
			unlimited = append(unlimited, a)
		} else {
			limited = append(limited, a)
		}
	}
	return limited, unlimited
}

var _ domain.Policy = (*Offers)(nil)
