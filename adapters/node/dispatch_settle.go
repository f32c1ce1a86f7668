package node

import (
	"context"
	"fmt"
	"slices"

	"tocsin/domain/delivery"
	"tocsin/projections/outbox"
)

// giveUp ends what is too late or superseded, and takes what failed for good to the next channel of its ladder, or to its
// end.
func (d *Dispatcher) giveUp(ctx context.Context) (bool, error) {
	late := perBatch("late", d.agenda.all(func(w outbox.Work) []outbox.Ref { return w.Late }), func(refs []outbox.Ref) any {
		var c delivery.GiveUp
		for _, ref := range refs {
			c.Expired = append(c.Expired, delivery.IndexItem{I: ref.I})
		}
		return c
	})
	retired := perBatch("retired", d.agenda.all(func(w outbox.Work) []outbox.Ref { return w.Retired }), func(refs []outbox.Ref) any {
		var c delivery.Suppress
		for _, ref := range refs {
			c.Items = append(c.Items, delivery.SuppressedItem{I: ref.I, Reason: delivery.BySupersession})
		}
		return c
	})
	escalated, unreachable, err := d.nextChannels(ctx, d.agenda.all(func(w outbox.Work) []outbox.Ref { return w.Failed }))
	if err != nil {
		return false, err
	}
	return d.record(ctx, late, retired, escalated, unreachable)
}

func (d *Dispatcher) nextChannels(ctx context.Context, failed []outbox.Ref) (on, end []batchCommand, err error) {
	if len(failed) == 0 {
		return nil, nil, nil
	}
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
		present := b.State.Item(ref.I).Channel
		works := func(kind string) bool { return d.channels[kind] != nil && !slices.Contains(b.State.Batch().Down, kind) }
		step, ok := delivery.NextStep(b.State.Batch().Ladder, present, reach[subjects[n]].ways(), works)
		if !ok {
			over = append(over, ref)
			continue
		}
		further = append(further, ref)
		steps[ref] = delivery.EscalatedItem{I: ref.I, From: present, To: step.Channel, ContactID: step.ContactID}
	}
	on = perBatch("escalate", further, func(refs []outbox.Ref) any {
		var c delivery.Escalate
		for _, ref := range refs {
			c.Items = append(c.Items, steps[ref])
		}
		return c
	})
	end = perBatch("unreachable", over, func(refs []outbox.Ref) any {
		var c delivery.GiveUp
		for _, ref := range refs {
			c.Unreachable = append(c.Unreachable, delivery.IndexItem{I: ref.I})
		}
		return c
	})
	return on, end, nil
}

// park sets notices aside for a person.
func park(step string, refs []outbox.Ref, reason string) []batchCommand {
	return perBatch(step, refs, func(refs []outbox.Ref) any {
		var c delivery.GiveUp
		for _, ref := range refs {
			c.Parked = append(c.Parked, delivery.ParkedItem{I: ref.I, Reason: reason})
		}
		return c
	})
}
