package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/projections/outbox"
)

// shipment is one notice on its way: what is sent, and where its outcome goes.
type shipment struct {
	ref      outbox.Ref
	kind     string
	delivery channels.Delivery
	item     delivery.AttemptedItem
}

// send attempts what may be tried, as far as each channel's pace and concurrency allow: first the intent of all, then
// the sends, then the outcomes of all.
func (d *Dispatcher) send(ctx context.Context, work outbox.Work) (bool, error) {
	chosen := d.choose(work.Try)
	if len(chosen) == 0 || d.held {
		return false, nil
	}
	shipments, err := d.pack(ctx, chosen)
	if err != nil {
		return false, err
	}
	return true, d.ship(ctx, "attempt", shipments, false)
}

// ship records the intent, sends, and records what came of it.
func (d *Dispatcher) ship(ctx context.Context, step string, shipments []shipment, repeat bool) error {
	byStream := map[domain.StreamID][]shipment{}
	refs := make([]outbox.Ref, len(shipments))
	for n, s := range shipments {
		refs[n] = s.ref
		byStream[s.ref.Stream] = append(byStream[s.ref.Stream], s)
	}
	commands := perBatch(refs, func(refs []outbox.Ref) any {
		c := delivery.Attempt{Repeat: repeat, Now: d.clock.Now()}
		for _, s := range byStream[refs[0].Stream] {
			c.Provider = d.channels[s.kind].Name()
			c.Items = append(c.Items, s.item)
		}
		return c
	})
	if err := d.record(ctx, step, commands); err != nil {
		return err
	}
	var outcomes []batchCommand
	for _, c := range commands {
		if c.refused != nil {
			continue // the batch has moved, or it is too late: the fold will tell
		}
		var came delivery.RecordOutcomes
		for _, s := range byStream[c.stream] {
			d.sendOne(ctx, s, &came)
		}
		outcomes = append(outcomes, batchCommand{stream: c.stream, command: came})
	}
	return d.record(ctx, step+"_outcome", outcomes)
}

func (d *Dispatcher) sendOne(ctx context.Context, s shipment, came *delivery.RecordOutcomes) {
	d.fails.At(BeforeSend)
	receipt, err := d.channels[s.kind].Send(ctx, s.delivery)
	d.fails.At(AfterSend)
	refusal, certain := errors.AsType[*channels.Error](err)
	switch {
	case err == nil:
		came.Accepted = append(came.Accepted, delivery.AcceptedItem{I: s.ref.I, ProviderRef: receipt.ProviderRef})
	case certain:
		_, attempts, _, _ := d.queue.Pace(s.kind)
		came.Failed = append(came.Failed, delivery.FailedItem{
			I: s.ref.I, Code: refusal.Reason, Permanent: !refusal.Temporary || s.item.Attempt >= attempts,
			RetryAfterS: refusal.RetryAfter.Seconds(),
		})
	default:
		came.Unknown = append(came.Unknown, delivery.UnknownItem{I: s.ref.I})
	}
}

// choose takes as many notices as each channel's concurrency and pace allow now, oldest first.
func (d *Dispatcher) choose(try []outbox.Ref) (chosen []outbox.Ref) {
	now := d.clock.Now()
	taken := map[string]int{}
	for _, ref := range try {
		kind := d.queue.Batch(ref.Stream).State.Item(ref.I).Channel
		inFlight, _, _, ok := d.queue.Pace(kind)
		if d.channels[kind] == nil || !ok || d.free[kind].After(now) || taken[kind] >= max(inFlight, 1) {
			continue
		}
		taken[kind]++
		chosen = append(chosen, ref)
	}
	for kind, n := range taken { // order-free: one channel does not touch another
		if _, _, perSecond, _ := d.queue.Pace(kind); perSecond > 0 {
			d.free[kind] = now.Add(time.Duration(float64(n) / perSecond * float64(time.Second)))
		}
	}
	return chosen
}

// pack renders the texts and looks the addresses up. Somebody who was erased meanwhile gets nothing.
func (d *Dispatcher) pack(ctx context.Context, refs []outbox.Ref) ([]shipment, error) {
	subjects := make([]string, len(refs))
	for n, ref := range refs {
		subjects[n] = d.queue.Batch(ref.Stream).State.Item(ref.I).Subject
	}
	reach, err := d.directory.Reach(ctx, subjects)
	if err != nil {
		return nil, fmt.Errorf("look up addresses: %w", err)
	}
	texts, err := d.resolvers.texts.current(ctx)
	if err != nil {
		return nil, err
	}
	var shipments []shipment
	for n, ref := range refs {
		b := d.queue.Batch(ref.Stream)
		v := b.State.Item(ref.I)
		notice, err := d.resolvers.compose(texts, b.State.Batch(), v.Item, v.Channel)
		if err != nil {
			return nil, err
		}
		if notice.ParamsHash != v.ParamsHash && v.Channel == b.State.Batch().Items[ref.I].Channel {
			return nil, fmt.Errorf("notice %d of %s renders to other parameters than were requested", ref.I, ref.Stream)
		}
		shipments = append(shipments, shipment{
			ref: ref, kind: v.Channel,
			item: delivery.AttemptedItem{
				I: ref.I, Attempt: v.Attempts + 1, Channel: v.Channel, ContactID: v.ContactID, Parts: notice.Parts,
			},
			delivery: channels.Delivery{
				Key: outbox.Key(b, ref.I), Channel: v.Channel, Address: reach[subjects[n]].Contacts[v.Channel].Address,
				Lang: v.Lang, Text: notice.Text, Parts: notice.Parts, NotAfter: b.State.NotAfter(ref.I), Now: d.clock.Now(), Drill: b.Drill,
			},
		})
	}
	return shipments, nil
}
