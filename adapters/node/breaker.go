package node

import (
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain"
	"tocsin/domain/delivery"
)

// A provider that fails is left alone for a while, if there is another one for the same kind of channel. All of it is
// folded from the log, so that a node that starts again goes on with the same provider.
const (
	breakerFaults = 20               // so many in a row, or so many
	breakerWithin = time.Minute      // within this time, when they are
	breakerShare  = 0.25             // this share of all: the breaker opens
	breakerRests  = 15 * time.Minute // then the provider is tried again,
	breakerTrial  = 20               // with no more than this at a time, until so many have come through
	breakerDoubt  = 5                // meanwhile so many faults are enough
)

// line is two providers of one kind of channel: the second stands by.
type line struct {
	first, second channels.Channel
	recent        []tally // of the first, oldest first
	row           int     // faults in a row
	until         time.Time
	trial         bool // the first has rested and must prove itself
	proven        int
}

// tally is what came of tries that were recorded together.
type tally struct {
	batch     domain.StreamID
	at        time.Time
	good, bad int
}

// StandBy gives a kind of channel a second provider.
func (d *Dispatcher) StandBy(kind string, second channels.Channel) {
	d.lines[kind] = &line{first: d.channels[kind], second: second}
}

// open tells whether the first provider is left alone.
func (l *line) open(now time.Time) bool { return l != nil && l.until.After(now) }

// outcome notes what became of a try by the first provider. Of tries that are recorded together the good come first,
// whatever their order was: faults beside them are not in a row.
func (l *line) outcome(batch domain.StreamID, fault bool, now time.Time) {
	if l.open(now) {
		return // sent before it opened
	}
	for len(l.recent) > 0 && now.Sub(l.recent[0].at) > breakerWithin {
		l.recent = l.recent[1:]
	}
	last := len(l.recent) - 1
	if last < 0 || l.recent[last].batch != batch || !l.recent[last].at.Equal(now) {
		l.recent, last = append(l.recent, tally{batch: batch, at: now}), last+1
	}
	if t := &l.recent[last]; fault {
		t.bad++
		if t.good == 0 {
			l.row++
		}
	} else {
		t.good++
		l.row = 0
		l.proven++
	}
	l.judge(now)
}

func (l *line) judge(now time.Time) {
	good, bad, limit := 0, 0, breakerFaults
	for _, t := range l.recent {
		good, bad = good+t.good, bad+t.bad
	}
	if l.trial {
		limit = breakerDoubt
	}
	switch {
	case l.row >= limit, bad >= limit && float64(bad) >= breakerShare*float64(good+bad):
		*l = line{first: l.first, second: l.second, until: now.Add(breakerRests), trial: true}
	case l.proven >= breakerTrial:
		l.trial = false
	}
}

// noteOutcomes tells the breakers what became of tries.
func (d *Dispatcher) noteOutcomes(stream domain.StreamID, b *batch, e delivery.Event, now time.Time) {
	mark := func(i int, fault bool) {
		t := b.try(i)
		if l := d.lines[t.channel]; l != nil && t.provider == l.first.Name() {
			l.outcome(stream, fault, now)
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
