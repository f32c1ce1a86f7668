package report

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/demand"
	"tocsin/domain/lever"
)

// Widening is what was done against bottlenecks, and where they were. A log without levers has none of it.
type Widening struct {
	Levers      []*Lever     `json:"levers,omitempty"`
	Bottlenecks []Bottleneck `json:"bottlenecks,omitempty"`
}

// Lever is one use of a lever: proposed, pulled, released, as far as it came.
type Lever struct {
	Lever      int             `json:"lever"`
	Brand      string          `json:"brand"`
	Params     lever.Params    `json:"params"`
	ProposedAt time.Time       `json:"proposed_at,omitzero"` // none: pulled without a proposal
	PulledAt   time.Time       `json:"pulled_at,omitzero"`
	Owner      string          `json:"owner,omitempty"`
	ReleasedAt time.Time       `json:"released_at,omitzero"`
	Reason     string          `json:"reason,omitempty"` // of the release
	Predicted  lever.Predicted `json:"predicted"`
	Measured   *lever.Measured `json:"measured,omitempty"`
	Deviation  *LeverDeviation `json:"deviation,omitempty"` // of what was measured from what was predicted
	Position   uint64          `json:"position"`            // of the first of its events
}

// LeverDeviation is how far the desk was from what was predicted, at the instant of the prediction.
type LeverDeviation struct {
	Backlog     float64 `json:"backlog"`
	Utilisation float64 `json:"utilisation"`
}

// Bottleneck is one move of the stage that holds up the others.
type Bottleneck struct {
	Brand       string    `json:"brand"`
	From        string    `json:"from"` // empty: there was none
	To          string    `json:"to"`   // empty: there is none any more
	At          time.Time `json:"at"`
	Utilisation float64   `json:"utilisation"`
	Position    uint64    `json:"position"`
}

func (t *Widening) applyLever(r domain.Recorded, e lever.Event) {
	switch e := e.(type) {
	case lever.Proposed:
		if use := t.lever(e.Brand, e.Lever); use == nil {
			use = t.use(r, e.Brand, e.Lever)
			use.ProposedAt, use.Params, use.Predicted = r.Meta.RecordedAt, e.Params, e.Predicted
		}
	case lever.Pulled:
		use := t.lever(e.Brand, e.Lever)
		if use == nil {
			use = t.use(r, e.Brand, e.Lever)
		}
		use.PulledAt, use.Owner, use.Params, use.Predicted = r.Meta.RecordedAt, e.Owner, e.Params, e.Predicted
	case lever.Released:
		use := t.lever(e.Brand, e.Lever)
		if use == nil {
			return
		}
		use.ReleasedAt, use.Reason, use.Measured = r.Meta.RecordedAt, e.Reason, &e.Measured
		if real, with := e.Measured.Foreseen, use.Predicted.With; real != nil {
			use.Deviation = &LeverDeviation{Backlog: real.Backlog - with.Backlog, Utilisation: real.Utilisation - with.Utilisation}
		}
	case lever.ReplyTimeAnnounced, lever.DutyShed, lever.DutyReturned:
	}
}

// use begins a use of a lever.
func (t *Widening) use(r domain.Recorded, brand string, number int) *Lever {
	use := &Lever{Lever: number, Brand: brand, Position: uint64(r.Position)}
	t.Levers = append(t.Levers, use)
	return use
}

// lever gives the use of a lever that is not over; nil: none. One that was proposed again and never pulled is one use.
func (t *Widening) lever(brand string, number int) *Lever {
	for _, use := range t.Levers {
		if use.Brand == brand && use.Lever == number && use.ReleasedAt.IsZero() {
			return use
		}
	}
	return nil
}

func (t *Widening) applyDemand(r domain.Recorded, e demand.Event) {
	switch e := e.(type) {
	case demand.BottleneckMoved:
		t.Bottlenecks = append(t.Bottlenecks, Bottleneck{
			Brand: e.Brand, From: e.From, To: e.To, At: r.Meta.RecordedAt, Utilisation: e.Utilisation, Position: uint64(r.Position),
		})
	}
}
