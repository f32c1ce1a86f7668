package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
)

// AlertCell alerts whoever may activate a cell, once its proposal has the brand, and the deputy when there is no answer
// in time.
type AlertCell struct {
	rules
	crises map[string]*alarm
}

// alarm is a proposal whose decider is called.
type alarm struct {
	at    time.Time // of the alert; zero: there was none yet
	cause string
	over  bool // answered, the deputy is alerted too, or there is nobody to be alerted any more
}

// decider is the role that activates a cell.
const decider = "gold"

// alertChannel is how members of a cell are called: the line that works when the offices are empty.
const alertChannel = "phone"

// NewAlertCell gives the policy with an empty fold.
func NewAlertCell() *AlertCell { return &AlertCell{crises: map[string]*alarm{}} }

// Name is part of the key of its requests.
func (p *AlertCell) Name() string { return "alert_cell" }

// Wants lists what it reads.
func (p *AlertCell) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, crisis.Proposed{}, crisis.ScopeClaimed{}, crisis.ScopeReleased{}, crisis.MemberAlerted{},
		crisis.MemberAcknowledged{}, crisis.Activated{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *AlertCell) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case crisis.Proposed:
		p.pin(id)
		p.crises[id] = &alarm{}
	case crisis.MemberAlerted:
		if a := p.crises[id]; a != nil {
			a.at, a.cause, a.over = r.Meta.RecordedAt, r.ID.String(), e.Deputy
		}
	case crisis.MemberAcknowledged:
		p.done(id)
	case crisis.Activated:
		p.done(id)
	case crisis.ScopeReleased:
		delete(p.crises, e.CrisisID)
		p.unpin(e.CrisisID)
	case reaction.Refused:
		if e.Policy == p.Name() {
			p.done(domain.StreamID(e.To).Name())
		}
	}
}

func (p *AlertCell) done(id string) {
	if a := p.crises[id]; a != nil {
		a.over = true
	}
}

// React alerts the holder.
func (p *AlertCell) React(r domain.Recorded) []domain.Request {
	e, ok := r.Event.(crisis.ScopeClaimed)
	if a := p.crises[e.CrisisID]; !ok || a == nil || a.over {
		return nil
	}
	return []domain.Request{p.ask(e.CrisisID, r.ID.String(), "alert", false)}
}

func (p *AlertCell) ask(id, cause, step string, deputy bool) domain.Request {
	return domain.Request{
		To: crisis.Stream(id), Cause: cause, Step: step,
		Command: crisis.Alert{Role: decider, Deputy: deputy, Channel: alertChannel},
	}
}

// deputyAt is when the deputy is alerted; zero when he is not.
func (p *AlertCell) deputyAt(id string, a *alarm) time.Time {
	if a.over || a.at.IsZero() {
		return time.Time{}
	}
	return a.at.Add(p.under(id).Cell.AckWithin)
}

// Due alerts deputies.
func (p *AlertCell) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.crises) {
		a := p.crises[id]
		if at := p.deputyAt(id, a); !at.IsZero() && !at.After(now) {
			asked = append(asked, p.ask(id, a.cause, "deputy", true))
		}
	}
	return asked
}

// Next is when the first deputy is alerted.
func (p *AlertCell) Next() (next time.Time, ok bool) {
	for id, a := range p.crises { // order-free: a minimum
		next, ok = earliest(next, ok, p.deputyAt(id, a))
	}
	return next, ok
}

var _ domain.Policy = (*AlertCell)(nil)
