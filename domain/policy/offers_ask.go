package policy

import (
	"cmp"
	"strings"
	"time"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
	"tocsin/domain/reaction"
)

// Steps of requests whose refusal is answered; each goes with the id of the offer.
const (
	stepHold    = "hold"
	stepMake    = "make"
	stepCommit  = "commit"
	stepRevoke  = "revoke"
	stepReplace = "replace"
	stepExpire  = "expire"
	stepLate    = "unconfirmed"
)

// React takes each offer one step on.
func (p *Offers) React(r domain.Recorded) []domain.Request {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case delivery.Requested:
		return p.begin(r, e)
	case inventory.UnitsHeld:
		if o := p.offers[e.OfferID]; o != nil && o.phase == preparing {
			return p.make(r, o)
		}
	case inventory.UnitsCommitted:
		if o := p.offers[e.OfferID]; o != nil && o.phase == chosen && o.chosen == id {
			return p.book(r, o)
		}
	case inventory.CapacityCorrected:
		return p.takeBack(r, p.alternatives[id])
	case offer.Made:
		if o := p.offers[id]; o != nil && o.replaces != "" {
			return []domain.Request{{
				To: offer.Stream(o.replaces), Cause: r.ID.String(), Step: stepReplace + "/" + o.replaces,
				Command: offer.Replace{ReplacementOfferID: id},
			}}
		}
	case offer.Accepted:
		if o := p.offers[id]; o != nil {
			return p.accepted(r, o, e)
		}
	case offer.Declined, offer.Expired, offer.ConfirmationFailed:
		if o := p.offers[id]; o != nil {
			return p.end(r, o, strings.TrimPrefix(r.Type, "offer."))
		}
	case offer.Revoked:
		if o := p.offers[id]; o != nil {
			return p.revoked(r, o)
		}
	case offer.Confirmed:
		if p.back != nil {
			return p.giveBack(r, p.back)
		}
	case reaction.Refused:
		return p.refused(r, e)
	}
	return nil
}

func (p *Offers) begin(r domain.Recorded, e delivery.Requested) (asked []domain.Request) {
	for _, item := range e.Items {
		if o := p.offers[item.OfferID]; o != nil && item.Seats > 0 && !o.asked {
			asked = append(asked, p.next(r, o)...)
		}
	}
	return asked
}

// next tries the next alternative that may still have units, which its stream alone knows; when there is none, the offer holds what has no limit.
func (p *Offers) next(r domain.Recorded, o *party) []domain.Request {
	now := r.Meta.RecordedAt
	o.asked = true
	limited, _ := p.order(cmp.Or(o.pool, o.at.id), now)
	for _, a := range limited {
		if o.last != nil && byRank(a, o.last) <= 0 || !a.mayHave(o.seats, now) {
			continue
		}
		a.ask(o)
		return []domain.Request{{
			To: inventory.Stream(a.id), Cause: r.ID.String(), Step: stepHold + "/" + o.id,
			Command: inventory.Hold{OfferID: o.id, N: o.seats, Until: now.Add(p.Offer.Stands), Now: now},
		}}
	}
	return p.make(r, o)
}

// make puts the offer: what is held first, then what has no limit. It stands as long as the units are kept. Without any
// option there is nothing to put; the party's next notice is another chance.
func (p *Offers) make(r domain.Recorded, o *party) []domain.Request {
	m := offer.Made{
		Subject: o.subject, Brand: o.at.brand, IncidentID: o.at.id, Party: o.party, Seats: o.seats, Channel: o.channel,
		ExpiresAt: r.Meta.RecordedAt.Add(p.Offer.Stands),
	}
	if o.held != nil {
		m.Held, m.ExpiresAt, m.Options = o.held.id, o.until, []string{o.held.id}
		m.Evidence = []domain.Evidence{evidence("inventory.units_held", o.held.id, r)}
	}
	_, unlimited := p.order(cmp.Or(o.pool, o.at.id), r.Meta.RecordedAt)
	for _, a := range unlimited {
		m.Options = append(m.Options, a.id)
	}
	if len(m.Options) == 0 {
		delete(p.offers, o.id)
		return nil
	}
	return []domain.Request{{
		To: offer.Stream(o.id), Cause: r.ID.String(), Step: stepMake + "/" + o.id, Command: offer.Make{Made: m},
	}}
}

// accepted takes the units that are held, if they were chosen; anything else with a limit cannot be had any more.
func (p *Offers) accepted(r domain.Recorded, o *party, e offer.Accepted) []domain.Request {
	a := p.alternatives[e.Option]
	switch {
	case a != nil && o.held == a:
		return []domain.Request{{
			To: inventory.Stream(a.id), Cause: r.ID.String(), Step: stepCommit + "/" + o.id,
			Command: inventory.Commit{OfferID: o.id, Now: r.Meta.RecordedAt},
		}}
	case a != nil && !a.unlimited:
		return []domain.Request{p.fail(r, o)}
	}
	return append(p.release(r, o, "replaced"), p.book(r, o)...)
}

