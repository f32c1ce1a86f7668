package forecast

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/crisis"
	"tocsin/domain/lever"
)

// LeverPolicy widens the desk when it is the bottleneck: gap by gap it proposes the next lever with what it would do, pulls
// those that the playbook lets it pull, and releases with what was measured when the desk does without. The reserve is
// called by Policy for what is left; here it only becomes a lever that is told and measured.
type LeverPolicy struct {
	*Forecast
	assessed time.Time
	latest   time.Time
	home     string         // brand whose cell stood down last
	gaps     map[string]int // brand -> assessments in a row with a gap
	calm     map[string]int // brand/lever -> assessments in a row without need of it
}

// NewLeverPolicy gives the policy with an empty fold.
func NewLeverPolicy() *LeverPolicy {
	return &LeverPolicy{Forecast: New(), gaps: map[string]int{}, calm: map[string]int{}}
}

// Name is part of the key of its requests.
func (p *LeverPolicy) Name() string { return "levers" }

// Apply folds one record.
func (p *LeverPolicy) Apply(r domain.Recorded) {
	if _, over := r.Event.(crisis.StoodDown); over {
		p.home = p.Crisis[r.Stream.Name()]
	}
	p.Forecast.Apply(r)
	p.latest = later(p.latest, r.Meta.RecordedAt)
}

// React makes a call-out a lever, and gives everything back when the cell stands down.
func (p *LeverPolicy) React(r domain.Recorded) (asked []domain.Request) {
	if !p.Rules.Levers.Set() {
		return nil
	}
	switch e := r.Event.(type) {
	case callout.Raised:
		if p.Brands[e.Brand].Levers.On[lever.Reserve] != nil {
			return nil
		}
		params := lever.Params{CalloutID: r.Stream.Name()}
		for _, need := range e.Need {
			params.People += need.Count
		}
		asked = append(asked, p.pull(e.Brand, r.ID.String(), "callout", lever.Pulled{
			Lever: lever.Reserve, Params: params, Owner: "call_out", Until: e.EndBy,
			Predicted: p.predictReserve(e.Brand, r.Meta.RecordedAt, r.Stream.Name()),
		}, r.Meta.RecordedAt))
	case crisis.StoodDown:
		name := p.home // whose cell it was
		if b := p.Brands[name]; b != nil {
			for _, number := range slices.Sorted(maps.Keys(b.Levers.On)) {
				asked = append(asked, p.release(name, number, r.ID.String(), "the cell stands down", r.Meta.RecordedAt))
			}
		}
	}
	return asked
}

// Next is the next instant of the grid, while a lever is in force or a desk may need one.
func (p *LeverPolicy) Next() (time.Time, bool) {
	if !p.Rules.Levers.Set() || p.Rules.Forecast.Interval <= 0 || !p.busy(later(p.assessed, p.latest)) {
		return time.Time{}, false
	}
	return nextOnGrid(p.assessed, p.latest, p.Rules.Forecast.Interval), true
}

func (p *LeverPolicy) busy(now time.Time) bool {
	for _, b := range p.Brands { // order-free: any
		if b.live(p.Rules.Forecast, now) || b.Backlog > p.Rules.Desk.Agents || len(b.Levers.On) > 0 {
			return true
		}
	}
	return false
}

// Due looks at every desk at the last instant of the grid that has come.
func (p *LeverPolicy) Due(now time.Time) (asked []domain.Request) {
	if !p.Rules.Levers.Set() || p.Rules.Forecast.Interval <= 0 {
		return nil
	}
	at := now.Truncate(p.Rules.Forecast.Interval)
	if !at.After(p.assessed) {
		return nil
	}
	p.assessed = at
	for _, name := range p.sortedBrands() {
		asked = append(asked, p.releases(name, at)...)
		a := p.Assess(name, at)
		if p.gaps[name]++; a.Gap() == 0 || p.Brands[name].Cause == "" {
			delete(p.gaps, name)
		}
		if p.gaps[name] >= max(1, p.Rules.Forecast.GapAssessments-1) { // before the reserve is called for what is left
			asked = append(asked, p.next(name, a, at)...)
		}
	}
	return asked
}

