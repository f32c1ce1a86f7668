package report

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/surge"
)

// Surge is one episode with the highest level that it reached.
type Surge struct {
	ID          string    `json:"id"`
	Brand       string    `json:"brand"`
	Topic       string    `json:"topic"`
	Channel     string    `json:"channel"`
	OpenedAt    time.Time `json:"opened_at"`
	OnsetAt     time.Time `json:"onset_at"`
	ClosedAt    time.Time `json:"closed_at,omitzero"`
	Observed    float64   `json:"observed"` // at opening
	Expected    float64   `json:"expected"`
	Multiple    float64   `json:"multiple"`
	MultipleLo  float64   `json:"multiple_lo"`
	MultipleHi  float64   `json:"multiple_hi"`
	Level       int       `json:"level"`
	Baseline    string    `json:"baseline"`
	ExplainedBy string    `json:"explained_by,omitempty"`
	Position    uint64    `json:"position"` // of surge.detected
}

func (t *Report) applySurge(r domain.Recorded, e surge.Event) {
	if d, ok := e.(surge.Detected); ok {
		t.Surges = append(t.Surges, &Surge{
			ID: r.Stream.Name(), Brand: d.Key.Brand, Topic: d.Key.Topic, Channel: d.Key.Channel, OpenedAt: d.At,
			OnsetAt: d.OnsetAt, Observed: d.Observed, Expected: d.Expected, Multiple: d.Multiple.Mid,
			MultipleLo: d.Multiple.Lo, MultipleHi: d.Multiple.Hi, Level: d.Level, Baseline: d.Baseline,
			ExplainedBy: d.ExplainedBy, Position: uint64(r.Position),
		})
		return
	}
	s := t.surge(r.Stream.Name())
	if s == nil {
		return
	}
	switch e := e.(type) {
	case surge.Escalated:
		s.Level = max(s.Level, e.Level)
	case surge.Resumed:
		s.Level, s.ClosedAt = max(s.Level, e.Level), time.Time{}
	case surge.Linked:
		s.ExplainedBy = e.IncidentID
	case surge.Ended:
		s.ClosedAt = e.At
	case surge.Detected, surge.Eased, surge.Confirmed, surge.Dismissed:
	}
}

func (t *Report) surge(id string) *Surge {
	for n := len(t.Surges) - 1; n >= 0; n-- {
		if t.Surges[n].ID == id {
			return t.Surges[n]
		}
	}
	return nil
}
