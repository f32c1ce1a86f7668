package node

import (
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain/delivery"
)

// A provider that fails is left alone for a while, if there is another one for the same kind of channel. All of it is
// folded from the log, so that a node that starts again goes on with the same provider.
const (
	breakerFaults = 20               // so many of
	breakerWindow = 100              // the latest outcomes: the breaker opens
	breakerRests  = 15 * time.Minute // then the provider is tried again,
	breakerTrial  = 20               // with no more than this at a time, until so many have come through
)

// line is two providers of one kind of channel: the second stands by.
type line struct {
	first, second channels.Channel
	faults        []bool    // the latest outcomes of the first, oldest first
	until         time.Time // the second is used until then
	trial         bool      // the first has rested and must prove itself
}

// StandBy gives a kind of channel a second provider.
func (d *Dispatcher) StandBy(kind string, second channels.Channel) {
	d.lines[kind] = &line{first: d.channels[kind], second: second}
}

// open tells whether the first provider is left alone.
func (l *line) open(now time.Time) bool { return l != nil && l.until.After(now) }

// outcome notes what became of a try by the first provider.
func (l *line) outcome(fault bool, now time.Time) {
	if l.open(now) {
		return // sent before it opened
	}
	l.faults = append(l.faults, fault)
	if len(l.faults) > breakerWindow {
		l.faults = l.faults[1:]
	}
	n := 0
	for _, f := range l.faults {
		if f {
			n++
		}
	}
	limit := breakerFaults
	if l.trial {
		limit = breakerTrial / 4
	}
	switch {
	case n >= limit:
		l.until, l.trial, l.faults = now.Add(breakerRests), true, nil
	case l.trial && len(l.faults) >= breakerTrial:
		l.trial = false
	}
}

// noteOutcomes tells the breakers what became of tries.
func (d *Dispatcher) noteOutcomes(b *batch, e delivery.Event, now time.Time) {
	mark := func(i int, fault bool) {
		t := b.try(i)
		if l := d.lines[t.channel]; l != nil && t.provider == l.first.Name() {
			l.outcome(fault, now)
		}
	}
	switch e := e.(type) {
	case delivery.Accepted:
		for _, it := range e.Items {
			mark(it.I, false)
		}
	case delivery.Failed:
		for _, it := range e.Items {
			mark(it.I, it.Code == channels.Unavailable || it.Code == channels.Throttled)
		}
	case delivery.OutcomeUnknown:
		for _, it := range e.Items {
			mark(it.I, true)
		}
	case delivery.Requested, delivery.Suppressed, delivery.Attempted, delivery.Delivered, delivery.Read, delivery.Escalated,
		delivery.Unreachable, delivery.Expired, delivery.Parked:
	}
}

// door is the provider that a kind of channel goes by now.
func (d *Dispatcher) door(kind string) channels.Channel {
	if l := d.lines[kind]; l.open(d.clock.Now()) {
		return l.second
	}
	return d.channels[kind]
}

// doorOf is the provider by which a notice was tried last.
func (d *Dispatcher) doorOf(kind string, t *try) channels.Channel {
	if l := d.lines[kind]; l != nil && l.second.Name() == t.provider {
		return l.second
	}
	return d.channels[kind]
}

// doors lists every provider, the first of each kind before the second.
func (d *Dispatcher) doors() (all []channels.Channel) {
	for _, kind := range d.kinds() {
		all = append(all, d.channels[kind])
		if l := d.lines[kind]; l != nil {
			all = append(all, l.second)
		}
	}
	return all
}

// bounded is how many may be in flight by a door: few, while it must prove itself.
func (d *Dispatcher) bounded(kind string, n int) int {
	if l := d.lines[kind]; l != nil && l.trial && !l.open(d.clock.Now()) {
		return min(n, breakerTrial)
	}
	return n
}

// perSecond is how many parts a second go by a door: as the playbook says, and by the second no more than it takes.
func (d *Dispatcher) perSecond(kind string, ch channels.Channel) float64 {
	_, _, perSecond, _ := d.queue.Pace(kind)
	if l := d.lines[kind]; l != nil && ch == l.second && ch.Capability().PartsPerSecond > 0 {
		return min(perSecond, ch.Capability().PartsPerSecond)
	}
	return perSecond
}
