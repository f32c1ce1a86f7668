package report

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/reserve"
)

// Callout is one call for reserve members.
type Callout struct {
	ID       string         `json:"id"`
	Brand    string         `json:"brand"`
	RaisedAt time.Time      `json:"raised_at"`
	StartBy  time.Time      `json:"start_by"`
	EndBy    time.Time      `json:"end_by"`
	Reason   string         `json:"reason"`
	Gap      int            `json:"gap"`    // of the forecast, in people
	Raised   int            `json:"raised"` // people asked for
	Need     []callout.Need `json:"need"`
	Called   int            `json:"called"`
	Accepted int            `json:"accepted"`
	Declined int            `json:"declined"`
	TimedOut int            `json:"timed_out"`
	Surplus  int            `json:"surplus_released"` // said yes, were not needed, and were set free
	Released int            `json:"released"`         // at the end
	FilledAt time.Time      `json:"filled_at,omitzero"`
	Unfilled int            `json:"unfilled"`
	Position uint64         `json:"position"` // of callout.raised
}

func (t *Report) applyCallout(r domain.Recorded, e callout.Event) {
	if raised, ok := e.(callout.Raised); ok {
		c := &Callout{
			ID: r.Stream.Name(), Brand: raised.Brand, RaisedAt: r.Meta.RecordedAt, StartBy: raised.StartBy, EndBy: raised.EndBy,
			Reason: raised.Reason, Gap: raised.Gap, Need: raised.Need, Position: uint64(r.Position),
		}
		for _, need := range raised.Need {
			c.Raised += need.Count
		}
		t.Callouts = append(t.Callouts, c)
		return
	}
	c := t.callout(r.Stream.Name())
	if c == nil {
		return
	}
	switch e := e.(type) {
	case callout.MemberCalled:
		c.Called++
	case callout.Accepted:
		c.Accepted++
	case callout.Declined:
		c.Declined++
	case callout.TimedOut:
		c.TimedOut++
	case callout.Filled:
		c.FilledAt = r.Meta.RecordedAt
	case callout.Unfilled:
		for _, need := range e.Missing {
			c.Unfilled += need.Count
		}
	case callout.MemberReleased:
		if e.Reason != "surplus" {
			c.Released++
		}
	case callout.Raised, callout.WaveStarted, callout.Acknowledged, callout.Escalated:
	}
}

func (t *Report) applyReserve(e reserve.Event) {
	if u, ok := e.(reserve.Unbooked); ok && u.Reason == "surplus" {
		if c := t.callout(u.CalloutID); c != nil {
			c.Surplus++
		}
	}
}

func (t *Report) callout(id string) *Callout {
	for _, c := range t.Callouts {
		if c.ID == id {
			return c
		}
	}
	return nil
}
