package outbox

import (
	"slices"
	"strings"
	"time"

	"tocsin/domain/delivery"
)

// closed is what is kept of the notices of a batch in which nothing is to be done any more: enough for receipts that
// still come, for the question whether somebody was told, and for opening it again. There may be millions of them, so
// each takes 18 bytes, and 16 more if it has an offer.
type closed struct {
	Subjects names    `json:"subjects"`
	Offers   names    `json:"offers,omitzero"`
	Kinds    []kind   `json:"kinds"` // in the order of the first item of each
	Items    []uint16 `json:"items"` // state in the lower four bits, then the place in kinds
}

// kind is what many notices of a batch have in common.
type kind struct {
	Lang     string    `json:"lang"`
	Asked    string    `json:"asked"`   // channel, as requested
	Channel  string    `json:"channel"` // where it ended
	Attempts int       `json:"attempts,omitempty"`
	Expires  time.Time `json:"expires,omitzero"`
	Tried    []string  `json:"tried,omitempty"`
}

const (
	stateBits = 4
	maxKinds  = 1 << (16 - stateBits)
)

func (k kind) equal(other kind) bool {
	return k.Lang == other.Lang && k.Asked == other.Asked && k.Channel == other.Channel && k.Attempts == other.Attempts &&
		k.Expires.Equal(other.Expires) && slices.Equal(k.Tried, other.Tried)
}

// own holds none of the text from which its own was cut.
func (k kind) own() kind {
	k.Lang, k.Asked, k.Channel, k.Tried = strings.Clone(k.Lang), strings.Clone(k.Asked), strings.Clone(k.Channel), own(k.Tried)
	return k
}

func own(texts []string) []string {
	texts = slices.Clip(slices.Clone(texts))
	for n, text := range texts {
		texts[n] = strings.Clone(text)
	}
	return texts
}

// bare is a request without its items, which holds none of the text from which it was cut.
func bare(r delivery.Requested) delivery.Requested {
	r.OutreachID, r.IncidentID, r.StatementID = strings.Clone(r.OutreachID), strings.Clone(r.IncidentID), strings.Clone(r.StatementID)
	r.Ladder, r.Down, r.Items = own(r.Ladder), own(r.Down), nil
	return r
}

// pack gives the closed form of a batch; nil if its notices have too little in common, which no batch of the usual size
// can have.
func pack(b *Batch) *closed {
	items, n := b.request.Items, b.State.Len()
	c := &closed{
		Subjects: packNames(n, func(i int) string { return items[i].Subject }),
		Offers:   packNames(n, func(i int) string { return items[i].OfferID }),
		Items:    make([]uint16, n),
	}
	place := 0
	for i := range n {
		v := b.State.Item(i)
		k := kind{
			Lang: v.Lang, Asked: items[i].Channel, Channel: v.Channel, Attempts: v.Attempts, Expires: v.Expires, Tried: b.notices[i].Tried,
		}
		if place >= len(c.Kinds) || !c.Kinds[place].equal(k) {
			if place = slices.IndexFunc(c.Kinds, k.equal); place < 0 {
				place = len(c.Kinds)
				c.Kinds = append(c.Kinds, k.own())
			}
		}
		if place >= maxKinds {
			return nil
		}
		c.Items[i] = uint16(v.State) | uint16(place)<<stateBits
	}
	c.Kinds = slices.Clip(c.Kinds)
	return c
}

// fits tells whether saved bytes are those of a closed batch.
func (c *closed) fits() bool {
	n := len(c.Items)
	bad := slices.ContainsFunc(c.Items, func(it uint16) bool {
		return int(it>>stateBits) >= len(c.Kinds) || !ended(delivery.ItemState(it&(1<<stateBits-1)))
	})
	return n > 0 && !bad && c.Subjects.fits(n) && c.Offers.fits(n)
}

func ended(s delivery.ItemState) bool { return delivery.ItemAccepted <= s && s <= delivery.ItemParked }

