package audience

import (
	"slices"

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
		a.fill(r, o)
		a.proceed(r, o)
		if b.open == 0 && len(b.Gone) == 0 { // no late word can change anything
			a.dropBatch(b)
		}
	case b.open == 0:
		a.dropBatch(b)
	}
}

func (a *Audience) suppress(r domain.Recorded, b *Batch, item delivery.SuppressedItem) {
	if !a.settle(b, item.I, itemGone, item.Reason) {
		return
	}
	state := Withheld
	if item.Reason == delivery.BySupersession || item.Reason == delivery.ByAbort {
		state = Retired
	}
	if o := a.outreaches[b.Outreach]; o != nil && b.Parties != nil && state == Retired {
		a.again(r, o, a.incident(b.IncidentID), b.Parties[item.I])
	}
	if p, i := a.person(b, item.I); p != nil && p.assigned == numbered(b.Version) {
		p.state = state
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
		p.informed = max(p.informed, numbered(b.Version))
		if p.assigned == numbered(b.Version) {
			p.state = Sent
		}
	}
}

func (a *Audience) giveUp(b *Batch, item int, why string) {
	if !a.settle(b, item, itemGone, why) {
		return
	}
	if p, _ := a.person(b, item); p != nil && p.assigned == numbered(b.Version) {
		p.state = Unreached
	}
}

// settle ends a notice; false when it had ended before.
func (a *Audience) settle(b *Batch, item int, to itemState, name string) bool {
	if item < 0 || item >= len(b.States) || b.States[item] >= itemSent {
		return false
	}
	a.move(b, item, to)
	b.open--
	if o := a.outreaches[b.Outreach]; o != nil {
		o.Open--
		o.ByState[name]++
	}
	if to == itemGone {
		b.Gone = append(b.Gone, gone{Item: uint32(item), Reason: a.reason(name)})
	}
	return true
}

// revive counts a notice that was given up as sent after all; false when it was sent before.
func (a *Audience) revive(b *Batch, item int) bool {
	at := slices.IndexFunc(b.Gone, func(g gone) bool { return int(g.Item) == item })
	if at < 0 {
		return false
	}
	why := a.reasons[b.Gone[at].Reason]
	b.Gone = slices.Delete(b.Gone, at, at+1)
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
			p.loose++
		case was == itemTried:
			p.loose--
		}
	}
	b.States[item] = to
}

// person gives who a notice is for, and his incident.
func (a *Audience) person(b *Batch, item int) (*packed, *Incident) {
	i := a.incidents[b.IncidentID]
	if i == nil || b.Places[item] == nowhere || b.Statement != i.StatementID {
		return nil, nil // texts to some of those affected are counted by their runs
	}
	return i.crowd.at(b.Places[item]), i
}
