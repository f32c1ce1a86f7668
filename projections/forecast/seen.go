package forecast

import (
	"time"

	"tocsin/domain/staffing"
)

// Seen is what has come, and what was expected, since the people of some incident began to ask. From the two the
// forecast learns by how much its assumptions are off.
type Seen struct {
	Since    time.Time `json:"since,omitzero"` // when it began; zero: no incident is on
	Contacts int       `json:"contacts"`
	Expected float64   `json:"expected"`         // from incidents, by the assumptions of each time
	Until    time.Time `json:"until,omitzero"`   // Expected reaches to here
	Learns   bool      `json:"learns,omitempty"` // what was usual before is known, so that it can be told from the rest
}

// begin notes that people begin to ask, unless others still do.
func (f *Forecast) begin(b *Brand, at time.Time) {
	if b.Seen.Since.IsZero() && b.live(f.Rules.Forecast, at) {
		_, hours := b.mean(hourOf(at)-week, hourOf(at))
		b.Seen = Seen{Since: at, Until: at, Learns: hours >= day && f.Rules.Forecast.EpisodeWeight > 0}
	}
}

// settle carries the expectation on to an instant, before what it rests on changes. It ends when nobody is left to ask.
func (f *Forecast) settle(b *Brand, at time.Time) {
	if b.Seen.Since.IsZero() || !at.After(b.Seen.Until) {
		return
	}
	for _, id := range b.sortedIncidents() {
		w := b.Incidents[id]
		more := float64(b.Levers.left() * w.contacts(f.Rules.Forecast, b.Seen.Until, at))
		if b.Seen.Expected += more; b.Seen.Learns {
			w.Expected += more
		}
	}
	b.Seen.Until = at
	if !b.live(f.Rules.Forecast, at) {
		b.Seen = Seen{}
	}
}

func (f *Forecast) settleAll(at time.Time) {
	for _, b := range f.Brands { // order-free: each for itself
		f.settle(b, at)
	}
}

// kappa is by how much contacts exceed what was assumed. Without an incident there is nothing to learn from.
func (f *Forecast) kappa(b *Brand, now time.Time) staffing.Kappa {
	rules := f.Rules.Forecast
	if b.Seen.Since.IsZero() || !b.live(rules, now) {
		return staffing.Learn(rules.GammaShape, 0, 0)
	}
	expected := b.Seen.Expected + float64(b.Levers.left()*b.fromIncidents(rules, b.Seen.Until, now)) + float64(b.usual(now)*now.Sub(b.Seen.Since).Hours())
	return staffing.Learn(rules.GammaShape, float64(b.Seen.Contacts), expected)
}

const (
	// week is how many hours of contacts make the usual rate.
	week = 24 * 7
	// day is how many hours there must be without an incident, or the rate is taken over all hours.
	day = 24
)

func hourOf(t time.Time) int64 { return t.Unix() / 3600 }

// usual is the mean number of contacts per hour over the last week, as far as there is one, and without the hours since
// an incident began, as long as a day remains: what it brings must not look usual.
func (b *Brand) usual(now time.Time) float64 {
	if since := b.Seen.Since; !since.IsZero() {
		if mean, hours := b.mean(hourOf(now)-week, hourOf(since)); hours >= day {
			return mean
		}
	}
	mean, _ := b.mean(hourOf(now)-week, hourOf(now))
	return mean
}

// mean is the contacts per hour from the first hour in which there were any, and over how many hours.
func (b *Brand) mean(from, to int64) (mean float64, hours int64) {
	sum, first := 0, to
	for hour, n := range b.Hours { // order-free: a sum and a minimum of integers
		if hour >= from && hour < to {
			sum += n
			first = min(first, hour)
		}
	}
	if first >= to {
		return 0, 0
	}
	return float64(sum) / float64(to-first), to - first
}