// next proposes the lever that comes next, or pulls it: first what spares customers and colleagues, last what asks
// customers to wait.
func (p *LeverPolicy) next(brand string, a Assessment, at time.Time) []domain.Request {
	b := p.Brands[brand]
	for _, number := range []int{lever.SelfService, lever.Duties, lever.Experts, lever.ReplyTime} {
		params, ok := p.params(brand, number, a)
		proposed, open := b.Levers.Proposed[number]
		if !ok || b.Levers.On[number] != nil || open && at.Before(proposed.Add(lever.ProposalStands)) {
			continue
		}
		until := time.Time{}
		if number == lever.ReplyTime || number == lever.Duties {
			until = at.Add(p.Rules.Levers.Lasts)
		}
		predicted := p.Predict(brand, at, number, params, until)
		if slices.Contains(p.Rules.Levers.Pull, number) {
			return []domain.Request{p.pull(brand, b.Cause, stepAt(number, at), lever.Pulled{
				Lever: number, Params: params, Owner: p.Name(), Predicted: predicted, Until: until,
			}, at)}
		}
		return []domain.Request{{
			To: lever.Stream(brand), Cause: b.Cause, Step: "propose/" + stepAt(number, at), NotAfter: at.Add(p.Rules.Forecast.Interval),
			Command: lever.Propose{Proposed: lever.Proposed{
				Lever: number, Brand: brand, CrisisID: b.CrisisID, Stage: "desk", Params: params, Predicted: predicted, At: at,
				Reason: fmt.Sprintf("%d people needed, %d there", a.Need, a.Capacity),
			}},
		}}
	}
	return nil
}

// params says how far a lever would be pulled; ok is false if the playbook has none, or nothing to rest it on.
func (p *LeverPolicy) params(brand string, number int, a Assessment) (params lever.Params, ok bool) {
	l := p.Rules.Levers
	switch number {
	case lever.SelfService:
		params.Share = l.SelfService
		return params, l.SelfService > 0
	case lever.Duties:
		if len(l.Duties) == 0 {
			return params, false
		}
		params.Duty, params.People = l.Duties[0].Name, l.Duties[0].People
		return params, true
	case lever.Experts:
		params.People = l.Experts
		return params, l.Experts > 0
	case lever.ReplyTime:
		if _, surge := p.surge(brand); !surge {
			return params, false
		}
		for _, t := range l.ReplyTimes { // the shortest with which those who are there suffice, else the longest
			params.ReplyTimeS = t.Seconds()
			if d := p.Predict(brand, a.At, number, params, a.At.Add(l.Lasts)).With; d.Need <= d.Capacity {
				break
			}
		}
		return params, len(l.ReplyTimes) > 0
	}
	return params, false
}

// surge cites an open surge of a brand, the first by name.
func (p *LeverPolicy) surge(brand string) (domain.Evidence, bool) {
	for _, stream := range slices.Sorted(maps.Keys(p.Surges)) {
		if s := p.Surges[stream]; s.Brand == brand {
			return domain.Evidence{Fact: "surge.detected", Value: stream.Name(), Position: s.Position}, true
		}
	}
	return domain.Evidence{}, false
}

func (p *LeverPolicy) pull(brand, cause, step string, e lever.Pulled, at time.Time) domain.Request {
	e.Brand, e.At = brand, at
	command := lever.Pull{Pulled: e}
	if evidence, open := p.surge(brand); open {
		command.Evidence = []domain.Evidence{evidence}
	}
	return domain.Request{To: lever.Stream(brand), Cause: cause, Step: "pull/" + step, Command: command}
}

// releases ends levers whose time is over, and those without which the desk has done for several assessments.
func (p *LeverPolicy) releases(brand string, at time.Time) (asked []domain.Request) {
	b := p.Brands[brand]
	for _, number := range slices.Sorted(maps.Keys(b.Levers.On)) {
		on, key := b.Levers.On[number], brand+"/"+strconv.Itoa(number)
		if until := on.Pulled.Until; !until.IsZero() && !at.Before(until) {
			asked = append(asked, p.release(brand, number, on.ID, "its time is over", at))
			continue
		}
		if number == lever.Reserve {
			continue // it ends with the shift
		}
		if d := p.without(brand, at, number); d.Need > d.Capacity {
			delete(p.calm, key)
			continue
		}
		if p.calm[key]++; p.calm[key] >= p.Rules.Forecast.GapAssessments {
			delete(p.calm, key)
			asked = append(asked, p.release(brand, number, on.ID, "the desk does without it", at))
		}
	}
	return asked
}

func (p *LeverPolicy) release(brand string, number int, cause, reason string, at time.Time) domain.Request {
	measured, _ := p.Measure(brand, number, at)
	return domain.Request{
		To: lever.Stream(brand), Cause: cause, Step: "release/" + stepAt(number, at),
		Command: lever.Release{Lever: number, By: p.Name(), Reason: reason, Measured: measured, At: at},
	}
}

func stepAt(number int, at time.Time) string {
	return strconv.Itoa(number) + "/" + at.UTC().Format(time.RFC3339)
}

var _ domain.Policy = (*LeverPolicy)(nil)
