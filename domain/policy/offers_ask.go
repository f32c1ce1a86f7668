package policy

import (
	"strings"
	"time"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
	"tocsin/domain/reaction"
)

// React takes each offer one step on.
func (p *Offers) React(r domain.Recorded) []domain.Request {
	switch e := r.Event.(type) {
	case delivery.Requested:
		return p.begin(r, e)
	case inventory.UnitsHeld:
		if o := p.offers[e.OfferID]; o != nil && !o.made {
			return p.make(r, o, []domain.Evidence{evidence("inventory.units_held", o.held, r)})
		}
	case inventory.UnitsCommitted:
		if o := p.offers[e.OfferID]; o != nil && o.chosen != "" && !o.finished {
			return p.book(r, o)
		}
	case inventory.CapacityCorrected:
		return p.takeBack(r, e)
	case offer.Accepted:
		return p.accepted(r, e)
	case offer.Declined, offer.Expired, offer.ConfirmationFailed:
		return p.release(r, strings.TrimPrefix(r.Type, "offer."))
	case offer.Revoked:
		return p.revoked(r)
	case offer.Made:
		if o := p.offers[r.Stream.Name()]; o != nil && o.replaces != "" {
			return []domain.Request{{
				To: offer.Stream(o.replaces), Cause: r.ID.String(), Step: "replace",
				Command: offer.Replace{ReplacementOfferID: o.id},
			}}
		}
	case reaction.Refused:
		return p.refused(r, e)
	}
	return nil
}

func (p *Offers) begin(r domain.Recorded, e delivery.Requested) (asked []domain.Request) {
	for _, item := range e.Items {
		if o := p.offers[item.OfferID]; o != nil && item.Seats > 0 && o.tried == 0 && !o.made && !o.holdsUnits {
			asked = append(asked, p.next(r, o)...)
		}
	}
	return asked
}

// next tries the next alternative that may still have units; when there is none, the offer holds what has no limit.
func (p *Offers) next(r domain.Recorded, o *party) []domain.Request {
	limited, _ := p.order(o.incident)
	for o.tried < len(limited) {
		a := limited[o.tried]
		o.tried++
		if a.dry > 0 && o.seats >= a.dry || !a.until.After(r.Meta.RecordedAt) {
			continue
		}
		return []domain.Request{{
			To: inventory.Stream(a.id), Cause: r.ID.String(), Step: "hold/" + o.id,
			Command: inventory.Hold{
				OfferID: o.id, N: o.seats, Until: r.Meta.RecordedAt.Add(p.Offer.Stands), Now: r.Meta.RecordedAt,
			},
		}}
	}
	return p.make(r, o, nil)
}

// make puts the offer: what is held first, then what has no limit. Without any option there is nothing to put.
func (p *Offers) make(r domain.Recorded, o *party, held []domain.Evidence) []domain.Request {
	_, unlimited := p.order(o.incident)
	var options []string
	if len(held) > 0 {
		options = append(options, o.held)
	}
	for _, a := range unlimited {
		options = append(options, a.id)
	}
	if len(options) == 0 {
		delete(p.offers, o.id)
		return nil
	}
	m := offer.Made{
		Subject: o.subject, Brand: o.brand, IncidentID: o.incident, Options: options, Party: o.party, Seats: o.seats,
		ExpiresAt: r.Meta.RecordedAt.Add(p.Offer.Stands), Channel: o.channel, Evidence: held,
	}
	if len(held) > 0 {
		m.Held = o.held
	}
	return []domain.Request{{To: offer.Stream(o.id), Cause: r.ID.String(), Step: "make/" + o.id, Command: offer.Make{Made: m}}}
}

func (p *Offers) accepted(r domain.Recorded, e offer.Accepted) []domain.Request {
	o := p.offers[r.Stream.Name()]
	if o == nil {
		return nil
	}
	if e.Option == o.held && o.holdsUnits {
		return []domain.Request{{
			To: inventory.Stream(o.held), Cause: r.ID.String(), Step: "commit",
			Command: inventory.Commit{OfferID: o.id, Now: r.Meta.RecordedAt},
		}}
	}
	return append(p.release(r, "replaced"), p.book(r, o)...)
}

func (p *Offers) book(r domain.Recorded, o *party) []domain.Request {
	return []domain.Request{{
		To: offer.Stream(o.id), Cause: r.ID.String(), Step: "book",
		Command: ask.Booking{OfferID: o.id, Option: o.chosen, Seats: o.seats, At: r.Meta.RecordedAt},
	}}
}

