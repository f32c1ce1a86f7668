package bottleneck

import (
	"time"

	"tocsin/domain/playbook"
)

// Load is how busy one stage was in the last whole interval.
type Load struct {
	Stage       string  `json:"stage"`
	Came        int     `json:"came"`
	Open        int     `json:"open"`        // now
	OldestS     float64 `json:"oldest_s"`    // age of what has been open longest
	CanDo       float64 `json:"can_do"`      // in an interval
	Utilisation float64 `json:"utilisation"` // work there was in the interval, to work that can be done in it
}

// roll ends every interval that is over at an instant.
func (b *Bottleneck) roll(at time.Time) {
	step := b.Rules.Forecast.Interval
	if step <= 0 {
		return
	}
	begin := at.Truncate(step)
	if !begin.After(b.Grid) {
		return
	}
	whole := b.Grid.Equal(begin.Add(-step)) // else the interval before this one was empty
	b.Grid = begin
	for _, one := range b.Brands { // order-free: each for itself
		for _, s := range one.Stages { // order-free: each for itself
			s.Work, s.Came = s.Begin+s.Arrived, s.Arrived
			if !whole {
				s.Work, s.Came = s.Open, 0
			}
			s.Begin, s.Arrived = s.Open, 0
		}
	}
}

// Loads gives the stages of a brand at an instant, in the order of the work. How many people are at the desk is known to
// the forecast.
func (b *Bottleneck) Loads(brand string, people int, at time.Time) (loads []Load) {
	one := b.Brands[brand]
	if one == nil {
		return nil
	}
	oldest := b.oldest(brand, at)
	for _, stage := range order() {
		perS := b.perSecond(stage, people)
		if perS < 0 {
			continue
		}
		s := one.Stages[stage]
		l := Load{Stage: stage, Came: s.Came, Open: s.Open, OldestS: oldest[stage], CanDo: perS * b.Rules.Forecast.Interval.Seconds()}
		if l.CanDo > 0 {
			l.Utilisation = float64(s.Work) / l.CanDo
		}
		loads = append(loads, l)
	}
	return loads
}

// Busiest gives the stage that has the least capacity for its work, if it is a bottleneck at all.
func Busiest(loads []Load, from float64) (worst Load) {
	for _, l := range loads {
		if l.Utilisation >= from && l.Utilisation > worst.Utilisation {
			worst = l
		}
	}
	return worst
}

// perSecond is how much a stage can do; below 0 if the playbook does not say, or nobody is there.
func (b *Bottleneck) perSecond(stage string, people int) float64 {
	rules := b.Rules
	switch {
	case stage == Approval && rules.Levers.ApprovalS > 0:
		return 1 / rules.Levers.ApprovalS
	case stage == Outreach && rules.Outreach.PartsPerS > 0:
		return min(rules.Outreach.PartsPerS, ladderPace(rules))
	case stage == Desk && rules.Desk.HandlingS > 0 && people > 0:
		return float64(people) / rules.Desk.HandlingS
	case stage == Booking && rules.Levers.BookingS > 0:
		return 1 / rules.Levers.BookingS
	}
	return -1
}

// ladderPace is what the channels of the ladder take together.
func ladderPace(rules playbook.Playbook) (sum float64) {
	for _, kind := range rules.Outreach.Ladder {
		if c, ok := rules.Channel(kind); ok {
			sum += c.PartsPerS
		}
	}
	return sum
}

// oldest is the age, in seconds, of what has been open longest at each stage.
func (b *Bottleneck) oldest(brand string, at time.Time) map[string]float64 {
	ages := map[string]float64{}
	for _, job := range b.Jobs { // order-free: a maximum
		if job.Brand == brand {
			ages[job.Stage] = max(ages[job.Stage], at.Sub(job.Since).Seconds())
		}
	}
	return ages
}
