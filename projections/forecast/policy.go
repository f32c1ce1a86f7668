package forecast

import (
	"fmt"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
)

// Policy calls people out: when several assessments in a row, on a fixed grid, find fewer people than are needed by the
// time that people called now could start, it asks for exactly the missing ones, by language.
type Policy struct {
	*Forecast
	assessed time.Time      // grid instants up to here are done
	latest   time.Time      // the latest recorded at so far
	gaps     map[string]int // brand -> assessments in a row with a gap
}

// NewPolicy gives the policy with an empty fold.
func NewPolicy() *Policy { return &Policy{Forecast: New(), gaps: map[string]int{}} }

// Name is part of the key of its requests.
func (p *Policy) Name() string { return "call_out" }

// Apply folds one record. Gaps are counted by Due and not by records: after a restart they are counted anew, which
// delays a call by as many assessments and doubles none, for who is on the way is folded.
func (p *Policy) Apply(r domain.Recorded) {
	p.Forecast.Apply(r)
	p.latest = later(p.latest, r.Meta.RecordedAt)
	if e, ok := r.Event.(callout.Raised); ok {
		delete(p.gaps, e.Brand)
	}
}

// React has nothing to say: people are called on the grid alone.
func (p *Policy) React(domain.Recorded) []domain.Request { return nil }

// Next is the next instant of the grid, while anything is going on.
func (p *Policy) Next() (time.Time, bool) {
	if p.Rules.Forecast.Interval <= 0 || !p.busy(later(p.assessed, p.latest)) {
		return time.Time{}, false
	}
	return nextOnGrid(p.assessed, p.latest, p.Rules.Forecast.Interval), true
}

// nextOnGrid is the next instant of a grid that has not been assessed. A record that falls on it must not put it off:
// whoever records something at each of them would keep the desk from ever being looked at.
func nextOnGrid(assessed, latest time.Time, step time.Duration) time.Time {
	if on := latest.Truncate(step); on.Equal(latest) && on.After(assessed) {
		return on
	}
	return later(assessed, latest).Truncate(step).Add(step)
}

// busy tells whether any desk has an incident whose people may still ask, or a backlog above what it clears in time.
func (p *Policy) busy(now time.Time) bool {
	for _, b := range p.Brands { // order-free: any
		if b.live(p.Rules.Forecast, now) || b.Backlog > p.Rules.Desk.Agents {
			return true
		}
	}
	return false
}

// Due assesses every brand at the last instant of the grid that has come.
func (p *Policy) Due(now time.Time) (asked []domain.Request) {
	if p.Rules.Forecast.Interval <= 0 {
		return nil
	}
	at := now.Truncate(p.Rules.Forecast.Interval)
	if !at.After(p.assessed) {
		return nil
	}
	p.assessed = at
	for _, name := range p.sortedBrands() {
		b, a := p.Brands[name], p.Foresee(name, at)
		if a.Gap() == 0 || b.Cause == "" || !p.exceptional(name, at) {
			delete(p.gaps, name)
			continue
		}
		p.gaps[name]++
		if p.gaps[name] >= p.Rules.Forecast.GapAssessments {
			asked = append(asked, p.raise(b, a)...)
		}
	}
	return asked
}

// raise asks for the missing people, at most as many as one call-out may have.
func (p *Policy) raise(b *Brand, a Assessment) []domain.Request {
	rules := p.Rules
	gap := min(a.Gap(), rules.Callout.MaxPeople)
	need := split(gap, rules.Desk)
	if len(need) == 0 {
		return nil
	}
	id := domain.DeriveID("callout", a.Brand, a.At.UTC().Format(time.RFC3339))
	return []domain.Request{{
		To: callout.Stream(id), Cause: b.Cause, Step: "raise/" + a.At.UTC().Format(time.RFC3339),
		NotAfter: a.At.Add(rules.Forecast.Interval),
		Command: callout.Raise{Raised: callout.Raised{
			CrisisID: b.CrisisID, Brand: a.Brand, Need: need, StartBy: a.StartBy,
			EndBy: a.StartBy.Add(rules.Callout.Shift), AckWithinS: rules.Callout.AckWithin.Seconds(), Gap: gap,
			Reason: fmt.Sprintf("%.0f contacts expected within %s, %.0f waiting: %d people needed, %d there",
				a.Expected, rules.Desk.ReplyWithin, a.Backlog, a.Need, a.Capacity),
		}},
	}}
}

var _ domain.Policy = (*Policy)(nil)
