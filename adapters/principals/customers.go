package principals

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
)

// customers are the parties to whom alternatives are put: once the notice is on their device, some choose, some
// decline, some say nothing.
type customers struct {
	s      *Script
	heads  map[domain.StreamID]map[int]string // notice -> offer of which its reader is the head
	offers map[string]offer.Made              // open ones
	asked  map[string]bool                    // offers whose head has been told
}

func (c *customers) begin() {
	c.heads, c.offers, c.asked = map[domain.StreamID]map[int]string{}, map[string]offer.Made{}, map[string]bool{}
}

func (c *customers) told(r domain.Recorded, e delivery.Event) {
	switch e := e.(type) {
	case delivery.Requested:
		for _, item := range e.Items {
			if item.Seats > 0 && item.OfferID != "" {
				if c.heads[r.Stream] == nil {
					c.heads[r.Stream] = map[int]string{}
				}
				c.heads[r.Stream][item.I] = item.OfferID
			}
		}
	case delivery.Delivered:
		for _, item := range e.Items {
			if id, ok := c.heads[r.Stream][item.I]; ok && !c.asked[id] {
				c.asked[id] = true
				c.choose(r, id)
			}
		}
	case delivery.Suppressed, delivery.Attempted, delivery.Accepted, delivery.OutcomeUnknown, delivery.Failed, delivery.Read,
		delivery.Escalated, delivery.Unreachable, delivery.Expired, delivery.Parked:
	}
}

func (c *customers) apply(r domain.Recorded, e offer.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case offer.Made:
		c.offers[id] = e
	case offer.Accepted, offer.Declined, offer.Expired, offer.Revoked:
		delete(c.offers, id)
	case offer.Confirmed, offer.ConfirmationFailed, offer.Replaced:
	}
}

func (c *customers) choose(r domain.Recorded, id string) {
	cause, draw := r.ID.String(), c.s.draw(id, "choice")
	at := r.Meta.RecordedAt.Add(c.s.between(time.Minute, c.s.manners.CustomerMax, id, "takes"))
	say := func(who, step string, command any) []domain.Act {
		return []domain.Act{{
			Request: domain.Request{To: offer.Stream(id), Command: command, Cause: cause, Step: step},
			Actor:   domain.Actor{Kind: domain.ActorPublic, ID: who},
		}}
	}
	c.s.later(at, func(at time.Time) []domain.Act {
		made, open := c.offers[id]
		switch {
		case !open || at.After(made.ExpiresAt):
			return nil
		case draw < c.s.manners.CustomerAccepts:
			return say(made.Subject, "accept", offer.Accept{Option: made.Options[0], Channel: "link", At: at})
		case draw < c.s.manners.CustomerAccepts+c.s.manners.CustomerDeclines:
			return say(made.Subject, "decline", offer.Decline{Reason: "other plans", Now: at})
		}
		return nil
	})
}
