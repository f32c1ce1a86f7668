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
	return len(late)+len(escalated)+len(unreachable) > 0, nil
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

// lookUp finds out what became of sends that nobody answered, in the way that the channel allows.
func (d *Dispatcher) lookUp(ctx context.Context, work outbox.Work) (bool, error) {
	var found, again, park []outbox.Ref
	references := map[outbox.Ref]string{}
	for _, ref := range work.Resolve {
		if d.later[ref].After(d.clock.Now()) {
			continue
		}
		b := d.queue.Batch(ref.Stream)
		ch := d.channels[b.State.Item(ref.I).Channel]
		tracker, tracks := ch.(channels.Tracker)
		switch repeat := ch.Capability().Repeat; {
		case b.State.Item(ref.I).Attempts >= maxRepeats:
			park = append(park, ref)
		case repeat == channels.IdempotentKey:
			again = append(again, ref)
		case repeat == channels.LookupByRef && tracks:
			status, err := tracker.Status(ctx, outbox.Key(b, ref.I))
			switch {
			case err != nil: // it cannot tell now
				d.later[ref] = d.clock.Now().Add(lookAgain)
			case status.State == channels.Absent:
				again = append(again, ref)
			default:
				found = append(found, ref)
				references[ref] = status.ProviderRef
			}
		default:
			park = append(park, ref)
		}
	}
	if len(found)+len(again)+len(park) == 0 || d.held {
		return false, nil
	}
	accepted := perBatch(found, func(refs []outbox.Ref) any {
		var c delivery.RecordOutcomes
		for _, ref := range refs {
			c.Accepted = append(c.Accepted, delivery.AcceptedItem{I: ref.I, ProviderRef: references[ref]})
		}
		return c
	})
	parked := perBatch(park, func(refs []outbox.Ref) any {
		var c delivery.GiveUp
		for _, ref := range refs {
			c.Parked = append(c.Parked, delivery.ParkedItem{I: ref.I, Reason: "outcome unknown"})
		}
		return c
	})
	if err := d.record(ctx, "found", accepted); err != nil {
		return false, err
	}
	if err := d.record(ctx, "park", parked); err != nil {
		return false, err
	}
	return true, d.repeat(ctx, again)
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
