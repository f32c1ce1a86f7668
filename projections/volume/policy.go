package volume

import (
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/detect"
	"tocsin/domain/reaction"
)

// policyName is part of the key of every request: never change it.
const policyName = "surge"

// Policy asks for the surges that the fold decides. It carries a fold of its own, so that it never depends on how far a
// picture has come, and keeps what it has asked until the log says what became of it.
type Policy struct {
	fold *fold
	open []outstanding // in order of decision
}

type outstanding struct {
	Decision
	told  bool // by React
	asked bool // by Due
}

// NewPolicy gives the policy with an empty fold.
func NewPolicy() *Policy { return &Policy{fold: newFold()} }

var _ domain.Policy = (*Policy)(nil)

// Name is part of the key of its requests.
func (p *Policy) Name() string { return policyName }

// Wants lists what it reads: the same as the picture, so that both see the same watermark.
func (p *Policy) Wants() []domain.Event { return wants() }

// Apply folds one record, and forgets what it has asked for when the record is the answer.
func (p *Policy) Apply(r domain.Recorded) {
	p.fold.apply(r)
	p.take()
	cause, step, to := answered(r)
	if step == "" {
		return
	}
	p.open = slices.DeleteFunc(p.open, func(o outstanding) bool {
		return o.To == to && o.Step == step && (cause == "" || o.Cause == cause)
	})
}

// answered names the request to which a record is the answer.
func answered(r domain.Recorded) (cause, step string, to domain.StreamID) {
	if e, ok := r.Event.(reaction.Refused); ok && e.Policy == policyName {
		return e.Cause, e.Step, domain.StreamID(e.To)
	}
	kind, at := kindOf(r.Event)
	if kind == "" {
		return "", "", ""
	}
	return "", kind + "/" + stamp(millis(at)), r.Stream
}

// take moves what the fold has decided to what is open.
func (p *Policy) take() {
	for _, d := range p.fold.decided {
		p.open = append(p.open, outstanding{Decision: d})
	}
	p.fold.decided = p.fold.decided[:0]
}

// React asks at once for what a record has released, so that a stream of messages without a pause holds nothing up.
func (p *Policy) React(domain.Recorded) (asked []domain.Request) {
	for i := range p.open {
		if o := &p.open[i]; !o.told {
			o.told = true
			asked = append(asked, o.Request)
		}
	}
	return asked
}

// Due folds up to now, less the time in which a record may still be on its way, and asks for everything that the log
// has not answered.
func (p *Policy) Due(now time.Time) (asked []domain.Request) {
	p.fold.advance(millis(now) - p.settle())
	p.take()
	for i := range p.open {
		p.open[i].asked, p.open[i].told = true, true
		asked = append(asked, p.open[i].Request)
	}
	return asked
}

// Next is when something is released by which the fold could decide: an event that waits, or a minute at which an open
// surge may rise, ease or end, a silence may show, or a feed turn out to have begun unannounced.
func (p *Policy) Next() (time.Time, bool) {
	next, found := int64(0), false
	see := func(t int64) {
		if !found || t < next {
			next, found = t, true
		}
	}
	for _, o := range p.open {
		if !o.asked {
			see(o.ReleasedAt)
		}
	}
	after := p.settle() + 1 // a step is folded when its release lies before now
	for _, l := range p.fold.lanes {
		if t, ok := l.First(); ok {
			see(t + l.Lateness + after)
		}
		for _, s := range l.streams {
			if t, ok := s.d.NextMinute(); ok {
				see(t + l.Lateness + after)
			}
		}
	}
	return instant(next), found
}

func (p *Policy) settle() int64 {
	return int64(p.fold.rules.Counting.SettleS * float64(detect.Second))
}