// release gives units back that an offer does not need any more.
func (p *Offers) release(r domain.Recorded, reason string) []domain.Request {
	o := p.offers[r.Stream.Name()]
	if o == nil || !o.holdsUnits {
		return nil
	}
	return []domain.Request{{
		To: inventory.Stream(o.held), Cause: r.ID.String(), Step: "release",
		Command: inventory.Release{OfferID: o.id, Reason: reason},
	}}
}

// takeBack revokes the newest unconfirmed offers of an alternative until the promise fits what there is.
func (p *Offers) takeBack(r domain.Recorded, e inventory.CapacityCorrected) (asked []domain.Request) {
	a := p.alternatives[r.Stream.Name()]
	if a == nil {
		return nil
	}
	over := e.Overcommitted
	for n := len(a.holders) - 1; n >= 0 && over > 0; n-- {
		o := p.offers[a.holders[n]]
		if o == nil || o.finished || o.revoking {
			continue
		}
		o.revoking = true
		over -= o.seats
		asked = append(asked, domain.Request{
			To: offer.Stream(o.id), Cause: r.ID.String(), Step: "revoke/" + o.id, Command: offer.Revoke{Reason: "capacity_corrected"},
		})
	}
	return asked
}

// revoked gives the units back and begins the offer that stands in the place of the one taken back.
func (p *Offers) revoked(r domain.Recorded) []domain.Request {
	asked := p.release(r, "revoked")
	o := p.offers[r.Stream.Name()]
	if o == nil {
		return asked
	}
	id := offer.ReplacementFor(o.id)
	if p.offers[id] != nil {
		return asked
	}
	again := &party{
		id: id, subject: o.subject, brand: o.brand, incident: o.incident, party: o.party, seats: o.seats, channel: o.channel, replaces: o.id,
	}
	p.offers[id] = again
	return append(asked, p.next(r, again)...)
}

// applyRefused notes that an alternative has not that many units any more.
func (p *Offers) applyRefused(e reaction.Refused) {
	id, isHold := strings.CutPrefix(e.Step, "hold/")
	if e.Policy != p.Name() || !isHold {
		return
	}
	a, o := p.alternatives[domain.StreamID(e.To).Name()], p.offers[id]
	if a != nil && o != nil && e.Code == string(domain.Exhausted) && (a.dry == 0 || o.seats < a.dry) {
		a.dry = o.seats
	}
}

// refused: no units there, so the next alternative; a hold that was gone at the commit is a no of the host's kind.
func (p *Offers) refused(r domain.Recorded, e reaction.Refused) []domain.Request {
	if e.Policy != p.Name() {
		return nil
	}
	if id, isHold := strings.CutPrefix(e.Step, "hold/"); isHold {
		if o := p.offers[id]; o != nil && !o.made {
			return p.next(r, o)
		}
		return nil
	}
	if e.Step != "commit" || e.Code == string(domain.NoChange) {
		return nil
	}
	for _, id := range sorted(p.offers) {
		o := p.offers[id]
		if o.held == domain.StreamID(e.To).Name() && o.cause == e.Cause && !o.finished {
			return []domain.Request{{
				To: offer.Stream(o.id), Cause: r.ID.String(), Step: "gone", Command: offer.FailConfirm{Reason: "the units were gone"},
			}}
		}
	}
	return nil
}

// deadline is the next instant at which something is overdue for an offer; zero for none.
func (p *Offers) deadline(o *party) time.Time {
	switch {
	case !o.made || o.finished:
		return time.Time{}
	case o.chosen != "":
		return o.accepted.Add(p.Offer.ConfirmWithin)
	default:
		return o.expires
	}
}

// runs tells whether a noted deadline is still that of its offer.
func (p *Offers) runs(d deadline) bool {
	o := p.offers[d.name]
	return o != nil && !d.at.IsZero() && p.deadline(o).Equal(d.at)
}

// Due ends offers that nobody answered, and choices that the host did not confirm.
func (p *Offers) Due(now time.Time) (asked []domain.Request) {
	for _, id := range p.running.upTo(now, p.runs) {
		o := p.offers[id]
		request := domain.Request{To: offer.Stream(id), Cause: o.cause, Step: "expire", Command: offer.Expire{Now: p.deadline(o)}}
		if o.chosen != "" {
			request.Step = "unconfirmed"
			request.Command = offer.FailConfirm{Reason: "no answer of the host within " + p.Offer.ConfirmWithin.String()}
		}
		asked = append(asked, request)
	}
	return asked
}

// Next is the first deadline.
func (p *Offers) Next() (time.Time, bool) { return p.running.first(p.runs) }
