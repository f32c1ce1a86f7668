package node

import (
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
	"tocsin/projections/outbox"
)

// agenda is what is to be done about the open batches. Each is listed anew only when something has happened to it or its
// time has come, and what they sum up to is kept beside them: with tens of thousands of open notices the whole list is
// too long to be made, or gone through, at every send.
type agenda struct {
	by     map[domain.StreamID]*batch
	open   []*batch                  // oldest first, as in the queue
	stale  []*batch                  // to be listed anew
	soon   time.Time                 // no later than the earliest next of all; zero: none has any
	chores int                       // notices of which something else is wanted than a try
	kinds  map[string]int            // of channel -> batches that have something to try on it
	runs   map[string]map[string]int // statement -> outreach -> open batches
}

func newAgenda() agenda {
	return agenda{by: map[domain.StreamID]*batch{}, kinds: map[string]int{}, runs: map[string]map[string]int{}}
}

// batch is what the dispatcher knows of one open batch beside the queue.
type batch struct {
	of    *outbox.Batch
	stale bool // is in that list; else what follows is up to date until next, but for tries
	work  outbox.Work
	kinds []string        // of channel, of what may be tried
	waits map[string]bool // offers that notices may be waiting for
	next  time.Time       // zero: only a record changes it

	tries []try // of its notices; nil before the first
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
	if b != nil && b.tries != nil {
		return &b.tries[i]
	}
	return &try{}
}

// add takes up a batch that is open.
func (a *agenda) add(of *outbox.Batch) *batch {
	b := &batch{of: of}
	a.by[of.Stream] = b
	at, _ := slices.BinarySearchFunc(a.open, b, byPlace)
	a.open = slices.Insert(a.open, at, b)
	statement, outreach := of.Run()
	if a.runs[statement] == nil {
		a.runs[statement] = map[string]int{}
	}
	a.runs[statement][outreach]++
	a.mark(b)
	return b
}

// remove drops one that is closed.
func (a *agenda) remove(b *batch) {
	delete(a.by, b.of.Stream)
	if at, there := slices.BinarySearchFunc(a.open, b, byPlace); there {
		a.open = slices.Delete(a.open, at, at+1)
	}
	a.sum(b, -1)
	b.work, b.kinds = outbox.Work{}, nil
	statement, outreach := b.of.Run()
	if a.runs[statement][outreach]--; a.runs[statement][outreach] == 0 {
		delete(a.runs[statement], outreach)
	}
	if len(a.runs[statement]) == 0 {
		delete(a.runs, statement)
	}
}

func byPlace(x, y *batch) int { return outbox.ByPlace(x.of, y.of) }

// mark says that a batch must be listed anew.
func (a *agenda) mark(b *batch) {
	if !b.stale {
		b.stale = true
		a.stale = append(a.stale, b)
	}
}

// sum counts the work of a batch in, or out.
func (a *agenda) sum(b *batch, n int) {
	a.chores += n * (len(b.work.Late) + len(b.work.Retired) + len(b.work.Failed) + len(b.work.Resolve))
	for _, kind := range b.kinds {
		if a.kinds[kind] += n; a.kinds[kind] == 0 {
			delete(a.kinds, kind)
		}
	}
}

// all gathers one kind of chores over the open batches, oldest first.
func (a *agenda) all(of func(outbox.Work) []outbox.Ref) (refs []outbox.Ref) {
	if a.chores == 0 {
		return nil
	}
	for _, b := range a.open {
		refs = append(refs, of(b.work)...)
	}
	return refs
}

// note keeps the agenda true to a record that the queue has just folded.
func (d *Dispatcher) note(r domain.Recorded) {
	switch e := r.Event.(type) {
	case delivery.Event:
		d.noteDelivery(r, e)
	case offer.Made:
		for _, b := range d.agenda.open {
			if b.waits[r.Stream.Name()] {
				d.agenda.mark(b)
			}
		}
	default: // a playbook, another version, a run paused or aborted: everything may be otherwise
		for _, b := range d.agenda.open {
			d.agenda.mark(b)
		}
	}
}

