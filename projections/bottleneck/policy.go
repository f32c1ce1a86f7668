package bottleneck

import (
	"maps"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/demand"
	"tocsin/domain/lever"
	"tocsin/domain/playbook"
	"tocsin/projections/forecast"
)

// Policy tells when the bottleneck of a brand moves: when another stage is the busiest in as many intervals in a row as a
// gap must last before people are called. It says so only where the playbook sets levers.
type Policy struct {
	*Bottleneck
	desk     *forecast.Forecast // knows who is there, and is told of nothing else
	assessed time.Time
	latest   time.Time
	streak   map[string]streak // by brand
}

// streak is in how many intervals in a row a stage was the busiest.
type streak struct {
	stage string
	n     int
}

// NewPolicy gives the policy with an empty fold.
func NewPolicy() *Policy {
	return &Policy{Bottleneck: New(), desk: forecast.New(), streak: map[string]streak{}}
}

// Name is part of the key of its requests.
func (p *Policy) Name() string { return "bottleneck" }

// Wants lists what both folds read.
func (p *Policy) Wants() []domain.Event {
	return append(p.Bottleneck.Wants(), callout.Raised{}, callout.WaveStarted{}, callout.Accepted{}, callout.Filled{}, callout.Unfilled{},
		callout.MemberReleased{}, lever.Proposed{}, lever.Pulled{}, lever.Released{})
}

// Apply folds one record.
func (p *Policy) Apply(r domain.Recorded) {
	p.Bottleneck.Apply(r)
	switch r.Event.(type) {
	case playbook.Adopted, callout.Event, lever.Event: // it asks for nothing else, and need not remember everybody who was told
		p.desk.Apply(r)
	}
	if r.Meta.RecordedAt.After(p.latest) {
		p.latest = r.Meta.RecordedAt
	}
}

// React has nothing to say: bottlenecks are looked for on the grid alone.
func (p *Policy) React(domain.Recorded) []domain.Request { return nil }

// Next is the next instant of the grid, while there is work or a bottleneck.
func (p *Policy) Next() (time.Time, bool) {
	step := p.Rules.Forecast.Interval
	if !p.Rules.Levers.Set() || step <= 0 || !p.busy() {
		return time.Time{}, false
	}
	from := p.assessed
	if p.latest.After(from) {
		from = p.latest
	}
	if on := from.Truncate(step); on.Equal(from) && on.After(p.assessed) {
		return on, true // a record that falls on the grid does not put it off
	}
	return from.Truncate(step).Add(step), true
}

func (p *Policy) busy() bool {
	for _, b := range p.Brands { // order-free: any
		if b.Moved != "" {
			return true
		}
		for _, s := range b.Stages { // order-free: any
			if s.Open > 0 {
				return true
			}
		}
	}
	return false
}

// Due looks at every brand at the last instant of the grid that has come.
func (p *Policy) Due(now time.Time) (asked []domain.Request) {
	step := p.Rules.Forecast.Interval
	if !p.Rules.Levers.Set() || step <= 0 {
		return nil
	}
	at := now.Truncate(step)
	if !at.After(p.assessed) {
		return nil
	}
	p.assessed = at
	p.roll(at)
	for _, name := range slices.Sorted(maps.Keys(p.Brands)) {
		b, worst := p.Brands[name], Busiest(p.Loads(name, p.desk.People(name, at), at), p.Rules.Levers.BottleneckFrom)
		s := p.streak[name]
		if s.stage != worst.Stage || s.n == 0 {
			s = streak{stage: worst.Stage}
		}
		s.n++
		p.streak[name] = s
		if worst.Stage == b.Moved || s.n < p.Rules.Forecast.GapAssessments || b.Cause == "" {
			continue
		}
		asked = append(asked, domain.Request{
			To: demand.Stream(name), Cause: b.Cause, Step: "move/" + at.UTC().Format(time.RFC3339), NotAfter: at.Add(step),
			Command: demand.MoveBottleneck{BottleneckMoved: demand.BottleneckMoved{
				Brand: name, From: b.Moved, To: worst.Stage, Utilisation: worst.Utilisation, At: at,
			}},
		})
	}
	return asked
}

var _ domain.Policy = (*Policy)(nil)
