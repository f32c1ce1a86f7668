package outbox

import (
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/playbook"
)

func (o *Outbox) applyDelivery(r domain.Recorded, e delivery.Event) {
	b := o.batches[r.Stream]
	if b == nil {
		return
	}
	b.Revision, b.moved = r.Revision, r.Meta.RecordedAt
	if b.closed != nil && b.closed.apply(e) {
		return
	}
	o.reopen(b)
	o.note(r, b, e)
	touched := Touched(e)
	for _, i := range touched {
		o.count(b, i, -1)
	}
	b.State = delivery.Decider.Evolve(b.State, e)
	for _, i := range touched {
		o.count(b, i, +1)
	}
	if b.open > 0 {
		o.enqueue(b)
	} else {
		o.close(b)
	}
}

// count adds an item to what is open and to what is under way, as it stands now, or takes it out.
func (o *Outbox) count(b *Batch, i, n int) {
	state := b.ItemState(i)
	if state.Open() {
		b.open += n
	}
	if state == delivery.ItemAttempted || state == delivery.ItemUnknown {
		f := o.flight(b, i)
		if o.inFlight[f] += n; o.inFlight[f] == 0 {
			delete(o.inFlight, f)
		}
	}
}

// note keeps from when each item of an event may be tried again and where it was tried.
func (o *Outbox) note(r domain.Recorded, b *Batch, e delivery.Event) {
	at := r.Meta.RecordedAt
	switch e := e.(type) {
	case delivery.Attempted:
		for _, it := range e.Items {
			o.refer(b, it.I, it.Channel)
		}
	case delivery.OutcomeUnknown:
		for _, it := range e.Items {
			b.notices[it.I].NotYet = at.Add(o.pace(b, it.I).ResolveAfter)
		}
	case delivery.Failed:
		for _, it := range e.Items {
			b.notices[it.I].NotYet = at.Add(o.backOff(b, it))
		}
	case delivery.Escalated:
		for _, it := range e.Items {
			b.notices[it.I].NotYet = time.Time{}
		}
	case delivery.Requested, delivery.Suppressed, delivery.Accepted, delivery.Delivered, delivery.Read, delivery.Unreachable,
		delivery.Expired, delivery.Parked:
	}
}

// Touched lists the items of which an event speaks.
func Touched(e delivery.Event) []int {
	switch e := e.(type) {
	case delivery.Requested:
	case delivery.Suppressed:
		return indexes(e.Items, func(it delivery.SuppressedItem) int { return it.I })
	case delivery.Attempted:
		return indexes(e.Items, func(it delivery.AttemptedItem) int { return it.I })
	case delivery.Accepted:
		return indexes(e.Items, func(it delivery.AcceptedItem) int { return it.I })
	case delivery.OutcomeUnknown:
		return indexes(e.Items, func(it delivery.UnknownItem) int { return it.I })
	case delivery.Failed:
		return indexes(e.Items, func(it delivery.FailedItem) int { return it.I })
	case delivery.Delivered:
		return indexes(e.Items, func(it delivery.ReceiptItem) int { return it.I })
	case delivery.Read:
		return indexes(e.Items, func(it delivery.ReceiptItem) int { return it.I })
	case delivery.Escalated:
		return indexes(e.Items, func(it delivery.EscalatedItem) int { return it.I })
	case delivery.Unreachable:
		return indexes(e.Items, func(it delivery.IndexItem) int { return it.I })
	case delivery.Expired:
		return indexes(e.Items, func(it delivery.IndexItem) int { return it.I })
	case delivery.Parked:
		return indexes(e.Items, func(it delivery.ParkedItem) int { return it.I })
	}
	return nil
}

func indexes[T any](items []T, index func(T) int) []int {
	list := make([]int, len(items))
	for n, it := range items {
		list[n] = index(it)
	}
	return list
}

// pace gives the rules of the channel on which an item is now.
func (o *Outbox) pace(b *Batch, i int) playbook.Channel {
	c, _ := o.rules.Channel(b.State.Item(i).Channel)
	return c
}

// backOff doubles the pause with each attempt, and is never shorter than the provider asked for.
func (o *Outbox) backOff(b *Batch, it delivery.FailedItem) time.Duration {
	pause := o.pace(b, it.I).RetryAfter
	for range min(b.State.Item(it.I).Attempts, 6) - 1 {
		pause *= 2
	}
	return max(pause, time.Duration(it.RetryAfterS*float64(time.Second)))
}

func (o *Outbox) flight(b *Batch, i int) flight {
	v := b.State.Item(i)
	return flight{Statement: b.request.StatementID, Subject: v.Subject, Channel: v.Channel}
}

// refer notes the key by which the provider of a channel will speak of an item.
func (o *Outbox) refer(b *Batch, i int, channel string) {
	if n := &b.notices[i]; !slices.Contains(n.Tried, channel) {
		n.Tried = append(n.Tried, channel)
	}
	o.referKey(b, i, channel)
}

// referAll notes every key of a batch.
func (o *Outbox) referAll(b *Batch) {
	for i := range b.Len() {
		for _, channel := range b.tried(i) {
			o.referKey(b, i, channel)
		}
	}
}

func (o *Outbox) referKey(b *Batch, i int, channel string) {
	key := b.key(i, channel)
	if hash, ok := hashOf(key); ok { // each is
		o.references.put(hash, b.first+uint32(i), func(number uint32) bool { return o.isKey(number, key) })
	}
}

// Key is the provider's key of an open notice on its present channel.
func Key(b *Batch, i int) string { return b.key(i, b.State.Item(i).Channel) }
