package node

import (
	"time"

	"tocsin/adapters/channels"
	"tocsin/projections/outbox"
)

// pace notes when each channel may take the next notices: it is paced in parts, by what its provider takes and by what the
// slowest of the runs may send. A run that is held back holds its channel; runs are few and follow each other.
func (d *Dispatcher) pace(shipments []shipment) {
	type run struct {
		kind string
		pace float64
	}
	type way struct {
		kind string
		door channels.Channel
	}
	byWay, byRun := map[way]int{}, map[run]int{}
	for _, s := range shipments {
		parts := max(s.item.Parts, 1)
		byWay[way{s.kind, s.door}] += parts
		byRun[run{s.kind, d.queue.RunPace(s.ref)}] += parts
	}
	busy := map[string]time.Duration{}
	for w, parts := range byWay { // order-free: a sum of durations
		busy[w.kind] += outbox.Busy(parts, d.perSecond(w.kind, w.door))
	}
	for r, parts := range byRun { // order-free: the longest counts
		busy[r.kind] = max(busy[r.kind], outbox.Busy(parts, r.pace))
	}
	now := d.clock.Now()
	for kind, long := range busy { // order-free: one channel does not touch another
		if long > 0 {
			d.free[kind] = now.Add(long)
		}
	}
}
