package crisis

import (
	"time"

	"tocsin/domain"
)

// Command is anything that can be asked of a crisis.
//
//sumtype:decl
type Command interface{ crisisCommand() }

func (Propose) crisisCommand()         {}
func (Activate) crisisCommand()        {}
func (AssignRole) crisisCommand()      {}
func (LogEntry) crisisCommand()        {}
func (MakePromise) crisisCommand()     {}
func (KeepPromise) crisisCommand()     {}
func (BreakPromise) crisisCommand()    {}
func (RenewPromise) crisisCommand()    {}
func (AbsorbIncident) crisisCommand()  {}
func (EnterMonitoring) crisisCommand() {}
func (Relapse) crisisCommand()         {}
func (StandDown) crisisCommand()       {}
func (Alert) crisisCommand()           {}
func (Acknowledge) crisisCommand()     {}

// Propose asks for a cell.
type Propose struct{ Proposed Proposed }

// Activate starts a proposed cell. Evidence must hold the claim of the scope by this crisis ("scope.claimed", Value =
// crisis id). By gold or the deputy; the first AssignRole may come before it.
type Activate struct {
	CrisisID    string // its own id, which the claim must name
	Level       int
	Mandate     string
	SingleVoice bool
	Evidence    []domain.Evidence
	Now         time.Time
}

// AssignRole fills a role; a member holds a role alone, and comms and gold are two people.
type AssignRole struct{ RoleAssigned RoleAssigned }

// LogEntry adds a line to the log book.
type LogEntry struct{ LogEntryMade LogEntryMade }

// MakePromise records that a next update was promised.
type MakePromise struct{ PromiseMade PromiseMade }

// KeepPromise records that the audience heard again at At; before the promised time counts as no lag.
type KeepPromise struct {
	PromiseID string
	At        time.Time
}

// BreakPromise records that Now is past the promise.
type BreakPromise struct {
	PromiseID string
	Now       time.Time
}

// RenewPromise moves an open promise; before it is due, with a reason.
type RenewPromise struct {
	PromiseID string
	To        time.Time
	Reason    string
	Now       time.Time
}

// AbsorbIncident takes a further incident into an active or monitoring cell.
type AbsorbIncident struct {
	IncidentID string
	Evidence   []domain.Evidence
}

// EnterMonitoring says that the disruption is over.
type EnterMonitoring struct {
	Until time.Time
	Now   time.Time
}

// Relapse makes a monitoring cell active again.
type Relapse struct{ Reason string }

// StandDown sends the cell home: every criterion met, or an override.
type StandDown struct {
	Criteria       []Criterion
	OverrideReason domain.Sealed
}

// Alert asks the holder of a role to take part in a cell that is proposed, or the deputy when the holder has not answered.
type Alert struct {
	Role    string
	Deputy  bool
	Channel string
}

// Acknowledge says that somebody who was alerted is there.
type Acknowledge struct {
	Role   string
	Deputy bool
	Member string
}
