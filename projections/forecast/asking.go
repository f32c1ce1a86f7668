package forecast

import (
	"maps"
	"slices"
	"time"

	"tocsin/domain/playbook"
	"tocsin/domain/staffing"
)

// contacts is how many people of a wave will ask between two instants, by the assumptions for its kind.
func (w *Wave) contacts(rules playbook.Forecast, from, to time.Time) float64 {
	if w.Affected == 0 {
		return 0
	}
	assumed := rules.CurveFor(w.Kind)
	curve := staffing.Curve{Weights: assumed.Weights, TausH: assumed.TausH}
	sum := 0.0
	for _, p := range w.Parts {
		if end := earlier(to, p.Since.Add(fades(assumed))); from.Before(end) {
			sum += float64(float64(p.People) * curve.Between(from.Sub(p.Since).Hours(), end.Sub(p.Since).Hours()))
		}
	}
	return float64(sum * w.propensity(assumed, w.told()))
}

// rate is how many people of a wave ask per hour at an instant, if such a share of them has been told.
func (w *Wave) rate(rules playbook.Forecast, at time.Time, told float64) float64 {
	assumed := rules.CurveFor(w.Kind)
	curve := staffing.Curve{Weights: assumed.Weights, TausH: assumed.TausH}
	sum := 0.0
	for _, p := range w.Parts {
		if at.Sub(p.Since) < fades(assumed) {
			sum += float64(float64(p.People) * curve.Density(at.Sub(p.Since).Hours()))
		}
	}
	return float64(sum * w.propensity(assumed, told))
}

func (w *Wave) propensity(assumed playbook.Curve, told float64) float64 {
	return float64(w.Factor * staffing.Propensity(told, assumed.Uninformed, assumed.Informed, 0))
}

// told is the share of the affected whom a notice has reached.
func (w *Wave) told() float64 {
	if w.Affected == 0 {
		return 0
	}
	return float64(min(w.Told.Len(), w.Affected)) / float64(w.Affected)
}

// fades is when hardly anybody is still to ask: after five of the longest time constants, 7 in 1,000.
func fades(assumed playbook.Curve) time.Duration {
	longest := 0.0
	for _, tau := range assumed.TausH {
		longest = max(longest, tau)
	}
	return time.Duration(float64(5*longest) * float64(time.Hour))
}

// live tells whether people of an incident may still ask.
func (b *Brand) live(rules playbook.Forecast, now time.Time) bool {
	for _, w := range b.Incidents { // order-free: any
		if last := len(w.Parts) - 1; last >= 0 && now.Sub(w.Parts[last].Since) < fades(rules.CurveFor(w.Kind)) {
			return true
		}
	}
	return false
}

// fromIncidents is how many contacts incidents bring between two instants, by the assumptions.
func (b *Brand) fromIncidents(rules playbook.Forecast, from, to time.Time) float64 {
	sum := 0.0
	for _, id := range b.sortedIncidents() {
		sum += b.Incidents[id].contacts(rules, from, to)
	}
	return sum
}

func (b *Brand) sortedIncidents() []string { return slices.Sorted(maps.Keys(b.Incidents)) }

// Asking is how many contacts per hour the assumptions expect of a brand at an instant, before anything is learned from
// what comes.
type Asking struct {
	Usual        float64 `json:"usual"`          // as before any incident
	IfNobodyTold float64 `json:"if_nobody_told"` // from incidents, if no notice had reached anybody
	AsTold       float64 `json:"as_told"`        // from incidents, with the notices that have been taken so far
	Left         float64 `json:"left"`           // share of all of them that customers do not settle themselves (lever 5)
}

// Asking gives it for a brand.
func (f *Forecast) Asking(brand string, at time.Time) (a Asking) {
	a.Left = 1
	b := f.Brands[brand]
	if b == nil {
		return a
	}
	a.Left = b.Levers.left()
	a.Usual = b.before(at)
	for _, id := range b.sortedIncidents() {
		w := b.Incidents[id]
		a.IfNobodyTold += w.rate(f.Rules.Forecast, at, 0)
		a.AsTold += w.rate(f.Rules.Forecast, at, w.told())
	}
	return a
}

// before is the usual contacts per hour, without any hour since an incident began, as far as there is one.
func (b *Brand) before(at time.Time) float64 {
	end := at
	if !b.Seen.Since.IsZero() {
		end = b.Seen.Since
	}
	mean, hours := b.mean(hourOf(at)-week, hourOf(end))
	if hours == 0 {
		return b.usual(at) // nothing is known of the time before
	}
	return mean
}

// Names gives the brands there are, sorted.
func (f *Forecast) Names() []string { return f.sortedBrands() }
