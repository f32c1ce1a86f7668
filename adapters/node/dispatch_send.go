package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tocsin/adapters/channels"
	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/projections/audience"
	"tocsin/projections/outbox"
)

// shipment is one notice on its way: what is sent, and where its outcome goes.
type shipment struct {
	ref      outbox.Ref
	kind     string
	door     channels.Channel
	delivery channels.Delivery
	item     delivery.AttemptedItem
	open     bool // an earlier try under the same key may have arrived
}

// parcel is what became of notices that were to be sent, before they are.
type parcel struct {
	shipments []shipment
	withheld  []outbox.Ref // must not be sent any more
	reasons   map[outbox.Ref]string
	unfit     []outbox.Ref // cannot be rendered as it was approved: for a person
}

// send attempts what may be tried, as far as each channel's pace and concurrency allow: first the intent of all, then
// the sends, then the outcomes of all.
func (d *Dispatcher) send(ctx context.Context) (bool, error) {
	if d.held != nil {
		return false, nil
	}
	chosen, twice := d.choose()
	if len(chosen)+len(twice) == 0 {
		return false, nil
	}
	p, err := d.pack(ctx, chosen)
	if err != nil {
		return false, err
	}
	for _, ref := range twice {
		p.withhold(ref, delivery.Duplicate)
	}
	slices.SortFunc(p.withheld, byBatch)
	withheld, err := d.record(ctx, perBatch("withhold", p.withheld, func(refs []outbox.Ref) any {
		var c delivery.Suppress
		for _, ref := range refs {
			c.Items = append(c.Items, delivery.SuppressedItem{I: ref.I, Reason: p.reasons[ref]})
		}
		return c
	}), park("unfit", p.unfit, "cannot be rendered as it was approved"))
	if err != nil {
		return false, err
	}
	sent, err := d.ship(ctx, "attempt", p.shipments)
	return withheld || sent, err
}

// ship records the intent, sends, and records what came of it.
func (d *Dispatcher) ship(ctx context.Context, step string, shipments []shipment) (bool, error) {
	if len(shipments) == 0 {
		return false, nil
	}
	d.pace(shipments)
	slices.SortStableFunc(shipments, func(a, b shipment) int { // an event names one provider
		return cmp.Or(strings.Compare(a.kind, b.kind), strings.Compare(a.door.Name(), b.door.Name()))
	})
	byRef := make(map[outbox.Ref]*shipment, len(shipments))
	var attempts []batchCommand
	var sends [][]outbox.Ref // per attempt
	for len(shipments) > 0 {
		kind, door := shipments[0].kind, shipments[0].door
		var refs []outbox.Ref
		for ; len(shipments) > 0 && shipments[0].kind == kind && shipments[0].door == door; shipments = shipments[1:] {
			refs = append(refs, shipments[0].ref)
			byRef[shipments[0].ref] = &shipments[0]
		}
		attempts = append(attempts, perBatch(step+"/"+d.stepOf(kind, door), refs, func(refs []outbox.Ref) any {
			sends = append(sends, refs)
			c := delivery.Attempt{Provider: door.Name(), Now: d.clock.Now(), Repeat: step == repeated}
			for _, ref := range refs {
				c.Items = append(c.Items, byRef[ref].item)
			}
			return c
		})...)
	}
	moved, err := d.record(ctx, attempts)
	if err != nil {
		return moved, err
	}
	var outcomes []batchCommand
	came := map[domain.StreamID]*delivery.RecordOutcomes{}
	for n, c := range attempts {
		if c.refused != nil {
			continue // the batch has moved, or it is too late: the fold will tell
		}
		if came[c.stream] == nil {
			came[c.stream] = &delivery.RecordOutcomes{}
			outcomes = append(outcomes, batchCommand{step: step + "_outcome", stream: c.stream})
		}
		for _, ref := range sends[n] {
			d.sendOne(ctx, byRef[ref], came[c.stream])
		}
	}
	for n, c := range outcomes {
		outcomes[n].command = *came[c.stream]
	}
	_, err = d.record(ctx, outcomes)
	return moved, err
}

// stepOf names the attempts by a provider: those by the second one apart, for both may be in one step.
func (d *Dispatcher) stepOf(kind string, door channels.Channel) string {
	if l := d.lines[kind]; l != nil && door == l.second {
		return kind + "/standby"
	}
	return kind
}

