package policy

import (
	"strings"
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
	offers       map[string]*party         // under way; one that has ended and holds nothing is dropped
	running      deadlines                 // of offers that somebody must still answer
	incidents    map[string]*counter
	back         *party // goes back to its own flight, by the record just folded
}

// counter is what the offers of one incident have in common.
type counter struct {
	id, brand string
	kept      map[string]string // offer that the host confirmed -> alternative whose units it has
	served    map[string]bool   // offers that were made; a further notice to the same party is no reason for a second one
}

// party is one offer under way.
type party struct {
	id       string
	subject  string
	party    string
	channel  string
	at       *counter
	seats    int
	pool     string // whose alternatives may be put to it; empty: those of the incident
	replaces string // offer in whose place it stands

	asked    bool         // for units
	last     *alternative // from which units were asked
	asking   *alternative // the same, as long as it has not answered
	held     *alternative // that keeps units for it
	until    time.Time    // it keeps them until then
	phase    phase
	chosen   string
	due      time.Time // of what it waits for
	cause    string    // id of the event that set it
	revoking bool
}

// phase is where an offer stands.
type phase uint8

const (
	preparing phase = iota
	open            // put to the party
	chosen          // by the party, and not confirmed
	ended           // what it holds is on its way back
)

// NewOffers gives the policy with an empty fold.
func NewOffers() *Offers {
	return &Offers{
		alternatives: map[string]*alternative{}, serving: map[string][]*alternative{}, offers: map[string]*party{},
		incidents: map[string]*counter{},
	}
}

// Name is part of the key of its requests.
func (p *Offers) Name() string { return "offers" }

// Wants lists what it reads.
func (p *Offers) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.Closed{}, inventory.AlternativeAdded{}, inventory.CapacitySet{},
		inventory.UnitsHeld{}, inventory.UnitsCommitted{}, inventory.UnitsReleased{}, inventory.CapacityCorrected{},
		delivery.Requested{}, offer.Made{}, offer.Accepted{}, offer.Declined{}, offer.Expired{}, offer.Confirmed{},
		offer.ConfirmationFailed{}, offer.Revoked{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *Offers) Apply(r domain.Recorded) {
	p.back = nil
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Reported:
		p.counter(r.Stream.Name()).brand = e.Brand
	case incident.Closed:
		p.forget(r.Stream.Name())
	case inventory.Event:
		p.applyInventory(r, e)
	case delivery.Requested:
		p.owe(e)
	case offer.Event:
		if o := p.offers[r.Stream.Name()]; o != nil {
			p.applyOffer(r, o, e)
		}
	case reaction.Refused:
		if e.Policy == p.Name() {
			p.applyRefused(e)
		}
	}
}

func (p *Offers) counter(incidentID string) *counter {
	c := p.incidents[incidentID]
	if c == nil {
		c = &counter{id: incidentID, served: map[string]bool{}, kept: map[string]string{}}
		p.incidents[incidentID] = c
	}
	return c
}

// forget drops what belongs to an incident that is closed.
func (p *Offers) forget(incidentID string) {
	for id, o := range p.offers { // order-free: every match is deleted
		if o.at.id == incidentID {
			o.answered() // an alternative may serve others, too
			delete(p.offers, id)
		}
	}
	for _, a := range p.serving[incidentID] {
		delete(p.alternatives, a.id)
	}
	delete(p.serving, incidentID)
	delete(p.incidents, incidentID)
}

// owe notes the parties of a batch to whom nothing was offered yet.
func (p *Offers) owe(e delivery.Requested) {
	at := p.counter(e.IncidentID)
	for _, item := range e.Items {
		if item.Seats > 0 && item.OfferID != "" && p.offers[item.OfferID] == nil && !at.served[item.OfferID] {
			p.offers[item.OfferID] = &party{
				id: item.OfferID, subject: item.Subject, party: item.Party, channel: item.Channel, at: at, seats: item.Seats,
				pool: item.Pool,
			}
		}
	}
}

func (p *Offers) applyOffer(r domain.Recorded, o *party, e offer.Event) {
	switch e := e.(type) {
	case offer.Made:
		o.at.served[o.id] = true
		p.wait(o, open, e.ExpiresAt, r)
	case offer.Accepted:
		o.chosen = e.Option
		p.wait(o, chosen, r.Meta.RecordedAt.Add(p.Offer.ConfirmWithin), r)
	case offer.Confirmed:
		if o.held != nil {
			o.at.kept[o.id] = o.held.id
		}
		if o.pool != "" {
			p.back = o
		}
		p.leave(o) // what it holds it has for good
	case offer.Declined, offer.Expired, offer.ConfirmationFailed, offer.Revoked:
		o.phase, o.due = ended, time.Time{}
	case offer.Replaced:
	}
}

// wait notes what an offer waits for, and until when.
func (p *Offers) wait(o *party, in phase, until time.Time, r domain.Recorded) {
	o.phase, o.due, o.cause = in, until, r.ID.String()
	p.running.set(o.id, until)
}

// leave drops an offer that needs nothing any more.
func (p *Offers) leave(o *party) {
	if a := o.held; a != nil {
		o.held = nil
		a.left()
	}
	delete(p.offers, o.id)
}

// applyRefused notes that an alternative has not that many units any more.
func (p *Offers) applyRefused(e reaction.Refused) {
	what, id, _ := strings.Cut(e.Step, "/")
	o := p.offers[id]
	if o == nil {
		return
	}
	switch what {
	case stepHold:
		o.answered()
		if a := o.last; a != nil && e.Code == string(domain.Exhausted) && (a.dry == 0 || o.seats < a.dry) {
			a.dry = o.seats
		}
	case stepExpire, stepLate:
		if o.cause == e.Cause {
			o.due = time.Time{} // it was answered in the same instant
		}
	case stepRevoke:
		o.revoking = false
	case stepMake:
		o.at.served[id] = true // it exists, or it cannot be made
		o.phase = ended
	}
}

var _ domain.Policy = (*Offers)(nil)
