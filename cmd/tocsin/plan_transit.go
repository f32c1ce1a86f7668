package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"tocsin/adapters/channels"
	"tocsin/adapters/node"
)

// transit is a slow line to the provider: now and then a notice is given no answer and arrives minutes later, and until
// then nobody can tell what became of it. It outlives the nodes.
type transit struct {
	clock  node.Clock
	chance *rand.Rand
	share  float64 // of the notices that are held up
	queue  []heldUp
}

// heldUp is one notice on the line.
type heldUp struct {
	arrives time.Time
	door    channels.Channel
	what    channels.Delivery
}

var errInTransit = errors.New("simulated line: no answer yet")

// Step brings in what arrives.
func (t *transit) Step(ctx context.Context) (worked bool, err error) {
	for len(t.queue) > 0 && !t.queue[0].arrives.After(t.clock.Now()) {
		h := t.queue[0]
		t.queue, worked = t.queue[1:], true
		h.what.Now = t.clock.Now()
		_, _ = h.door.Send(ctx, h.what) // nobody waits for this answer any more
	}
	return worked, nil
}

// Next is the next arrival.
func (t *transit) Next() (time.Time, bool) {
	if len(t.queue) == 0 {
		return time.Time{}, false
	}
	return t.queue[0].arrives, true
}

// slow puts the line before a door that can be asked; the others answer at once.
func (t *transit) slow(door channels.Channel) channels.Channel {
	if asked, ok := door.(askable); ok && t.share > 0 {
		return slowDoor{asked, t}
	}
	return door
}

// askable is a door of the sandbox that can be asked what became of a notice.
type askable interface {
	channels.Channel
	channels.Inbox
	channels.Tracker
}

type slowDoor struct {
	askable
	line *transit
}

// Send holds some up.
func (d slowDoor) Send(ctx context.Context, what channels.Delivery) (channels.Receipt, error) {
	if d.line.chance.Float64() >= d.line.share {
		return d.askable.Send(ctx, what)
	}
	d.line.queue = append(d.line.queue, heldUp{arrives: what.Now.Add(minutes(d.line.chance, 1, 25)), door: d.askable, what: what})
	slices.SortStableFunc(d.line.queue, func(a, b heldUp) int { return a.arrives.Compare(b.arrives) })
	return channels.Receipt{}, errInTransit
}

// Status cannot tell of what is on the line.
func (d slowDoor) Status(ctx context.Context, key string) (channels.Status, error) {
	if slices.ContainsFunc(d.line.queue, func(h heldUp) bool { return h.what.Key == key }) {
		return channels.Status{}, errInTransit
	}
	return d.askable.Status(ctx, key)
}
