package forecast

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/playbook"
)

// Policy calls people out: when several assessments in a row, on a fixed grid, find fewer people than are needed by the
// time that people called now could start, it asks for exactly the missing ones, by language.
type Policy struct {
	*Forecast
	assessed time.Time // grid instants up to here are done
	latest   time.Time // recorded at of the last record
}

// NewPolicy gives the policy with an empty fold.
func NewPolicy() *Policy { return &Policy{Forecast: New()} }

// Name is part of the key of its requests.
func (p *Policy) Name() string { return "call_out" }

// Apply folds one record.
func (p *Policy) Apply(r domain.Recorded) {
	p.Forecast.Apply(r)
	p.latest = r.Meta.RecordedAt
}

// React has nothing to say: people are called on the grid alone.
func (p *Policy) React(domain.Recorded) []domain.Request { return nil }

// Next is the next instant of the grid, while anything is going on.
func (p *Policy) Next() (time.Time, bool) {
	if p.Rules.Forecast.Interval <= 0 || !p.busy() {
		return time.Time{}, false
	}
	from := p.assessed
	if p.latest.After(from) {
		from = p.latest
	}
	return from.Truncate(p.Rules.Forecast.Interval).Add(p.Rules.Forecast.Interval), true
}

// busy tells whether any desk has an incident whose people may still ask, or a backlog above what it clears in time.
func (p *Policy) busy() bool {
	for _, b := range p.Brands { // order-free: any
		for _, w := range b.Incidents { // order-free: any
			if w.Affected > 0 && p.latest.Sub(w.Since) < p.Rules.Forecast.Horizon {
				return true
			}
		}
		if b.Backlog > p.Rules.Desk.Agents {
			return true
		}
	}
	return false
}

// Due assesses every brand at the last instant of the grid that has come.
func (p *Policy) Due(now time.Time) (asked []domain.Request) {
	at := now.Truncate(p.Rules.Forecast.Interval)
	if !at.After(p.assessed) {
		return nil
	}
	p.assessed = at
	for _, name := range p.sortedBrands() {
		b := p.Brands[name]
		a := p.Assess(name, at)
		if a.Gap() == 0 || b.Cause == "" {
			b.Gaps = 0
			continue
		}
		if b.Gaps++; b.Gaps >= p.Rules.Forecast.GapAssessments {
			asked = append(asked, p.raise(b, a))
		}
	}
	return asked
}

// raise asks for the missing people, at most as many as one call-out may have.
func (p *Policy) raise(b *Brand, a Assessment) domain.Request {
	rules := p.Rules
	gap := min(a.Gap(), rules.Callout.MaxPeople)
	id := domain.DeriveID("callout", a.Brand, a.At.UTC().Format(time.RFC3339))
	return domain.Request{
		To: callout.Stream(id), Cause: b.Cause, Step: "raise/" + a.At.UTC().Format(time.RFC3339),
		NotAfter: a.At.Add(rules.Forecast.Interval),
		Command: callout.Raise{Raised: callout.Raised{
			CrisisID: b.CrisisID, Brand: a.Brand, Need: share(gap, rules.Desk), StartBy: a.StartBy,
			EndBy: a.StartBy.Add(rules.Callout.Shift), AckWithinS: rules.Callout.AckWithin.Seconds(), Gap: gap,
			Reason: fmt.Sprintf("%.0f contacts expected within %s, %.0f waiting: %d people needed, %d there",
				a.Expected, rules.Desk.ReplyWithin, a.Backlog, a.Need, a.Capacity),
		}},
	}
}

// share splits people over languages by their share of demand; the largest remainders get the rest, so that the sum is
// exact.
func share(people int, desk playbook.Desk) []callout.Need {
	type part struct {
		lang      string
		count     int
		remainder float64
	}
	var parts []part
	left, total := people, 0.0
	for _, l := range desk.Langs {
		total += l.Share
	}
	for _, l := range desk.Langs {
		exact := float64(people) * l.Share / total
		parts = append(parts, part{lang: l.Lang, count: int(exact), remainder: exact - float64(int(exact))})
		left -= int(exact)
	}
	slices.SortStableFunc(parts, func(x, y part) int { return cmp.Compare(y.remainder, x.remainder) })
	for k := range left {
		parts[k%len(parts)].count++
	}
	slices.SortStableFunc(parts, func(x, y part) int { return cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(x.lang, y.lang)) })
	var needs []callout.Need
	for _, q := range parts {
		if q.count > 0 {
			needs = append(needs, callout.Need{Skill: desk.Skill, Lang: q.lang, Count: q.count})
		}
	}
	return needs
}

var _ domain.Policy = (*Policy)(nil)
