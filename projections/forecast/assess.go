package forecast

import (
	"math"
	"time"

	"tocsin/domain/detect"
	"tocsin/domain/playbook"
)

// Assessment is demand against capacity at one instant.
type Assessment struct {
	Brand    string    `json:"brand"`
	At       time.Time `json:"at"`
	StartBy  time.Time `json:"start_by"` // when people called now would be there
	Expected float64   `json:"expected"` // contacts in the reply window from StartBy on
	Backlog  float64   `json:"backlog"`  // threads that will wait then
	Need     int       `json:"need"`     // people, to answer within the announced time
	Capacity int       `json:"capacity"` // people who will be there
}

// Gap is how many people are missing.
func (a Assessment) Gap() int { return max(0, a.Need-a.Capacity) }

// Assess compares demand and capacity of a brand for the time at which people called at now would start. Messages are no
// telephone calls: work may wait for the announced reply time, so the desk is a fluid backlog and not an Erlang queue.
func (f *Forecast) Assess(brand string, now time.Time) Assessment {
	b, rules := f.brand(brand), f.Rules
	a := Assessment{Brand: brand, At: now, StartBy: now.Add(rules.Callout.LeadTime)}
	reply := rules.Desk.ReplyWithin
	served := float64(b.people(rules, now)) * rules.Callout.LeadTime.Seconds() / rules.Desk.HandlingS
	a.Backlog = max(0, float64(b.Backlog)+f.inbound(b, now, a.StartBy)-served)
	a.Expected = f.inbound(b, a.StartBy, a.StartBy.Add(reply))
	work := (a.Backlog + a.Expected) * rules.Desk.HandlingS
	a.Need = int(math.Ceil(work / (reply.Seconds() * rules.Desk.Occupancy)))
	a.Capacity = b.people(rules, a.StartBy)
	return a
}

// people is who sits at the desk at an instant, or is on the way to be there by then.
func (b *Brand) people(rules playbook.Playbook, at time.Time) int {
	n := rules.Desk.Agents
	for _, s := range b.Shifts { // order-free: a sum of integers
		if !at.Before(s.From) && at.Before(s.Until) {
			n += s.People
		}
	}
	return n
}

// inbound is how many contacts are expected between two instants: the usual ones, and those of each incident along its
// contact curve, fewer from people who were told.
func (f *Forecast) inbound(b *Brand, from, to time.Time) float64 {
	rules := f.Rules.Forecast
	sum := b.usual(from) * to.Sub(from).Hours()
	for _, w := range b.waves() {
		told := float64(w.Informed)
		contacts := (float64(w.Affected)-told)*rules.ContactUninformed + told*rules.ContactInformed
		sum += contacts * (curve(rules, to.Sub(w.Since)) - curve(rules, from.Sub(w.Since)))
	}
	return sum
}

// curve is the share of an incident's contacts that have come by so long after it: a mixture of exponentials.
func curve(rules playbook.Forecast, since time.Duration) float64 {
	if since <= 0 {
		return 0
	}
	share := 0.0
	for m, weight := range rules.CurveWeights {
		share += weight * -detect.Expm1(-since.Hours()/rules.CurveTausH[m])
	}
	return share
}

// week is how many hours of messages make the usual rate.
const week = 24 * 7

// usual is the mean number of messages per hour over the last week, as far as there is one.
func (b *Brand) usual(now time.Time) float64 {
	this := now.Unix() / 3600
	sum, first := 0, this
	for hour, n := range b.Hours { // order-free: a sum and a minimum of integers
		if hour >= this-week && hour < this {
			sum += n
			first = min(first, hour)
		}
	}
	if first == this {
		return 0
	}
	return float64(sum) / float64(this-first)
}
