package outbox

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
)

// Work is what the queue wants done at an instant, oldest batch first.
type Work struct {
	Try     []Ref // may be attempted now, subject to pace
	Resolve []Ref // an unknown outcome whose time to look has come
	Failed  []Ref // failed for good on this channel: next channel, or unreachable
	Late    []Ref // worth nothing any more, and certainly not sent
	Retired []Ref // certainly not sent, and a newer version is published: must not be sent any more
	Held    []Ref // could be attempted now, but for a text that is under way to the same person
}

// Work lists it. Items in flight are not in it.
func (o *Outbox) Work(now time.Time) (w Work) {
	for _, b := range o.queue {
		o.work(b, now, &w)
	}
	return w
}

// WorkOf lists the work of one open batch, for readers who know that nothing has changed about the others.
func (o *Outbox) WorkOf(b *Batch, now time.Time) (w Work) {
	o.work(b, now, &w)
	return w
}

func (o *Outbox) work(b *Batch, now time.Time, w *Work) {
	stopped, current := o.stopped[b.request.OutreachID], o.isCurrent(b)
	for i := range b.Len() {
		ref, state := Ref{Stream: b.Stream, I: i}, b.ItemState(i)
		switch {
		case state == delivery.ItemFailed:
			w.Failed = append(w.Failed, ref)
		case state == delivery.ItemUnknown && !b.notices[i].NotYet.After(now):
			w.Resolve = append(w.Resolve, ref)
		case state.Attemptable() && !current:
			w.Retired = append(w.Retired, ref)
		case state.Attemptable() && now.After(b.State.NotAfter(i)):
			w.Late = append(w.Late, ref)
		case state.Attemptable() && !stopped && o.ready(b, i, now):
			if o.clear(b, i) {
				w.Try = append(w.Try, ref)
			} else {
				w.Held = append(w.Held, ref)
			}
		}
	}
}

// Open lists the batches with open notices, oldest first. The list is the queue's own and holds until the next record.
func (o *Outbox) Open() []*Batch { return o.queue }

// IsOpen tells whether it is in that list.
func (b *Batch) IsOpen() bool { return b != nil && b.open > 0 }

// MayTry tells whether nothing forbids a try of a notice that Work named some time ago.
func (o *Outbox) MayTry(ref Ref, now time.Time) bool {
	b := o.batches[ref.Stream]
	return b.IsOpen() && b.ItemState(ref.I).Attemptable() && !o.Stopped(ref) && o.ready(b, ref.I, now) && o.clear(b, ref.I)
}

// Stopped tells whether the run of a notice is paused or aborted.
func (o *Outbox) Stopped(ref Ref) bool {
	return o.stopped[o.batches[ref.Stream].request.OutreachID]
}

// Current tells whether the text of a notice may still be sent: no newer version is published.
func (o *Outbox) Current(ref Ref) bool {
	return o.isCurrent(o.batches[ref.Stream])
}

func (o *Outbox) isCurrent(b *Batch) bool {
	batch := &b.request
	return o.current[batch.StatementID] <= batch.StatementVersion
}

// ready tells whether the text is the current one, its time has come, and the offer of the party is made.
func (o *Outbox) ready(b *Batch, i int, now time.Time) bool {
	batch := &b.request
	switch {
	case o.current[batch.StatementID] != batch.StatementVersion, b.notices[i].NotYet.After(now):
		return false
	case o.waitsForOffer(b, batch.Items[i].OfferID) && now.Before(b.asked.Add(OfferGrace)):
		return false
	}
	return true
}

// clear tells whether no other text is under way to the same person on the same channel.
func (o *Outbox) clear(b *Batch, i int) bool {
	return o.inFlight[o.flight(b, i)] == 0
}

// Stranded lists notices that were attempted and have no outcome: after a restart nobody knows what became of them.
func (o *Outbox) Stranded() (refs []Ref) {
	for _, b := range o.queue {
		for i := range b.Len() {
			if b.ItemState(i) == delivery.ItemAttempted {
				refs = append(refs, Ref{Stream: b.Stream, I: i})
			}
		}
	}
	return refs
}

// Next is when Work could first have more than it has at now.
func (o *Outbox) Next(now time.Time) (next time.Time, ok bool) {
	for _, b := range o.queue {
		if at, has := o.NextOf(b, now); has && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}

// NextOf is when WorkOf the same batch could first have more, without a new record.
func (o *Outbox) NextOf(b *Batch, now time.Time) (next time.Time, ok bool) {
	earlier := func(t time.Time) {
		if t.After(now) && (!ok || t.Before(next)) {
			next, ok = t, true
		}
	}
	for i := range b.Len() {
		state := b.ItemState(i)
		switch {
		case state == delivery.ItemUnknown:
			earlier(b.notices[i].NotYet)
		case state.Attemptable():
			earlier(b.notices[i].NotYet)
			earlier(b.State.NotAfter(i).Add(time.Nanosecond))
			if o.waitsForOffer(b, b.request.Items[i].OfferID) {
				earlier(b.asked.Add(OfferGrace))
			}
		}
	}
	return next, ok
}

// Batch shows one batch, nil if it is not known or long closed.
func (o *Outbox) Batch(s domain.StreamID) *Batch { return o.batches[s] }

// Find gives the notice of which a provider speaks.
func (o *Outbox) Find(key string) (Ref, bool) {
	hash, ok := hashOf(key)
	if !ok {
		return Ref{}, false
	}
	number, _ := o.references.find(hash, func(number uint32) bool { return o.isKey(number, key) })
	if number == 0 {
		return Ref{}, false
	}
	b, i := o.numbered(number)
	return Ref{Stream: b.Stream, I: i}, true
}