// giveBack releases what a party had chosen before it went back to its own flight.
func (p *Offers) giveBack(r domain.Recorded, o *party) (asked []domain.Request) {
	for _, id := range []string{offer.IDFor(o.at.id, o.party), offer.ReplacementFor(offer.IDFor(o.at.id, o.party))} {
		if alternativeID, has := o.at.kept[id]; has {
			asked = append(asked, domain.Request{
				To: inventory.Stream(alternativeID), Cause: r.ID.String(), Step: "give_back/" + id,
				Command: inventory.Release{OfferID: id, Reason: "replaced"},
			})
		}
	}
	return asked
}

func (p *Offers) fail(r domain.Recorded, o *party) domain.Request {
	return domain.Request{
		To: offer.Stream(o.id), Cause: r.ID.String(), Step: "gone", Command: offer.FailConfirm{Reason: "the units were gone"},
	}
}

func (p *Offers) book(r domain.Recorded, o *party) []domain.Request {
	return []domain.Request{{
		To: offer.Stream(o.id), Cause: r.ID.String(), Step: "book",
		Command: ask.Booking{OfferID: o.id, Option: o.chosen, Seats: o.seats, At: r.Meta.RecordedAt},
	}}
}

// release gives units back that an offer does not need any more.
func (p *Offers) release(r domain.Recorded, o *party, reason string) []domain.Request {
	if o.held == nil {
		return nil
	}
	return []domain.Request{{
		To: inventory.Stream(o.held.id), Cause: r.ID.String(), Step: "release/" + o.id,
		Command: inventory.Release{OfferID: o.id, Reason: reason},
	}}
}

// end gives back what an offer holds that came to nothing. When that is on record it is dropped; at once, if it holds
// nothing.
func (p *Offers) end(r domain.Recorded, o *party, reason string) []domain.Request {
	if o.held == nil {
		p.leave(o)
	}
	return p.release(r, o, reason)
}

// takeBack revokes the newest unconfirmed offers of an alternative until what is promised fits what there is. What is on
// its way back counts.
func (p *Offers) takeBack(r domain.Recorded, a *alternative) (asked []domain.Request) {
	if a == nil || a.over == 0 {
		return nil
	}
	over := a.over
	for _, o := range a.holders {
		if o.held == a && (o.revoking || o.phase == ended) && p.offers[o.id] == o {
			over -= o.seats
		}
	}
	for n := len(a.holders) - 1; n >= 0 && over > 0; n-- {
		o := a.holders[n]
		if o.held != a || o.revoking || o.phase != open && o.phase != chosen || p.offers[o.id] != o {
			continue
		}
		o.revoking = true
		over -= o.seats
		asked = append(asked, domain.Request{
			To: offer.Stream(o.id), Cause: r.ID.String(), Step: stepRevoke + "/" + o.id,
			Command: offer.Revoke{Reason: "capacity_corrected"},
		})
	}
	return asked
}

// revoked gives the units back and begins the offer that stands in the place of the one taken back.
func (p *Offers) revoked(r domain.Recorded, o *party) []domain.Request {
	o.revoking = false
	asked := p.end(r, o, "revoked")
	id := offer.ReplacementFor(o.id)
	if p.offers[id] != nil || o.at.served[id] {
		return asked
	}
	again := &party{id: id, subject: o.subject, party: o.party, channel: o.channel, at: o.at, seats: o.seats, replaces: o.id}
	p.offers[id] = again
	return append(asked, p.next(r, again)...)
}

// refused: no units there, so the next alternative; units that were gone at the commit, so the choice fails; an offer
// that was confirmed before it could be taken back, so another one is.
func (p *Offers) refused(r domain.Recorded, e reaction.Refused) (asked []domain.Request) {
	what, id, _ := strings.Cut(e.Step, "/")
	o := p.offers[id]
	nothing := e.Code == string(domain.NoChange)
	switch {
	case e.Policy != p.Name():
	case what == stepRevoke:
		for _, alternativeID := range sorted(p.alternatives) {
			asked = append(asked, p.takeBack(r, p.alternatives[alternativeID])...)
		}
	case o == nil:
	case what == stepHold && o.phase == preparing && !nothing:
		return p.next(r, o)
	case what == stepMake:
		return p.end(r, o, "revoked")
	case what == stepCommit && o.phase == chosen && !nothing:
		return []domain.Request{p.fail(r, o)}
	}
	return asked
}

// holds tells whether a deadline of an offer still is what it waits for.
func (p *Offers) holds(d deadline) bool {
	o := p.offers[d.name]
	return o != nil && o.due.Equal(d.at)
}

// Due ends offers that nobody answered, and choices that the host did not confirm.
func (p *Offers) Due(now time.Time) (asked []domain.Request) {
	for _, id := range p.running.upTo(now, p.holds) {
		o := p.offers[id]
		request := domain.Request{To: offer.Stream(id), Cause: o.cause, Step: stepExpire + "/" + id, Command: offer.Expire{Now: o.due}}
		if o.phase == chosen {
			request.Step, request.Command = stepLate+"/"+id, offer.FailConfirm{Reason: "the host has not confirmed in time"}
		}
		asked = append(asked, request)
	}
	return asked
}

// Next is the first deadline.
func (p *Offers) Next() (time.Time, bool) { return p.running.first(p.holds) }
