package node

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain/delivery"
	"tocsin/projections/outbox"
)

// giveUp ends what is too late, and takes what failed for good to the next channel of its ladder, or to its end.
func (d *Dispatcher) giveUp(ctx context.Context, work outbox.Work) (bool, error) {
	late := perBatch(work.Late, func(refs []outbox.Ref) any {
		var c delivery.GiveUp
		for _, ref := range refs {
			c.Expired = append(c.Expired, delivery.IndexItem{I: ref.I})
		}
		return c
	})
	if err := d.record(ctx, "late", late); err != nil {
		return false, err
	}
	retired := perBatch(work.Retired, func(refs []outbox.Ref) any {
		var c delivery.Suppress
		for _, ref := range refs {
			c.Items = append(c.Items, delivery.SuppressedItem{I: ref.I, Reason: delivery.BySupersession})
		}
		return c
	})
	if err := d.record(ctx, "retired", retired); err != nil {
		return false, err
	}
	escalated, unreachable, err := d.nextChannels(ctx, work.Failed)
	if err != nil {
		return false, err
	}
	if err := d.record(ctx, "escalate", escalated); err != nil {
		return false, err
	}
	if err := d.record(ctx, "unreachable", unreachable); err != nil {
		return false, err
	}
	return len(late)+len(retired)+len(escalated)+len(unreachable) > 0, nil
}

func (d *Dispatcher) nextChannels(ctx context.Context, failed []outbox.Ref) (on, end []batchCommand, err error) {
	subjects := make([]string, len(failed))
	for n, ref := range failed {
		subjects[n] = d.queue.Batch(ref.Stream).State.Item(ref.I).Subject
	}
	reach, err := d.directory.Reach(ctx, subjects)
	if err != nil {
		return nil, nil, fmt.Errorf("look up the next channel: %w", err)
	}
	var further, over []outbox.Ref
	steps := map[outbox.Ref]delivery.EscalatedItem{}
	for n, ref := range failed {
		b := d.queue.Batch(ref.Stream)
		kind, contact := nextStep(b.State.Batch().Ladder, b.State.Item(ref.I).Channel, reach[subjects[n]])
		if kind == "" {
			over = append(over, ref)
			continue
		}
		further = append(further, ref)
		steps[ref] = delivery.EscalatedItem{I: ref.I, From: b.State.Item(ref.I).Channel, To: kind, ContactID: contact.ID}
	}
	on = perBatch(further, func(refs []outbox.Ref) any {
		var c delivery.Escalate
		for _, ref := range refs {
			c.Items = append(c.Items, steps[ref])
		}
		return c
	})
	end = perBatch(over, func(refs []outbox.Ref) any {
		var c delivery.GiveUp
		for _, ref := range refs {
			c.Unreachable = append(c.Unreachable, delivery.IndexItem{I: ref.I})
		}
		return c
	})
	return on, end, nil
}

// nextStep finds the first channel behind the present one by which the person can be reached.
func nextStep(ladder []string, present string, who Reach) (string, Contact) {
	for _, kind := range ladder[slices.Index(ladder, present)+1:] {
		if contact, ok := who.Contacts[kind]; ok && !who.Blocked[kind] {
			return kind, contact
		}
	}
	return "", Contact{}
}

const (
	// lookAgain is the pause after a provider could not tell what became of a notice.
	lookAgain = time.Minute
	// maxRepeats bounds the tries of one notice; one that stays unknown after so many is for a person.
	maxRepeats = 8
)

// verdicts sorts sends that nobody answered by what is to be done about them.
type verdicts struct {
	found, again, absent, park []outbox.Ref
	refs                       map[outbox.Ref]string // provider's reference of what was found
}

// verdicts asks where a channel can be asked, and otherwise goes by what it can do. A text that was superseded meanwhile
// is not repeated: it must not go out any more, and might not have.
func (d *Dispatcher) verdicts(ctx context.Context, unknown []outbox.Ref) verdicts {
	v := verdicts{refs: map[outbox.Ref]string{}}
	for _, ref := range unknown {
		if d.later[ref].After(d.clock.Now()) {
			continue
		}
		b := d.queue.Batch(ref.Stream)
		ch := d.channels[b.State.Item(ref.I).Channel]
		tracker, tracks := ch.(channels.Tracker)
		repeat := ch.Capability().Repeat
		switch {
		case b.State.Item(ref.I).Attempts >= maxRepeats:
			v.park = append(v.park, ref)
		case repeat == channels.IdempotentKey && d.queue.Current(ref):
			v.again = append(v.again, ref)
		case repeat == channels.LookupByRef && tracks:
			d.track(ctx, tracker, ref, &v)
		default:
			v.park = append(v.park, ref)
		}
	}
	return v
}

