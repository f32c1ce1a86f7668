package forecast

import (
	"time"

	"tocsin/domain/feed"
)

// exceptional tells whether there is anything to call people out for: a cell at work, a surge that is strong enough for it,
// or people of an incident who may still ask. A desk that is too small for its usual load needs a larger roster and not a
// reserve.
func (f *Forecast) exceptional(name string, now time.Time) bool {
	b := f.Brands[name]
	if b.CrisisID != "" {
		return true
	}
	for _, s := range f.Surges { // order-free: any
		if s.Brand == name && s.CallOut {
			return true
		}
	}
	return b.live(f.Rules.Forecast, now)
}

// applyFeed forgets what a brand had before its feed began: it says nothing of what is usual.
func (f *Forecast) applyFeed(e feed.Event) {
	missing, ok := e.(feed.BaselineMissing)
	if !ok {
		return
	}
	if b := f.Brands[missing.Brand]; b != nil {
		for hour := range b.Hours { // order-free: each match is deleted
			if hour < hourOf(missing.Since) {
				delete(b.Hours, hour)
			}
		}
	}
}
