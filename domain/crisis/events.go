// Package crisis holds the rules of a crisis cell, from the proposal to the stand-down, and of the scope it claims
// (scope-{brand}: at most one active cell).
package crisis

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a crisis stream.
//
//sumtype:decl
type Event interface{ crisisEvent() }

func (Proposed) crisisEvent()           {}
func (Activated) crisisEvent()          {}
func (RoleAssigned) crisisEvent()       {}
func (LogEntryMade) crisisEvent()       {}
func (PromiseMade) crisisEvent()        {}
func (PromiseKept) crisisEvent()        {}
func (PromiseBroken) crisisEvent()      {}
func (PromiseRenewed) crisisEvent()     {}
func (IncidentAbsorbed) crisisEvent()   {}
func (MonitoringEntered) crisisEvent()  {}
func (Relapsed) crisisEvent()           {}
func (StoodDown) crisisEvent()          {}
func (MemberAlerted) crisisEvent()      {}
func (MemberAcknowledged) crisisEvent() {}

// Pinned names the playbook version that a crisis runs under.
type Pinned struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Hash    string `json:"hash"`
}

// Proposed: something is big enough for a cell. It lapses at ExpiresAt.
type Proposed struct {
	Brand      string            `json:"brand"`
	IncidentID string            `json:"incident_id"`
	Trigger    string            `json:"trigger"` // impact, life_safety, surge, person
	Level      int               `json:"level"`   // 1 to 3
	Evidence   []domain.Evidence `json:"evidence"`
	Playbook   Pinned            `json:"playbook"`
	ExpiresAt  time.Time         `json:"expires_at"`
}

// Activated: the cell works. ShortHanded means that gold, comms or log is not filled yet.
type Activated struct {
	Level       int               `json:"level"`
	Mandate     string            `json:"mandate"`
	SingleVoice bool              `json:"single_voice"`
	IncidentIDs []string          `json:"incident_ids"`
	ShortHanded bool              `json:"short_handed"`
	Evidence    []domain.Evidence `json:"evidence"` // the claim of the scope
}

// RoleAssigned: one holder per role.
type RoleAssigned struct {
	Role   string `json:"role"`   // gold silver bronze comms log legal ops care hr liaison
	Member string `json:"member"` // pseudonym
	Deputy string `json:"deputy,omitempty"`
}

// LogEntryMade: a line of the log book, sealed; corrected only by a new one.
type LogEntryMade struct {
	Kind        string        `json:"kind"` // fact assumption decision action contact
	Text        domain.Sealed `json:"text"`
	Source      string        `json:"source"`
	Reliability string        `json:"reliability,omitempty"`
	Corrects    string        `json:"corrects,omitempty"` // event id
}

// PromiseMade: an audience was told when it hears next.
type PromiseMade struct {
	PromiseID        string    `json:"promise_id"`
	Audience         string    `json:"audience"`
	At               time.Time `json:"at"`
	Zone             string    `json:"zone,omitempty"`
	StatementID      string    `json:"statement_id"`
	StatementVersion int       `json:"statement_version"`
}

// PromiseKept: the next version was published in time, or LagS seconds late within the tolerance.
type PromiseKept struct {
	PromiseID string  `json:"promise_id"`
	LagS      float64 `json:"lag_s"` // 0 when early
}

// PromiseBroken: the time passed without a word.
type PromiseBroken struct {
	PromiseID string `json:"promise_id"`
}

// PromiseRenewed: said again before it was due, with a reason.
type PromiseRenewed struct {
	PromiseID string    `json:"promise_id"`
	To        time.Time `json:"to"`
	Reason    string    `json:"reason"`
}

// IncidentAbsorbed: a further incident belongs to this cell.
type IncidentAbsorbed struct {
	IncidentID string            `json:"incident_id"`
	Evidence   []domain.Evidence `json:"evidence,omitempty"`
}

// MonitoringEntered: the disruption is over; the cell watches until Until.
type MonitoringEntered struct {
	Until time.Time `json:"until"`
}

// Relapsed: it was not over.
type Relapsed struct {
	Reason string `json:"reason"`
}

// Criterion is one condition of the stand-down, with the position of the fact it rests on.
type Criterion struct {
	Name     string          `json:"name"`
	Met      bool            `json:"met"`
	Position domain.Position `json:"position"`
}

// StoodDown: the cell goes home. An unmet criterion needs an override with a reason.
type StoodDown struct {
	Criteria       []Criterion   `json:"criteria"`
	OverrideReason domain.Sealed `json:"override_reason,omitzero"`
}

// MemberAlerted: whoever holds this role, or deputises for it, was asked to take part.
type MemberAlerted struct {
	Role    string `json:"role"`
	Deputy  bool   `json:"deputy,omitempty"` // the holder did not answer in time
	Channel string `json:"channel"`
}

// MemberAcknowledged: the one who was alerted is there.
type MemberAcknowledged struct {
	Role   string `json:"role"`
	Deputy bool   `json:"deputy,omitempty"`
	Member string `json:"member"` // pseudonym
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Proposed]("crisis.proposed"),
	domain.Type[Activated]("crisis.activated"),
	domain.Type[RoleAssigned]("crisis.role_assigned"),
	domain.Type[LogEntryMade]("crisis.log_entry_made"),
	domain.Type[PromiseMade]("crisis.promise_made"),
	domain.Type[PromiseKept]("crisis.promise_kept"),
	domain.Type[PromiseBroken]("crisis.promise_broken"),
	domain.Type[PromiseRenewed]("crisis.promise_renewed"),
	domain.Type[IncidentAbsorbed]("crisis.incident_absorbed"),
	domain.Type[MonitoringEntered]("crisis.monitoring_entered"),
	domain.Type[Relapsed]("crisis.relapsed"),
	domain.Type[StoodDown]("crisis.stood_down"),
	domain.Type[MemberAlerted]("crisis.member_alerted"),
	domain.Type[MemberAcknowledged]("crisis.member_acknowledged"),
}
