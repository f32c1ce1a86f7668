package node

import (
	"context"
	"slices"
	"strconv"
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain/delivery"
	"tocsin/projections/outbox"
)

// receiptPause is the least time between two looks at what providers say: receipts that are there together are one event.
const receiptPause = 10 * time.Second

// receive records what providers have said since: delivered, read. What comes for a notice that nobody knows is dropped;
// what a fault keeps from being recorded is recorded next time, for a provider says it once.
func (d *Dispatcher) receive(ctx context.Context) (bool, error) {
	now := d.clock.Now()
	if now.Before(d.asked.Add(receiptPause)) {
		return false, nil
	}
	d.asked = now
	for _, door := range d.doors() {
		if inbox, ok := door.(channels.Inbox); ok {
			d.said = append(d.said, inbox.Receipts(now)...)
		}
	}
	moved, err := d.record(ctx, d.receipts("receipts@"+strconv.FormatInt(now.UnixNano(), 10)))
	if err == nil {
		d.said = nil
	}
	return moved, err
}

// receipts makes one command per batch of what was said.
func (d *Dispatcher) receipts(step string) []batchCommand {
	said := map[outbox.Ref]map[channels.State]channels.Report{}
	var refs []outbox.Ref
	for _, report := range d.said {
		ref, known := d.queue.Find(report.Key)
		if !known || report.State != channels.Delivered && report.State != channels.Read {
			continue
		}
		if said[ref] == nil {
			said[ref] = map[channels.State]channels.Report{}
			refs = append(refs, ref)
		}
		said[ref][report.State] = report
	}
	slices.SortFunc(refs, byBatch)
	return perBatch(step, refs, func(refs []outbox.Ref) any {
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
}

// nextReceipt is when providers are asked next, as far as that can be known.
func (d *Dispatcher) nextReceipt() (next time.Time, ok bool) {
	if len(d.said) > 0 {
		return d.asked.Add(receiptPause), true
	}
	for _, door := range d.doors() {
		inbox, has := door.(channels.Inbox)
		if !has {
			continue
		}
		at, known := inbox.Next()
		if earliest := d.asked.Add(receiptPause); at.Before(earliest) {
			at = earliest
		}
		if known && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}