// noteDelivery marks the batch. What is said late of a closed batch changes nothing.
func (d *Dispatcher) noteDelivery(r domain.Recorded, e delivery.Event) {
	known, b := d.queue.Batch(r.Stream), d.agenda.by[r.Stream]
	if b == nil {
		if !known.IsOpen() {
			return
		}
		b = d.agenda.add(known)
	}
	d.agenda.mark(b)
	if attempted, ok := e.(delivery.Attempted); ok {
		b.noteTries(attempted, r.Meta.RecordedAt)
		return
	}
	d.noteOutcomes(r.Stream, b, e, r.Meta.RecordedAt)
	d.agenda.markOthers(b)
	if !known.IsOpen() {
		d.agenda.remove(b)
	} else if b.tries != nil {
		for _, i := range outbox.Touched(e) {
			if !known.ItemState(i).Open() {
				b.tries[i] = try{}
			}
		}
	}
}

func (b *batch) noteTries(e delivery.Attempted, now time.Time) {
	if b.tries == nil {
		b.tries = make([]try, b.of.Len())
	}
	for _, it := range e.Items {
		t := &b.tries[it.I]
		if t.channel != it.Channel {
			*t = try{channel: it.Channel, first: now}
		}
		t.n++
		t.provider = e.Provider
		t.absent = false
	}
}

// markOthers marks the batches of other runs of a statement: a try that has ended may have held up another text to the
// same person.
func (a *agenda) markOthers(b *batch) {
	statement, outreach := b.of.Run()
	if len(a.runs[statement]) < 2 {
		return
	}
	for _, other := range a.open {
		s, o := other.of.Run()
		if s == statement && o != outreach && len(other.work.Try)+len(other.work.Held) > 0 {
			a.mark(other)
		}
	}
}

// refresh lists the work of the batches of which something may have changed.
func (d *Dispatcher) refresh(now time.Time) {
	a := &d.agenda
	if !a.soon.IsZero() && !a.soon.After(now) {
		a.soon = time.Time{}
		for _, b := range a.open {
			if b.next.IsZero() {
				continue
			}
			if !b.next.After(now) {
				a.mark(b)
			}
			a.sooner(b.next)
		}
	}
	for _, b := range a.stale {
		if b.stale = false; a.by[b.of.Stream] == b { // and not closed meanwhile
			d.list(b, now)
		}
	}
	clear(a.stale)
	a.stale = a.stale[:0]
}

// sooner keeps the bound of what is next.
func (a *agenda) sooner(next time.Time) {
	if !next.IsZero() && (a.soon.IsZero() || next.Before(a.soon)) {
		a.soon = next
	}
}

func (d *Dispatcher) list(b *batch, now time.Time) {
	d.agenda.sum(b, -1)
	b.work, b.kinds, b.waits = d.queue.WorkOf(b.of, now), nil, nil
	b.next, _ = d.queue.NextOf(b.of, now)
	at := 0 // of the next one that may be tried
	for i := range b.of.Len() {
		if at < len(b.work.Try) && b.work.Try[at].I == i {
			at++
			b.addKind(b.of.State.Item(i).Channel)
		} else if b.of.ItemState(i).Attemptable() {
			b.wait(b.of.State.Item(i).OfferID)
		}
	}
	d.agenda.sum(b, +1)
	d.agenda.sooner(b.next)
}

func (b *batch) addKind(kind string) {
	if !slices.Contains(b.kinds, kind) {
		b.kinds = append(b.kinds, kind)
	}
}

func (b *batch) wait(offerID string) {
	if offerID == "" {
		return
	}
	if b.waits == nil {
		b.waits = map[string]bool{}
	}
	b.waits[offerID] = true
}
