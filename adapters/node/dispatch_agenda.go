package node

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
	"tocsin/projections/outbox"
)

// batch is what the dispatcher knows of one open batch beside the queue. Its work is listed anew only when something
// has happened to it or its time has come: with tens of thousands of open notices the whole list is too long to be made
// at every send.
type batch struct {
	listed bool // what follows is up to date until next, but for tries
	work   outbox.Work
	kinds  map[string]bool // of channel, of what may be tried
	waits  map[string]bool // offers that notices may be waiting for
	next   time.Time       // zero: only a record changes it

	tries map[int]*try // of open notices
}

// try is what is known of the tries of one notice on its present channel.
type try struct {
	channel  string
	provider string // of the last try
	n        int
	first    time.Time
	later    time.Time // nobody could tell what became of it: look again then
	absent   bool      // the provider has said that it never came, and there was no room yet to send it again
}

// try gives what is known of the tries of a notice.
func (b *batch) try(i int) *try {
	if b != nil && b.tries[i] != nil {
		return b.tries[i]
	}
	return &try{}
}

// note keeps the agenda true to a record that the queue has just folded.
func (d *Dispatcher) note(r domain.Recorded) {
	switch e := r.Event.(type) {
	case delivery.Event:
		d.noteDelivery(r, e)
	case offer.Made:
		for _, b := range d.agenda { // order-free: each is looked at alone
			b.listed = b.listed && !b.waits[r.Stream.Name()]
		}
	default: // a playbook, another version, a run paused or aborted: everything may be otherwise
		for _, b := range d.agenda { // order-free: each is marked alone
			b.listed = false
		}
	}
}

// noteDelivery marks the batch. A try that ends may have held up a text of another run to the same person: then the
// batches of that run are listed anew too.
func (d *Dispatcher) noteDelivery(r domain.Recorded, e delivery.Event) {
	known := d.queue.Batch(r.Stream)
	if known == nil {
		return
	}
	b := d.agenda[r.Stream]
	if b == nil {
		b = &batch{tries: map[int]*try{}}
		d.agenda[r.Stream] = b
	}
	b.listed = false
	if attempted, ok := e.(delivery.Attempted); ok {
		for _, it := range attempted.Items {
			if b.try(it.I).channel != it.Channel {
				b.tries[it.I] = &try{channel: it.Channel, first: r.Meta.RecordedAt}
			}
			b.tries[it.I].n++
			b.tries[it.I].provider = attempted.Provider
			b.tries[it.I].absent = false
		}
		return
	}
	d.noteOutcomes(r.Stream, b, e, r.Meta.RecordedAt)
	for i := range b.tries { // order-free: each is looked at alone
		if !known.State.Item(i).State.Open() {
			delete(b.tries, i)
		}
	}
	request := known.State.Batch()
	for s, other := range d.agenda { // order-free: each is looked at alone
		if o := d.queue.Batch(s); o != nil && other.listed {
			theirs := o.State.Batch()
			other.listed = theirs.StatementID != request.StatementID || theirs.OutreachID == request.OutreachID
		}
	}
}

// refresh lists the work of the batches of which something may have changed.
func (d *Dispatcher) refresh(now time.Time) {
	open := d.queue.Open()
	for _, s := range open {
		if b := d.agenda[s]; !b.listed || !b.next.IsZero() && !b.next.After(now) {
			d.list(s, b, now)
		}
	}
	if len(d.agenda) > len(open) {
		for s := range d.agenda { // order-free: each is looked at alone
			if !d.queue.IsOpen(s) {
				delete(d.agenda, s)
			}
		}
	}
}

func (d *Dispatcher) list(s domain.StreamID, b *batch, now time.Time) {
	b.listed, b.work, b.kinds, b.waits = true, d.queue.WorkOf(s, now), map[string]bool{}, map[string]bool{}
	b.next, _ = d.queue.NextOf(s, now)
	state := d.queue.Batch(s).State
	tried := make([]bool, state.Len())
	for _, ref := range b.work.Try {
		tried[ref.I] = true
		b.kinds[state.Item(ref.I).Channel] = true
	}
	for i := range tried {
		if v := state.Item(i); !tried[i] && v.OfferID != "" && v.State.Attemptable() {
			b.waits[v.OfferID] = true
		}
	}
}

// all gathers one kind of work over the open batches, oldest first.
func (d *Dispatcher) all(of func(outbox.Work) []outbox.Ref) (refs []outbox.Ref) {
	for _, s := range d.queue.Open() {
		refs = append(refs, of(d.agenda[s].work)...)
	}
	return refs
}
