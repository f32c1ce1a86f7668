package node

import (
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain/delivery"
	"tocsin/projections/outbox"
)

// inFlightUnasked bounds what is in flight on a channel that can neither drop a repeat nor be asked: a crash parks it all.
const inFlightUnasked = 16

// room is how many notices of each kind of channel may be tried at this step.
type room struct {
	d    *Dispatcher
	now  time.Time
	left map[string]int
}

func (d *Dispatcher) room() room { return room{d: d, now: d.clock.Now(), left: map[string]int{}} }

// of is how many notices may still be tried on a kind of channel, by its pace and its concurrency.
func (r room) of(kind string) int {
	left, known := r.left[kind]
	if known {
		return left
	}
	ch := r.d.door(kind)
	inFlight, _, _, ok := r.d.queue.Pace(kind)
	if ch != nil && ok && !r.d.free[kind].After(r.now) {
		if left = r.d.bounded(kind, max(inFlight, 1)); ch.Capability().Repeat == channels.None {
			left = min(left, inFlightUnasked)
		}
	}
	r.left[kind] = left
	return left
}

// take uses up a place, if there is one.
func (r room) take(kind string) bool {
	if r.of(kind) == 0 {
		return false
	}
	r.left[kind]--
	return true
}

// choose takes as many notices as there is room for, oldest first; and lists apart those whose text the person has, or
// may have, by another batch already.
func (d *Dispatcher) choose() (chosen, twice []outbox.Ref) {
	room, keys := d.room(), map[string]bool{}
	for _, s := range d.queue.Open() {
		b := d.agenda[s]
		if !room.forAny(b.kinds) {
			continue
		}
		for _, ref := range b.work.Try {
			batch := d.queue.Batch(s)
			kind, key := batch.State.Item(ref.I).Channel, outbox.Key(batch, ref.I)
			if room.of(kind) == 0 || keys[key] || !d.queue.MayTry(ref, room.now) {
				continue
			}
			if d.told(ref, key) {
				twice = append(twice, ref)
				continue
			}
			keys[key] = true
			room.take(kind)
			chosen = append(chosen, ref)
		}
	}
	return chosen, twice
}

func (r room) forAny(kinds map[string]bool) bool {
	for kind := range kinds { // order-free: any will do
		if r.of(kind) > 0 {
			return true
		}
	}
	return false
}

// told tells whether another batch has brought this text to the person, as far as anybody knows.
func (d *Dispatcher) told(ref outbox.Ref, key string) bool {
	other, known := d.queue.Find(key)
	if !known || other == ref || d.queue.Batch(other.Stream) == nil {
		return false
	}
	state := d.queue.Batch(other.Stream).State.Item(other.I).State
	return state.Sent() || state == delivery.ItemParked
}