// sendOne sends one notice and sorts what came of it. A no to a repeat says nothing about the try before it, unless it is
// one for good.
func (d *Dispatcher) sendOne(ctx context.Context, s *shipment, came *delivery.RecordOutcomes) {
	d.fails.At(BeforeSend)
	receipt, err := s.door.Send(ctx, s.delivery)
	d.fails.At(AfterSend)
	refusal, certain := errors.AsType[*channels.Error](err)
	tried := d.agenda.by[s.ref.Stream].try(s.ref.I)
	switch {
	case err == nil:
		came.Accepted = append(came.Accepted, delivery.AcceptedItem{I: s.ref.I, ProviderRef: receipt.ProviderRef})
	case certain && s.open && (refusal.Temporary || refusal.Reason == channels.KeyConflict):
		tried.later = d.clock.Now().Add(max(refusal.RetryAfter, lookAgain<<min(tried.n, 6)))
		came.Unknown = append(came.Unknown, delivery.UnknownItem{I: s.ref.I})
	case certain:
		_, attempts, _, _ := d.queue.Pace(s.kind)
		came.Failed = append(came.Failed, delivery.FailedItem{
			I: s.ref.I, Code: refusal.Reason, Permanent: !refusal.Temporary || d.tries(s.ref)+1 >= attempts,
			RetryAfterS: refusal.RetryAfter.Seconds(),
		})
	default:
		came.Unknown = append(came.Unknown, delivery.UnknownItem{I: s.ref.I})
	}
}

// tries counts the tries of a notice on its present channel.
func (d *Dispatcher) tries(ref outbox.Ref) int {
	t := d.agenda.by[ref.Stream].try(ref.I)
	if t.channel != d.queue.Batch(ref.Stream).State.Item(ref.I).Channel {
		return 0
	}
	return t.n
}

// pack renders the texts and looks the addresses up. Somebody who was erased or has said no meanwhile gets nothing.
func (d *Dispatcher) pack(ctx context.Context, refs []outbox.Ref) (parcel, error) {
	p := parcel{reasons: map[outbox.Ref]string{}}
	subjects := make([]string, len(refs))
	for n, ref := range refs {
		subjects[n] = d.queue.Batch(ref.Stream).State.Item(ref.I).Subject
	}
	reach, err := d.directory.Reach(ctx, subjects)
	if err != nil {
		return p, fmt.Errorf("look up addresses: %w", err)
	}
	texts, err := d.resolvers.texts.current(ctx)
	if err != nil {
		return p, err
	}
	for n, ref := range refs {
		v := d.queue.Batch(ref.Stream).State.Item(ref.I)
		who, known := reach[subjects[n]]
		switch contact := who.By(v.Channel); {
		case !known:
			p.withhold(ref, delivery.Erased)
		case contact.Blocked:
			p.withhold(ref, delivery.OptedOut)
		case contact.Address == "":
			p.withhold(ref, delivery.NoContact)
		default:
			d.wrap(&p, ref, v, contact.Address, texts)
		}
	}
	return p, nil
}

func (p *parcel) withhold(ref outbox.Ref, reason string) {
	p.withheld = append(p.withheld, ref)
	p.reasons[ref] = reason
}

// wrap renders one notice. Bytes that do not follow from what was approved and requested are never sent.
func (d *Dispatcher) wrap(p *parcel, ref outbox.Ref, v delivery.ItemView, address string, texts *audience.Audience) {
	b := d.queue.Batch(ref.Stream)
	requested := b.State.Batch().Items[ref.I]
	notice, err := d.resolvers.compose(texts, b.State.Batch(), v.Item, v.Channel)
	same := notice.ParamsHash == requested.ParamsHash && notice.TemplateHash == requested.TemplateHash
	if err != nil || v.Channel == requested.Channel && !same {
		p.unfit = append(p.unfit, ref)
		return
	}
	door, open := d.door(v.Channel), false
	if v.State == delivery.ItemUnknown {
		if tried := d.doorOf(v.Channel, d.agenda.by[ref.Stream].try(ref.I)); tried.Capability().Repeat == channels.IdempotentKey {
			door, open = tried, true // only the provider that knows the key drops the repeat
		}
	}
	p.shipments = append(p.shipments, shipment{
		ref: ref, kind: v.Channel, door: door,
		item: delivery.AttemptedItem{
			I: ref.I, Attempt: v.Attempts + 1, Channel: v.Channel, ContactID: v.ContactID, Parts: notice.Parts,
		},
		delivery: channels.Delivery{
			Key: outbox.Key(b, ref.I), Channel: v.Channel, Address: address, Lang: v.Lang, Text: notice.Text,
			Parts: notice.Parts, NotAfter: b.State.NotAfter(ref.I), Now: d.clock.Now(), Drill: b.Drill,
		},
		open: open,
	})
}
