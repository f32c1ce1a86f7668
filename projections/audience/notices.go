package audience

import (
	"tocsin/domain"
	"tocsin/domain/delivery"
)

// itemState is how far one notice has come.
type itemState uint8

const (
	itemWaiting itemState = iota // requested, never tried
	itemHeld                     // the same, behind an older notice that is loose: no wave waits for it
	itemTried                    // attempted, failed for a time, unknown, escalated: it may still go either way
	itemSent                     // taken, delivered or read
	itemGone                     // suppressed or given up
)

// open tells whether a notice of the batch may still go out.
func (b *Batch) open() bool {
	for _, s := range b.States {
		if s < itemSent {
			return true
		}
	}
	return false
}

func (a *Audience) applyDelivery(r domain.Recorded, e delivery.Event) {
	if request, ok := e.(delivery.Requested); ok {
		a.request(r, request)
		return
	}
	b := a.batches[r.Stream]
	if b == nil {
		return
	}
	switch e := e.(type) {
	case delivery.Suppressed:
		for _, item := range e.Items {
			a.suppress(r, b, item)
		}
	case delivery.Attempted:
		for _, item := range e.Items {
			a.move(b, item.I, itemTried)
		}
	case delivery.Accepted:
		for _, item := range e.Items {
			a.inform(b, item.I)
		}
	case delivery.Delivered:
		for _, item := range e.Items {
			a.inform(b, item.I)
		}
	case delivery.Read:
		for _, item := range e.Items {
			a.inform(b, item.I)
		}
	case delivery.Unreachable:
		for _, item := range e.Items {
			a.giveUp(b, item.I, "unreachable")
		}
	case delivery.Expired:
		for _, item := range e.Items {
			a.giveUp(b, item.I, "expired")
		}
	case delivery.Parked:
		for _, item := range e.Items {
			a.giveUp(b, item.I, "parked")
		}
	case delivery.Requested, delivery.OutcomeUnknown, delivery.Failed, delivery.Escalated:
	}
	switch o := a.outreaches[b.Outreach]; {
	case o == nil:
	case !o.Ended:
		a.proceed(r, o)
	case !b.open():
		delete(a.batches, r.Stream)
	}
}

func (a *Audience) request(r domain.Recorded, e delivery.Requested) {
	b := &Batch{
		Stream: r.Stream, Outreach: e.OutreachID, Wave: e.Wave, Request: e,
		Places: make([]int, len(e.Items)), States: make([]itemState, len(e.Items)),
	}
	a.batches[r.Stream] = b
	i := a.incidents[e.IncidentID]
	for n, item := range e.Items {
		b.Places[n] = -1
		if i == nil {
			continue
		}
		if at, ok := i.index[item.Subject]; ok {
			b.Places[n] = at
			if item.Pool != "" {
				a.offers[item.OfferID] = partyOf{Incident: i.ID, Party: item.Party, Back: true}
			}
			p := &i.People[at]
			if e.StatementID != i.StatementID {
				continue // a text to some
			}
			if p.Assigned == e.StatementVersion {
				p.State = Owed
			}
			if p.Loose > 0 {
				b.States[n] = itemHeld
			}
		}
	}
	o := a.outreaches[e.OutreachID]
	if o == nil {
		return
	}
	o.Pending--
	o.Open += len(e.Items)
	for _, state := range b.States {
		if state == itemHeld {
			o.Waiting--
		}
	}
	if o.Ended { // the run was aborted while its wave was being composed
		a.reactions = append(a.reactions, trigger{kind: suppressBatch, batch: b.Stream, reason: o.Why, at: r.Meta.RecordedAt})
		return
	}
	a.proceed(r, o)
}

func (a *Audience) suppress(r domain.Recorded, b *Batch, item delivery.SuppressedItem) {
	if !a.settle(b, item.I, itemGone, item.Reason) {
		return
	}
	state := Withheld
	if item.Reason == delivery.BySupersession || item.Reason == delivery.ByAbort {
		state = Retired
	}
	if o := a.outreaches[b.Outreach]; o != nil && o.Offers != nil && state == Retired {
		a.again(r, o, a.incident(b.Request.IncidentID), b.Request.Items[item.I].Party)
	}
	if p, i := a.person(b, item.I); p != nil && p.Assigned == b.Request.StatementVersion {
		p.State = state
		if state == Retired {
			a.wait(i, r)
		}
	}
}

// inform notes that a provider took a notice. A late word counts too, for one that was given up.
func (a *Audience) inform(b *Batch, item int) {
	if !a.settle(b, item, itemSent, "sent") && !a.revive(b, item) {
		return
	}
	if p, _ := a.person(b, item); p != nil {
		p.Informed = max(p.Informed, b.Request.StatementVersion)
		if p.Assigned == b.Request.StatementVersion {
			p.State = Sent
		}
	}
}

func (a *Audience) giveUp(b *Batch, item int, why string) {
	if !a.settle(b, item, itemGone, why) {
		return
	}
	if p, _ := a.person(b, item); p != nil && p.Assigned == b.Request.StatementVersion {
		p.State = Unreached
	}
}

// settle ends a notice; false when it had ended before.
func (a *Audience) settle(b *Batch, item int, to itemState, name string) bool {
	if item < 0 || item >= len(b.States) || b.States[item] >= itemSent {
		return false
	}
	a.move(b, item, to)
	if o := a.outreaches[b.Outreach]; o != nil {
		o.Open--
		o.ByState[name]++
	}
	if to == itemGone {
		if b.Why == nil {
			b.Why = map[int]string{}
		}
		b.Why[item] = name
	}
	return true
}

// revive counts a notice that was given up as sent after all; false when it was sent before.
func (a *Audience) revive(b *Batch, item int) bool {
	why, gone := b.Why[item]
	if !gone {
		return false
	}
	delete(b.Why, item)
	b.States[item] = itemSent
	if o := a.outreaches[b.Outreach]; o != nil {
		if o.ByState[why]--; o.ByState[why] == 0 {
			delete(o.ByState, why)
		}
		o.ByState["sent"]++
	}
	return true
}

// move takes a notice on; leaving itemWaiting frees its place in the wave.
func (a *Audience) move(b *Batch, item int, to itemState) {
	if item < 0 || item >= len(b.States) || b.States[item] >= to {
		return
	}
	was := b.States[item]
	if o := a.outreaches[b.Outreach]; o != nil && was == itemWaiting {
		o.Waiting--
	}
	if p, _ := a.person(b, item); p != nil {
		switch {
		case to == itemTried:
			p.Loose++
		case was == itemTried:
			p.Loose--
		}
	}
	b.States[item] = to
}

func (a *Audience) person(b *Batch, item int) (*Told, *Incident) {
	i := a.incidents[b.Request.IncidentID]
	if i == nil || b.Places[item] < 0 || b.Request.StatementID != i.StatementID {
		return nil, nil // texts to some of those affected are counted by their runs
	}
	return &i.People[b.Places[item]], i
}
