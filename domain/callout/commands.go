package callout

import (
	"time"

	"tocsin/domain"
)

// Command is anything that can be asked of a call-out.
//
//sumtype:decl
type Command interface{ calloutCommand() }

func (Raise) calloutCommand()         {}
func (StartWave) calloutCommand()     {}
func (Acknowledge) calloutCommand()   {}
func (Accept) calloutCommand()        {}
func (Decline) calloutCommand()       {}
func (TimeOut) calloutCommand()       {}
func (DeclareShort) calloutCommand()  {}
func (Escalate) calloutCommand()      {}
func (ReleaseMember) calloutCommand() {}

// Raise opens a call-out; each Need counts at least one, and EndBy is after StartBy.
type Raise struct{ Raised Raised }

// Call names a member to ask and the need he could fill.
type Call struct {
	Member, Channel string
	Need            int
}

// StartWave asks members: one wave_started and one member_called each, in one append. A member is called at most twice;
// who was, who has answered, and whose need is full is left out, and a wave of nobody is nothing.
type StartWave struct {
	Calls []Call
	Now   time.Time
}

// Acknowledge records that a member has seen the call.
type Acknowledge struct{ Member string }

// Accept records a yes. Evidence must hold "reserve.booked" with the member as value. The first yes per slot wins;
// when the need is full it is refused (Exhausted), and the booking must be undone. The last one also fills the call-out.
type Accept struct {
	Member   string
	EtaS     float64
	Evidence []domain.Evidence
}

// Decline records a no.
type Decline struct{ Member, Reason string }

// TimeOut records that a called member has not answered; only when the time to acknowledge is over at Now.
type TimeOut struct {
	Member string
	Now    time.Time
}

// DeclareShort records that nobody is left to ask; nothing when the call-out is full.
type DeclareShort struct{}

// Escalate hands the rest to somebody else.
type Escalate struct{ To string }

// ReleaseMember sends a member home: a surplus one, or all at the end.
type ReleaseMember struct{ Member, Reason string }
