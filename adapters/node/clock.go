package node

import "time"

// Clock tells the time. The node that appends stamps events with it.
type Clock interface{ Now() time.Time }

// Virtual is a clock that stands still until it is moved. It never goes back.
type Virtual struct{ now time.Time }

// NewVirtual starts a virtual clock.
func NewVirtual(at time.Time) *Virtual { return &Virtual{now: at.UTC()} }

// Now is the instant that the clock was last moved to.
func (v *Virtual) Now() time.Time { return v.now }

// Advance moves it on.
func (v *Virtual) Advance(d time.Duration) { v.AdvanceTo(v.now.Add(d)) }

// AdvanceTo moves it to an instant; an earlier one changes nothing.
func (v *Virtual) AdvanceTo(at time.Time) {
	if at.After(v.now) {
		v.now = at.UTC()
	}
}
