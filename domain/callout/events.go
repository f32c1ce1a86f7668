// Package callout holds the rules of one call-out: exactly the people needed, by skill and language.
package callout

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a call-out stream.
//
//sumtype:decl
type Event interface{ calloutEvent() }

func (Raised) calloutEvent()         {}
func (WaveStarted) calloutEvent()    {}
func (MemberCalled) calloutEvent()   {}
func (Acknowledged) calloutEvent()   {}
func (Accepted) calloutEvent()       {}
func (Declined) calloutEvent()       {}
func (TimedOut) calloutEvent()       {}
func (Filled) calloutEvent()         {}
func (Unfilled) calloutEvent()       {}
func (Escalated) calloutEvent()      {}
func (MemberReleased) calloutEvent() {}

// Need is how many people of one skill and language.
type Need struct {
	Skill string `json:"skill"`
	Lang  string `json:"lang"`
	Count int    `json:"count"`
}

// Raised: these people are needed, from StartBy to EndBy.
type Raised struct {
	CrisisID   string            `json:"crisis_id,omitempty"`
	Brand      string            `json:"brand"`
	Need       []Need            `json:"need"`
	StartBy    time.Time         `json:"start_by"`
	EndBy      time.Time         `json:"end_by"`
	AckWithinS float64           `json:"ack_within_s"`
	Gap        int               `json:"gap"` // the forecast's gap in people that it answers
	Reason     string            `json:"reason"`
	Evidence   []domain.Evidence `json:"evidence,omitempty"`
}

// WaveStarted: these members are asked.
type WaveStarted struct {
	Wave    int      `json:"wave"`
	Members []string `json:"members"`
}

// MemberCalled: asked once. The slot is the need that the member could fill.
type MemberCalled struct {
	Member  string    `json:"member"`
	Attempt int       `json:"attempt"`
	Channel string    `json:"channel"`
	At      time.Time `json:"at"`
	Need    int       `json:"need"` // index in Raised.Need
}

// Acknowledged: seen, which is not yes.
type Acknowledged struct {
	Member string `json:"member"`
}

// Accepted: yes, and booked.
type Accepted struct {
	Member   string            `json:"member"`
	EtaS     float64           `json:"eta_s"`
	Need     int               `json:"need"`
	Evidence []domain.Evidence `json:"evidence"` // the booking
}

// Declined: no.
type Declined struct {
	Member string `json:"member"`
	Reason string `json:"reason"` // rest ill family other
}

// TimedOut: no answer in time.
type TimedOut struct {
	Member string `json:"member"`
}

// Filled: everybody needed has said yes.
type Filled struct{}

// Unfilled: nobody is left to ask.
type Unfilled struct {
	Missing []Need `json:"missing"`
}

// Escalated: somebody else must help.
type Escalated struct {
	To string `json:"to"` // member, pool, manager
}

// MemberReleased: sent home, thanked.
type MemberReleased struct {
	Member string `json:"member"`
	Reason string `json:"reason"` // surplus, done
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Raised]("callout.raised"),
	domain.Type[WaveStarted]("callout.wave_started"),
	domain.Type[MemberCalled]("callout.member_called"),
	domain.Type[Acknowledged]("callout.acknowledged"),
	domain.Type[Accepted]("callout.accepted"),
	domain.Type[Declined]("callout.declined"),
	domain.Type[TimedOut]("callout.timed_out"),
	domain.Type[Filled]("callout.filled"),
	domain.Type[Unfilled]("callout.unfilled"),
	domain.Type[Escalated]("callout.escalated"),
	domain.Type[MemberReleased]("callout.member_released"),
}
