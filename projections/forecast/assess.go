package forecast

import (
	"time"

	"tocsin/domain/playbook"
	"tocsin/domain/staffing"
)

// Assessment is demand against capacity at one instant.
type Assessment struct {
	Brand    string         `json:"brand"`
	At       time.Time      `json:"at"`
	StartBy  time.Time      `json:"start_by"` // when people called now would be there
	Kappa    staffing.Kappa `json:"kappa"`    // by how much contacts exceed the assumptions so far
	Expected float64        `json:"expected"` // contacts in the reply window from StartBy on
	Backlog  float64        `json:"backlog"`  // threads that will wait then
	Need     int            `json:"need"`     // people, to answer within the announced time
	OnLines  int            `json:"on_lines"` // of these, for customers who wait on the line
	Capacity int            `json:"capacity"` // people who will be there
}

// Gap is how many people are missing.
func (a Assessment) Gap() int { return max(0, a.Need-a.Capacity) }

// Assess compares demand and capacity of a brand for the time at which people called at now would start: a peak that
// ends before they could come calls nobody. Messages are no telephone calls: work may wait for the announced reply time,
// so the desk is a fluid backlog and not an Erlang queue. What the playbook names as a line is one: Erlang A.
func (f *Forecast) Assess(brand string, now time.Time) Assessment {
	v := f.view(brand, now)
	startBy := now.Add(f.Rules.Callout.LeadTime)
	return v.assess(startBy, v.backlogAt(now, startBy, float64(v.b.Backlog)))
}

// Foresee is Assess, but for the worst instant of the grid from then until so much later as the playbook looks ahead: a gap
// that will open soon calls people who are there when it opens.
func (f *Forecast) Foresee(brand string, now time.Time) Assessment {
	v, rules := f.view(brand, now), f.Rules
	startBy := now.Add(rules.Callout.LeadTime)
	backlog := v.backlogAt(now, startBy, float64(v.b.Backlog))
	worst := v.assess(startBy, backlog)
	if rules.Forecast.Interval <= 0 {
		return worst
	}
	for at := startBy; at.Before(startBy.Add(rules.Callout.Ahead)); {
		next := at.Add(rules.Forecast.Interval)
		backlog = v.backlogAt(at, next, backlog)
		if a := v.assess(next, backlog); a.Gap() > worst.Gap() {
			worst = a
		}
		at = next
	}
	worst.StartBy = startBy
	return worst
}

// Ahead compares demand and capacity at each instant of the grid from now on, as far as the horizon, if nobody is called.
func (f *Forecast) Ahead(brand string, now time.Time) (list []Assessment) {
	v, step := f.view(brand, now), f.Rules.Forecast.Interval
	if step <= 0 {
		return nil
	}
	backlog := float64(v.b.Backlog)
	for at := now; !at.After(now.Add(f.Rules.Forecast.Horizon)); at = at.Add(step) {
		list = append(list, v.assess(at, backlog))
		backlog = v.backlogAt(at, at.Add(step), backlog)
	}
	return list
}

// view is one brand as it is seen at an instant.
type view struct {
	f     *Forecast
	name  string
	b     *Brand
	now   time.Time
	kappa staffing.Kappa
	usual float64 // contacts per hour
}

func (f *Forecast) view(brand string, now time.Time) view {
	b := f.Brands[brand]
	if b == nil {
		b = &Brand{} // asking must not make a brand
	}
	return view{f: f, name: brand, b: b, now: now, kappa: f.kappa(b, now), usual: b.usual(now)}
}

func (v view) assess(at time.Time, backlog float64) Assessment {
	rules := v.f.Rules
	a := Assessment{Brand: v.name, At: v.now, StartBy: at, Kappa: v.kappa, Backlog: backlog, Capacity: v.b.people(rules, at)}
	if rules.Desk.HandlingS <= 0 || rules.Desk.ReplyWithin <= 0 || rules.Desk.Occupancy <= 0 {
		return a // no playbook yet
	}
	rules.Desk.ReplyWithin = v.b.Levers.replyWithin(rules.Desk.ReplyWithin, at)
	a.Expected = v.inbound(at, at.Add(rules.Desk.ReplyWithin))
	may := 1.0 // share of the work that may wait
	for _, l := range rules.Desk.Lines {
		a.OnLines += lineAgents(rules.Desk, l, a.Expected)
		may -= l.Share
	}
	a.Need = a.OnLines + staffing.AgentsForReply(
		a.Backlog+float64(max(0, may)*a.Expected), rules.Desk.HandlingS, rules.Desk.ReplyWithin.Seconds(), rules.Desk.Occupancy)
	return a
}

// lineAgents is how many people one line needs against its share of the contacts that come within the reply time.
func lineAgents(desk playbook.Desk, l playbook.Line, expected float64) int {
	perS := float64(expected*l.Share) / desk.ReplyWithin.Seconds()
	return staffing.LineAgents(perS, 1/desk.HandlingS, 1/l.Patience.Seconds(), staffing.LineGoal{
		Abandon: l.AbandonAtMost, Wait: l.WaitAtMost.Seconds(),
	})
}

// inbound is how many contacts are expected between two instants: the usual ones, and those of each incident along its
// contact curve, fewer from people who were told; all of it as much more as has come than was assumed.
func (v view) inbound(from, to time.Time) float64 {
	usual := float64(v.usual * to.Sub(from).Hours())
	return float64(float64(v.kappa.Mean*v.b.Levers.left()) * (usual + v.b.fromIncidents(v.f.Rules.Forecast, from, to)))
}

// backlogAt carries a backlog on, in steps of the grid, so that people who come in between are counted from then on.
func (v view) backlogAt(from, to time.Time, backlog float64) float64 {
	rules := v.f.Rules
	if rules.Forecast.Interval <= 0 || rules.Desk.HandlingS <= 0 {
		return backlog
	}
	for from.Before(to) {
		end := earlier(from.Add(rules.Forecast.Interval), to)
		backlog = staffing.Backlog(backlog, rules.Desk.HandlingS, staffing.Interval{
			LengthS: end.Sub(from).Seconds(), Arrivals: v.inbound(from, end), Agents: v.b.agents(rules, from, end),
		})
		from = end
	}
	return backlog
}
