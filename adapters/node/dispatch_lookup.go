package node

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain/delivery"
	"tocsin/projections/outbox"
)

const (
	// lookAgain is the pause after a provider could not tell what became of a notice.
	lookAgain = time.Minute
	// maxRepeats bounds the tries of one notice on one channel; one that stays unknown after so many is for a person.
	maxRepeats = 8
	// keyMargin is how long before its end a provider's memory of keys is not relied on any more.
	keyMargin = time.Hour
)

// repeated names the tries under a key that a provider may know.
const repeated = "repeat"

const outcomeUnknown = "outcome unknown"

// verdicts sorts sends that nobody answered by what is to be done about them.
type verdicts struct {
	found, again, absent, park []outbox.Ref
	further                    []outbox.Ref          // cannot be found out: by another channel, if there is one
	refs                       map[outbox.Ref]string // provider's reference of what was found
}

// lookUp finds out what became of sends that nobody answered, and acts on it.
func (d *Dispatcher) lookUp(ctx context.Context) (bool, error) {
	if d.held != nil {
		return false, nil
	}
	v := d.verdicts(ctx, d.agenda.all(func(w outbox.Work) []outbox.Ref { return w.Resolve }))
	p, err := d.repack(ctx, v.again)
	if err != nil {
		return false, err
	}
	v.park = append(v.park, slices.Concat(p.withheld, p.unfit)...) // it may have arrived: neither sent again nor suppressed
	slices.SortFunc(v.park, byBatch)
	accepted := perBatch("found", v.found, func(refs []outbox.Ref) any {
		var c delivery.RecordOutcomes
		for _, ref := range refs {
			c.Accepted = append(c.Accepted, delivery.AcceptedItem{I: ref.I, ProviderRef: v.refs[ref]})
		}
		return c
	})
	gone := perBatch("absent", v.absent, func(refs []outbox.Ref) any {
		var c delivery.RecordOutcomes
		for _, ref := range refs {
			_, attempts, _, _ := d.queue.Pace(d.queue.Batch(ref.Stream).State.Item(ref.I).Channel)
			c.Failed = append(c.Failed, delivery.FailedItem{
				I: ref.I, Code: string(channels.Absent), Permanent: d.tries(ref) >= max(attempts, maxRepeats),
			})
		}
		return c
	})
	further, _, err := d.nextChannels(ctx, v.further)
	if err != nil {
		return false, err
	}
	moved, err := d.record(ctx, accepted, gone, park("park", v.park, outcomeUnknown), further)
	if err != nil {
		return moved, err
	}
	sent, err := d.ship(ctx, repeated, p.shipments)
	return moved || sent, err
}

// repack renders again what may be sent again, as far as there is room.
func (d *Dispatcher) repack(ctx context.Context, again []outbox.Ref) (parcel, error) {
	room := d.room()
	var chosen []outbox.Ref
	for _, ref := range again {
		if room.take(d.queue.Batch(ref.Stream).State.Item(ref.I).Channel) {
			chosen = append(chosen, ref)
		}
	}
	if len(chosen) == 0 {
		return parcel{}, nil
	}
	return d.pack(ctx, chosen)
}

// verdicts asks where a channel can be asked, and otherwise goes by what it can do.
func (d *Dispatcher) verdicts(ctx context.Context, unknown []outbox.Ref) verdicts {
	v, now := verdicts{refs: map[outbox.Ref]string{}}, d.clock.Now()
	for _, ref := range unknown {
		item, t := d.queue.Batch(ref.Stream).State.Item(ref.I), d.agenda.by[ref.Stream].try(ref.I)
		ch := d.doorOf(item.Channel, t)
		tracker, tracks := ch.(channels.Tracker)
		switch {
		case t.later.After(now):
		case ch == nil:
			v.park = append(v.park, ref)
		case ch.Capability().Repeat == channels.LookupByRef && tracks:
			d.track(ctx, tracker, ref, t, &v)
		case ch.Capability().Repeat != channels.IdempotentKey || !d.mayRepeat(ref) || now.After(t.first.Add(ch.Capability().KeyKept-keyMargin)):
			v.park = append(v.park, ref)
		case !d.queue.Stopped(ref): // a run that is paused may go on in time
			v.again = append(v.again, ref)
		}
	}
	return v
}

// mayRepeat tells whether a text may still go out: it is the current one, not too late, and was not tried too often.
func (d *Dispatcher) mayRepeat(ref outbox.Ref) bool {
	return d.queue.Current(ref) && !d.tooLate(ref) && d.tries(ref) < maxRepeats
}

func (d *Dispatcher) tooLate(ref outbox.Ref) bool {
	return d.clock.Now().After(d.queue.Batch(ref.Stream).State.NotAfter(ref.I))
}

// track asks the provider what became of one send. One that is too late for the provider to bring any more, and of which
// he cannot tell, is for a person.
func (d *Dispatcher) track(ctx context.Context, tracker channels.Tracker, ref outbox.Ref, t *try, v *verdicts) {
	status := channels.Status{State: channels.Absent}
	var err error
	if !t.absent {
		status, err = tracker.Status(ctx, outbox.Key(d.queue.Batch(ref.Stream), ref.I))
		t.absent = err == nil && status.State == channels.Absent
	}
	switch {
	case err != nil && d.tooLate(ref):
		v.park = append(v.park, ref)
	case err != nil && d.lines[d.queue.Batch(ref.Stream).State.Item(ref.I).Channel].open(d.clock.Now()) && d.mayRepeat(ref) && !d.queue.Stopped(ref):
		v.further = append(v.further, ref)
		t.later = d.clock.Now().Add(lookAgain) // for those who have no other channel
	case err != nil: // it cannot tell now
		t.later = d.clock.Now().Add(lookAgain)
	case status.State != channels.Absent:
		v.found = append(v.found, ref)
		v.refs[ref] = status.ProviderRef
	case d.mayRepeat(ref) && !d.queue.Stopped(ref):
		v.again = append(v.again, ref)
	default:
		v.absent = append(v.absent, ref)
	}
}

// byBatch puts references to one batch beside each other.
func byBatch(a, b outbox.Ref) int {
	return cmp.Or(cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.I, b.I))
}
