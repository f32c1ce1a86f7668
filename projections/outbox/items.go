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
	touched := o.touch(r, b, e)
	for _, i := range touched {
		o.count(b, i, -1)
	}
	b.State = delivery.Decider.Evolve(b.State, e)
	for _, i := range touched {
		o.count(b, i, +1)
	}
	if b.open > 0 {
		o.enqueue(r.Stream)
	} else {
		o.dequeue(r.Stream)
	}
}

// count adds an item to what is open and to what is under way, as it stands now, or takes it out.
func (o *Outbox) count(b *Batch, i, n int) {
	v := b.State.Item(i)
	if v.State.Open() {
		b.open += n
	}
	if v.State == delivery.ItemAttempted || v.State == delivery.ItemUnknown {
		f := o.flight(b, i)
		if o.inFlight[f] += n; o.inFlight[f] == 0 {
			delete(o.inFlight, f)
		}
	}
}

// touch lists the items of an event, and notes from when each may be tried again and where it was tried.
func (o *Outbox) touch(r domain.Recorded, b *Batch, e delivery.Event) []int {
	at := r.Meta.RecordedAt
	switch e := e.(type) {
	case delivery.Requested:
	case delivery.Suppressed:
		return indexes(e.Items, func(it delivery.SuppressedItem) int { return it.I })
	case delivery.Attempted:
		for _, it := range e.Items {
			o.refer(r.Stream, b, it.I, it.Channel)
		}
		return indexes(e.Items, func(it delivery.AttemptedItem) int { return it.I })
	case delivery.Accepted:
		return indexes(e.Items, func(it delivery.AcceptedItem) int { return it.I })
	case delivery.OutcomeUnknown:
		for _, it := range e.Items {
			b.notices[it.I].NotYet = at.Add(o.pace(b, it.I).ResolveAfter)
		}
		return indexes(e.Items, func(it delivery.UnknownItem) int { return it.I })
	case delivery.Failed:
		for _, it := range e.Items {
			b.notices[it.I].NotYet = at.Add(o.backOff(b, it))
		}
		return indexes(e.Items, func(it delivery.FailedItem) int { return it.I })
	case delivery.Delivered:
		return indexes(e.Items, func(it delivery.ReceiptItem) int { return it.I })
	case delivery.Read:
		return indexes(e.Items, func(it delivery.ReceiptItem) int { return it.I })
	case delivery.Escalated:
		for _, it := range e.Items {
			b.notices[it.I].NotYet = time.Time{}
		}
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
	return flight{Statement: b.State.Batch().StatementID, Subject: v.Subject, Channel: v.Channel}
}

// refer notes the key by which the provider of a channel will speak of an item.
func (o *Outbox) refer(s domain.StreamID, b *Batch, i int, channel string) {
	n := &b.notices[i]
	if !slices.Contains(n.Tried, channel) {
		n.Tried = append(n.Tried, channel)
	}
	o.references[key(b, i, channel)] = Ref{Stream: s, I: i}
}

// Key is the provider's key of a notice on its present channel.
func Key(b *Batch, i int) string { return key(b, i, b.State.Item(i).Channel) }

func key(b *Batch, i int, channel string) string {
	batch := b.State.Batch()
	return delivery.Key(batch.StatementID, batch.StatementVersion, batch.Items[i].Subject, channel)
}
