package forecast

import (
	"maps"
	"slices"
	"time"
)

// tidyEvery is how often what is over is forgotten. Forgetting never changes an answer: those who ask leave out by
// themselves what is over.
const tidyEvery = time.Hour

// forget drops what is over, so that a node that runs for years stays small.
func (f *Forecast) forget(now time.Time) {
	if now.Sub(f.Tidied) < tidyEvery {
		return
	}
	f.Tidied = now
	f.settleAll(now)                  // before anything goes on which it rests
	for id, name := range f.Callout { // order-free: each for itself
		if b := f.brand(name); !b.Shifts[id].Until.After(now) {
			delete(b.Shifts, id)
			delete(f.Callout, id)
		}
	}
	for stream, batch := range f.Batch { // order-free: each for itself
		if batch.Until.Before(now) {
			delete(f.Batch, stream)
		}
	}
	for _, b := range f.Brands { // order-free: each for itself
		for hour := range b.Hours { // order-free: each for itself
			if hour < hourOf(now)-week {
				delete(b.Hours, hour)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(f.Incident)) { // what is learned is added up in this order
		f.forgetIncident(id, f.Brands[f.Incident[id]], now)
	}
}

// forgetIncident drops the parts of an incident that have faded, and all of it when no estimate has come for a week.
func (f *Forecast) forgetIncident(id string, b *Brand, now time.Time) {
	w := b.Incidents[id]
	over := fades(f.Rules.Forecast.CurveFor(w.Kind))
	w.Parts = slices.DeleteFunc(w.Parts, func(p Part) bool { return now.Sub(p.Since) >= over })
	if len(w.Parts) == 0 {
		f.learn(w)
	}
	if len(w.Parts) == 0 && now.Sub(w.Moved) > week*time.Hour {
		delete(b.Incidents, id)
		delete(f.Incident, id)
	}
}
