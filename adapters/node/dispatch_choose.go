package node

import (
	"maps"
	"slices"
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
	for _, b := range d.agenda.open {
		if !room.forAny(b.kinds) {
			if !room.forAny(slices.Collect(maps.Keys(d.agenda.kinds))) { // order-free: any will do
				break
			}
			continue
		}
		for _, ref := range b.work.Try {
			kind := b.of.State.Item(ref.I).Channel
			if room.of(kind) == 0 || !d.queue.MayTry(ref, room.now) {
				continue
			}
			key := outbox.Key(b.of, ref.I)
			if keys[key] {
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

func (r room) forAny(kinds []string) bool {
	return slices.ContainsFunc(kinds, func(kind string) bool { return r.of(kind) > 0 })
}

// told tells whether another batch has brought this text to the person, as far as anybody knows.
func (d *Dispatcher) told(ref outbox.Ref, key string) bool {
	other, known := d.queue.Find(key)
	if !known || other == ref || d.queue.Batch(other.Stream) == nil {
		return false
	}
	state := d.queue.Batch(other.Stream).ItemState(other.I)
	return state.Sent() || state == delivery.ItemParked
}