func (c *closed) state(i int) delivery.ItemState {
	return delivery.ItemState(c.Items[i] & (1<<stateBits - 1))
}

func (c *closed) set(i int, s delivery.ItemState) {
	c.Items[i] = c.Items[i]>>stateBits<<stateBits | uint16(s)
}

func (c *closed) kind(i int) *kind { return &c.Kinds[c.Items[i]>>stateBits] }

// unpack gives back what is needed to go on with a batch, by a history that leads there.
func (c *closed) unpack(request delivery.Requested) (delivery.State, []notice) {
	request.Items = make([]delivery.Item, len(c.Items))
	notices := make([]notice, len(c.Items))
	var attempted delivery.Attempted
	var moved delivery.Escalated
	for i := range request.Items {
		k := c.kind(i)
		request.Items[i] = delivery.Item{
			I: i, Subject: c.Subjects.at(i), Lang: k.Lang, Channel: k.Asked, OfferID: c.Offers.at(i), Expires: k.Expires,
		}
		notices[i].Tried = slices.Clip(k.Tried) // many notices share it
		attempted.Items = append(attempted.Items, delivery.AttemptedItem{I: i, Attempt: k.Attempts})
		if k.Channel != k.Asked {
			moved.Items = append(moved.Items, delivery.EscalatedItem{I: i, From: k.Asked, To: k.Channel})
		}
	}
	s := delivery.Decider.Evolve(delivery.State{}, request)
	s = delivery.Decider.Evolve(delivery.Decider.Evolve(s, attempted), moved)
	for i := range request.Items {
		s = delivery.Decider.Evolve(s, ending(c.state(i), i))
	}
	return s, notices
}

// ending is an event that brings one notice to its end.
func ending(s delivery.ItemState, i int) delivery.Event {
	switch s {
	case delivery.ItemAccepted:
		return delivery.Accepted{Items: []delivery.AcceptedItem{{I: i}}}
	case delivery.ItemDelivered:
		return delivery.Delivered{Items: []delivery.ReceiptItem{{I: i}}}
	case delivery.ItemRead:
		return delivery.Read{Items: []delivery.ReceiptItem{{I: i}}}
	case delivery.ItemUnreachable:
		return delivery.Unreachable{Items: []delivery.IndexItem{{I: i}}}
	case delivery.ItemExpired:
		return delivery.Expired{Items: []delivery.IndexItem{{I: i}}}
	case delivery.ItemParked:
		return delivery.Parked{Items: []delivery.ParkedItem{{I: i}}}
	default:
		return delivery.Suppressed{Items: []delivery.SuppressedItem{{I: i}}}
	}
}

// close packs a batch in which nothing is to be done any more.
func (o *Outbox) close(b *Batch) {
	o.dequeue(b)
	if c := pack(b); c != nil {
		b.closed, b.State, b.notices, b.request = c, delivery.State{}, nil, bare(b.request)
	}
	o.await(b)
}

// reopen unpacks it.
func (o *Outbox) reopen(b *Batch) {
	if b.closed == nil {
		return
	}
	b.State, b.notices = b.closed.unpack(b.request)
	b.request, b.closed = b.State.Batch(), nil
}

// apply folds what is said late of a closed batch and leaves it closed; false if more is to be done.
func (c *closed) apply(e delivery.Event) bool {
	to := delivery.NoItem
	switch e.(type) {
	case delivery.Accepted:
		to = delivery.ItemAccepted
	case delivery.Delivered:
		to = delivery.ItemDelivered
	case delivery.Read:
		to = delivery.ItemRead
	case delivery.Suppressed:
		to = delivery.ItemSuppressed
	case delivery.Unreachable:
		to = delivery.ItemUnreachable
	case delivery.Expired:
		to = delivery.ItemExpired
	case delivery.Parked:
		to = delivery.ItemParked
	case delivery.Requested, delivery.Attempted, delivery.OutcomeUnknown, delivery.Failed, delivery.Escalated:
		return false
	}
	for _, i := range Touched(e) {
		c.set(i, to)
	}
	return true
}