// track asks the provider what became of one send.
func (d *Dispatcher) track(ctx context.Context, tracker channels.Tracker, ref outbox.Ref, v *verdicts) {
	status, err := tracker.Status(ctx, outbox.Key(d.queue.Batch(ref.Stream), ref.I))
	switch {
	case err != nil: // it cannot tell now
		d.later[ref] = d.clock.Now().Add(lookAgain)
	case status.State != channels.Absent:
		v.found = append(v.found, ref)
		v.refs[ref] = status.ProviderRef
	case d.queue.Current(ref):
		v.again = append(v.again, ref)
	default:
		v.absent = append(v.absent, ref)
	}
}

// lookUp finds out what became of sends that nobody answered, and acts on it.
func (d *Dispatcher) lookUp(ctx context.Context, work outbox.Work) (bool, error) {
	if d.held {
		return false, nil
	}
	v := d.verdicts(ctx, work.Resolve)
	accepted := perBatch(v.found, func(refs []outbox.Ref) any {
		var c delivery.RecordOutcomes
		for _, ref := range refs {
			c.Accepted = append(c.Accepted, delivery.AcceptedItem{I: ref.I, ProviderRef: v.refs[ref]})
		}
		return c
	})
	gone := perBatch(v.absent, func(refs []outbox.Ref) any {
		var c delivery.RecordOutcomes
		for _, ref := range refs {
			c.Failed = append(c.Failed, delivery.FailedItem{I: ref.I, Code: string(channels.Absent)})
		}
		return c
	})
	parked := perBatch(v.park, func(refs []outbox.Ref) any {
		var c delivery.GiveUp
		for _, ref := range refs {
			c.Parked = append(c.Parked, delivery.ParkedItem{I: ref.I, Reason: "outcome unknown"})
		}
		return c
	})
	for _, c := range []struct {
		step     string
		commands []batchCommand
	}{{"found", accepted}, {"absent", gone}, {"park", parked}} {
		if err := d.record(ctx, c.step, c.commands); err != nil {
			return false, err
		}
	}
	return len(v.found)+len(v.again)+len(v.absent)+len(v.park) > 0, d.repeat(ctx, v.again)
}

// repeat sends again under the same key. An answer that stays away again is looked at again later.
func (d *Dispatcher) repeat(ctx context.Context, refs []outbox.Ref) error {
	if len(refs) == 0 {
		return nil
	}
	shipments, err := d.pack(ctx, refs)
	if err != nil {
		return err
	}
	return d.ship(ctx, "repeat", shipments, true)
}

// receive records what providers have said since: delivered, read. What comes for a notice that nobody knows is dropped.
func (d *Dispatcher) receive(ctx context.Context) (bool, error) {
	now := d.clock.Now()
	if now.Before(d.asked.Add(receiptPause)) {
		return false, nil
	}
	d.asked = now
	said := map[outbox.Ref]map[channels.State]channels.Report{}
	var refs []outbox.Ref
	for _, kind := range d.kinds() {
		inbox, ok := d.channels[kind].(channels.Inbox)
		if !ok {
			continue
		}
		for _, report := range inbox.Receipts(now) {
			ref, known := d.queue.Find(report.Key)
			if !known {
				continue
			}
			if said[ref] == nil {
				said[ref] = map[channels.State]channels.Report{}
				refs = append(refs, ref)
			}
			said[ref][report.State] = report
		}
	}
	if len(refs) == 0 {
		return false, nil
	}
	slices.SortFunc(refs, func(a, b outbox.Ref) int {
		return cmp.Or(cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.I, b.I))
	})
	commands := perBatch(refs, func(refs []outbox.Ref) any {
		var c delivery.RecordReceipts
		for _, ref := range refs {
			if r, ok := said[ref][channels.Delivered]; ok {
				c.Delivered = append(c.Delivered, delivery.ReceiptItem{I: ref.I, At: r.At})
			}
			if r, ok := said[ref][channels.Read]; ok {
				c.Read = append(c.Read, delivery.ReceiptItem{I: ref.I, At: r.At})
			}
		}
		return c
	})
	return true, d.record(ctx, "receipts@"+strconv.FormatInt(now.UnixNano(), 10), commands)
}
