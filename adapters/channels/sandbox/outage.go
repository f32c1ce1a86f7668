package sandbox

import (
	"time"

	"tocsin/adapters/channels"
)

// Window is a time in which the provider behaves otherwise: an outage, or a bad hour.
type Window struct {
	Kind        string    // of channel; empty: all
	From, Until time.Time // [From, Until); a zero Until has no end
	Faults      Faults    // in place of those of the kind
	Reason      string    // of temporary refusals; empty: unavailable
}

// Disturb adds a window; where two overlap the one added later holds.
func (p *Provider) Disturb(w Window) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, w)
}

// FailAll refuses every send for now, with this reason, until it is called with an empty one.
func (p *Provider) FailAll(reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = reason
}

// mood is how the provider behaves for a kind at a time, and the reason it gives for temporary refusals.
func (p *Provider) mood(c *door, now time.Time) (Faults, string) {
	if p.down != "" {
		return Faults{Temporary: 1, RetryAfter: c.is.Faults.RetryAfter}, p.down
	}
	for i := len(p.faults) - 1; i >= 0; i-- {
		w := p.faults[i]
		if (w.Kind != "" && w.Kind != c.kind) || now.Before(w.From) || (!w.Until.IsZero() && !now.Before(w.Until)) {
			continue
		}
		if w.Reason == "" {
			w.Reason = channels.Unavailable
		}
		return w.Faults, w.Reason
	}
	return c.is.Faults, channels.Unavailable
}
