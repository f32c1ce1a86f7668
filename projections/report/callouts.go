package report

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/reserve"
)

// Callout is one call for reserve members. Each member who was called is in exactly one of the figures that follow Called:
// Called = Accepted + Declined + TimedOut + Surplus + NotNeeded + Waiting. A later word moves him: who was silent may still
// say yes. Released is a part of Accepted.
type Callout struct {
	ID        string         `json:"id"`
	Brand     string         `json:"brand"`
	RaisedAt  time.Time      `json:"raised_at"`
	StartBy   time.Time      `json:"start_by"`
	EndBy     time.Time      `json:"end_by"`
	Reason    string         `json:"reason"`
	Gap       int            `json:"gap"`    // of the forecast, in people
	Raised    int            `json:"raised"` // people asked for
	Need      []callout.Need `json:"need"`
	Called    int            `json:"called"` // members, each once however often
	Accepted  int            `json:"accepted"`
	Declined  int            `json:"declined"`
	TimedOut  int            `json:"timed_out"`        // silent; also who has seen the call and said nothing by the time it was short
	Surplus   int            `json:"surplus_released"` // said yes, were not needed, and were set free
	NotNeeded int            `json:"not_needed"`       // had not answered when the call-out was filled or over
	Waiting   int            `json:"waiting"`          // may still answer
	Released  int            `json:"released"`         // at the end
	FilledAt  time.Time      `json:"filled_at,omitzero"`
	Unfilled  int            `json:"unfilled"`
	Position  uint64         `json:"position"` // of callout.raised
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
		t.ask(c, e.Member)
	case callout.Accepted:
		t.answer(c, e.Member, accepted)
	case callout.Declined:
		t.answer(c, e.Member, declined)
	case callout.TimedOut:
		t.answer(c, e.Member, silent)
	case callout.Filled:
		c.FilledAt = r.Meta.RecordedAt
		t.settle(c, notNeeded)
	case callout.Unfilled:
		t.settle(c, silent)
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

func (t *Report) applyReserve(r domain.Recorded, e reserve.Event) {
	if u, ok := e.(reserve.Unbooked); ok && u.Reason == "surplus" {
		if c := t.callout(u.CalloutID); c != nil {
			t.answer(c, r.Stream.Name(), surplus)
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
