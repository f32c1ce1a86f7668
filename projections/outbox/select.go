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
}

// Work lists it. Items in flight are not in it.
func (o *Outbox) Work(now time.Time) (w Work) {
	for _, s := range o.queue {
		o.work(s, now, &w)
	}
	return w
}

// WorkOf lists the work of one open batch, for readers who know that nothing has changed about the others.
func (o *Outbox) WorkOf(s domain.StreamID, now time.Time) (w Work) {
	o.work(s, now, &w)
	return w
}

func (o *Outbox) work(s domain.StreamID, now time.Time, w *Work) {
	b := o.batches[s]
	stopped := o.stopped[b.State.Batch().OutreachID]
	for i := range b.State.Len() {
		ref, v := Ref{Stream: s, I: i}, b.State.Item(i)
		switch {
		case v.State == delivery.ItemFailed:
			w.Failed = append(w.Failed, ref)
		case v.State == delivery.ItemUnknown && !b.notices[i].NotYet.After(now):
			w.Resolve = append(w.Resolve, ref)
		case v.State.Attemptable() && !o.Current(ref):
			w.Retired = append(w.Retired, ref)
		case v.State.Attemptable() && now.After(b.State.NotAfter(i)):
			w.Late = append(w.Late, ref)
		case v.State.Attemptable() && !stopped && o.mayTry(b, i, now):
			w.Try = append(w.Try, ref)
		}
	}
}

// Open lists the batches with open notices, oldest first. The list is the queue's own and holds until the next record.
func (o *Outbox) Open() []domain.StreamID { return o.queue }

// IsOpen tells whether a batch is in that list.
func (o *Outbox) IsOpen(s domain.StreamID) bool { b := o.batches[s]; return b != nil && b.open > 0 }

// MayTry tells whether nothing forbids a try of a notice that Work named some time ago.
func (o *Outbox) MayTry(ref Ref, now time.Time) bool {
	b := o.batches[ref.Stream]
	return b != nil && b.State.Item(ref.I).State.Attemptable() && !o.Stopped(ref) && o.mayTry(b, ref.I, now)
}

// Stopped tells whether the run of a notice is paused or aborted.
func (o *Outbox) Stopped(ref Ref) bool {
	return o.stopped[o.batches[ref.Stream].State.Batch().OutreachID]
}

// Current tells whether the text of a notice may still be sent: no newer version is published.
func (o *Outbox) Current(ref Ref) bool {
	batch := o.batches[ref.Stream].State.Batch()
	return o.current[batch.StatementID] <= batch.StatementVersion
}

// mayTry tells whether nothing forbids a try: the text is the current one, its time has come, the offer of the party is
// made, and no older version is under way to the same person on the same channel.
func (o *Outbox) mayTry(b *Batch, i int, now time.Time) bool {
	batch, v := b.State.Batch(), b.State.Item(i)
	switch {
	case o.current[batch.StatementID] != batch.StatementVersion, b.notices[i].NotYet.After(now):
		return false
	case o.waitsForOffer(b, v) && now.Before(b.asked.Add(OfferGrace)):
		return false
	}
	return o.inFlight[o.flight(b, i)] == 0
}

// Stranded lists notices that were attempted and have no outcome: after a restart nobody knows what became of them.
func (o *Outbox) Stranded() (refs []Ref) {
	for _, s := range o.queue {
		b := o.batches[s]
		for i := range b.State.Len() {
			if b.State.Item(i).State == delivery.ItemAttempted {
				refs = append(refs, Ref{Stream: s, I: i})
			}
		}
	}
	return refs
}

// Next is when Work could first have more than it has at now.
func (o *Outbox) Next(now time.Time) (next time.Time, ok bool) {
	for _, s := range o.queue {
		if at, has := o.NextOf(s, now); has && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}

// NextOf is when WorkOf the same batch could first have more, without a new record.
func (o *Outbox) NextOf(s domain.StreamID, now time.Time) (next time.Time, ok bool) {
	earlier := func(t time.Time) {
		if t.After(now) && (!ok || t.Before(next)) {
			next, ok = t, true
		}
	}
	b := o.batches[s]
	for i := range b.State.Len() {
		v := b.State.Item(i)
		switch {
		case v.State == delivery.ItemUnknown:
			earlier(b.notices[i].NotYet)
		case v.State.Attemptable():
			earlier(b.notices[i].NotYet)
			earlier(b.State.NotAfter(i).Add(time.Nanosecond))
			if o.waitsForOffer(b, v) {
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
	ref, ok := o.references[key]
	return ref, ok
}
