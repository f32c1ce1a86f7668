// Package outbox holds what is owed and not yet at its end: every open notice, from when it may be tried, and what
// forbids it. It is the dispatcher's own fold, and a picture of the queue.
package outbox

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// Outbox is the fold. Its zero value is not ready; use New.
type Outbox struct {
	rules      playbook.Playbook
	batches    map[domain.StreamID]*Batch
	order      []domain.StreamID // of request: older batches go first
	current    map[string]int    // statement -> version that may be sent
	stopped    map[string]bool   // outreach -> paused or aborted
	offers     map[string]bool   // made
	inFlight   map[flight]int    // statement version that is unresolved for a person and channel
	references map[string]Ref    // provider key -> notice, of what was attempted
}

// flight is a person on a channel: two versions of one statement must not cross there.
type flight struct{ Statement, Subject, Channel string }

// Ref names one notice.
type Ref struct {
	Stream domain.StreamID
	I      int
}

// Batch is one delivery stream.
type Batch struct {
	State  delivery.State
	notYet []time.Time // per item: not before
	open   int         // items that the program still has to work on
	asked  time.Time   // when it was requested

	Revision domain.Revision
}

// offerGrace is how long a notice waits for the offer of its party before it goes without.
const offerGrace = 2 * time.Minute

// New gives an empty fold.
func New() *Outbox {
	return &Outbox{
		batches: map[domain.StreamID]*Batch{}, current: map[string]int{}, stopped: map[string]bool{},
		offers: map[string]bool{}, inFlight: map[flight]int{}, references: map[string]Ref{},
	}
}

// Wants lists what it reads.
func (o *Outbox) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, statement.Published{}, statement.Superseded{}, outreach.Paused{}, outreach.Resumed{},
		outreach.Aborted{}, offer.Made{}, delivery.Requested{}, delivery.Suppressed{}, delivery.Attempted{},
		delivery.Accepted{}, delivery.OutcomeUnknown{}, delivery.Failed{}, delivery.Delivered{}, delivery.Read{},
		delivery.Escalated{}, delivery.Unreachable{}, delivery.Expired{}, delivery.Parked{},
	}
}

// Apply folds one record.
func (o *Outbox) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		if rules, err := playbook.Parse(e.Content); err == nil {
			o.rules = rules
		}
	case statement.Published:
		o.current[r.Stream.Name()] = e.Version
	case outreach.Paused, outreach.Aborted:
		o.stopped[r.Stream.Name()] = true
	case outreach.Resumed:
		delete(o.stopped, r.Stream.Name())
	case offer.Made:
		o.offers[r.Stream.Name()] = true
	case delivery.Requested:
		b := &Batch{notYet: make([]time.Time, len(e.Items)), open: len(e.Items), asked: r.Meta.RecordedAt, Revision: r.Revision}
		b.State = delivery.Decider.Evolve(b.State, e)
		o.batches[r.Stream] = b
		o.order = append(o.order, r.Stream)
	case delivery.Event:
		o.applyDelivery(r, e)
	}
}

func (o *Outbox) applyDelivery(r domain.Recorded, e delivery.Event) {
	b := o.batches[r.Stream]
	if b == nil {
		return
	}
	b.Revision = r.Revision
	touched := o.touch(r, b, e)
	before := make([]delivery.ItemState, len(touched))
	for k, i := range touched {
		before[k] = b.State.Item(i).State
		o.land(b, i)
	}
	b.State = delivery.Decider.Evolve(b.State, e)
	for k, i := range touched {
		o.fly(r.Stream, b, i)
		switch after := b.State.Item(i).State; {
		case before[k].Open() && !after.Open():
			b.open--
		case !before[k].Open() && after.Open():
			b.open++
		}
	}
}

// touch lists the items of an event and notes from when each may be tried again.
func (o *Outbox) touch(r domain.Recorded, b *Batch, e delivery.Event) (items []int) {
	at := r.Meta.RecordedAt
	switch e := e.(type) {
	case delivery.Requested:
	case delivery.Suppressed:
		for _, it := range e.Items {
			items = append(items, it.I)
		}
	case delivery.Attempted:
		for _, it := range e.Items {
			items = append(items, it.I)
		}
	case delivery.Accepted:
		for _, it := range e.Items {
			items = append(items, it.I)
		}
	case delivery.OutcomeUnknown:
		for _, it := range e.Items {
			items = append(items, it.I)
			b.notYet[it.I] = at.Add(o.pace(b, it.I).ResolveAfter)
		}
	case delivery.Failed:
		for _, it := range e.Items {
			items = append(items, it.I)
			b.notYet[it.I] = at.Add(o.backOff(b, it))
		}
	case delivery.Delivered:
		for _, it := range e.Items {
			items = append(items, it.I)
		}
	case delivery.Read:
		for _, it := range e.Items {
			items = append(items, it.I)
		}
	case delivery.Escalated:
		for _, it := range e.Items {
			items = append(items, it.I)
			b.notYet[it.I] = time.Time{}
		}
	case delivery.Unreachable:
		for _, it := range e.Items {
			items = append(items, it.I)
		}
	case delivery.Expired:
		for _, it := range e.Items {
			items = append(items, it.I)
		}
	case delivery.Parked:
		for _, it := range e.Items {
			items = append(items, it.I)
		}
	}
	return items
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

// land forgets that a version is under way to a person.
func (o *Outbox) land(b *Batch, i int) {
	if f := o.flight(b, i); o.inFlight[f] == b.State.Batch().StatementVersion {
		delete(o.inFlight, f)
	}
}

// fly notes that a version is under way to a person, and the key by which its provider will speak of it.
func (o *Outbox) fly(s domain.StreamID, b *Batch, i int) {
	switch v := b.State.Item(i); v.State {
	case delivery.ItemAttempted, delivery.ItemUnknown:
		o.inFlight[o.flight(b, i)] = b.State.Batch().StatementVersion
		o.references[Key(b, i)] = Ref{Stream: s, I: i}
	}
}

// Key is the provider's key of a notice on its present channel.
func Key(b *Batch, i int) string {
	v, batch := b.State.Item(i), b.State.Batch()
	return delivery.Key(batch.StatementID, batch.StatementVersion, v.Subject, v.Channel)
}
