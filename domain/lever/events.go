// Package lever holds the five ways of widening the bottleneck of a crisis, per brand (lever-{brand}): announce an
// exceptional reply time (1), call the reserve (2), route to experts (3), take other duties away (4), let customers serve
// themselves (5). Each is proposed with what it is expected to do, pulled by somebody, and released with what it did.
package lever

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a lever stream.
//
//sumtype:decl
type Event interface{ leverEvent() }

func (Proposed) leverEvent()           {}
func (Pulled) leverEvent()             {}
func (Released) leverEvent()           {}
func (ReplyTimeAnnounced) leverEvent() {}
func (DutyShed) leverEvent()           {}
func (DutyReturned) leverEvent()       {}

// The levers, by their numbers in the field.
const (
	ReplyTime   = 1
	Reserve     = 2
	Experts     = 3
	Duties      = 4
	SelfService = 5
)

// Params say how far a lever is pulled; each lever uses its own.
type Params struct {
	Channel    string  `json:"channel,omitempty"`      // 1: on which the reply time is announced; empty: on all
	ReplyTimeS float64 `json:"reply_time_s,omitempty"` // 1
	People     int     `json:"people,omitempty"`       // 2, 3, 4: who join
	Share      float64 `json:"share,omitempty"`        // 5: of the contacts that need no human any more
	Duty       string  `json:"duty,omitempty"`         // 4: what is put off
	CalloutID  string  `json:"callout_id,omitempty"`   // 2
}

// Desk is the care desk at one instant, as it is or as it is expected to be.
type Desk struct {
	Need        int     `json:"need"`     // people, to answer within the announced time
	Capacity    int     `json:"capacity"` // people there
	Backlog     float64 `json:"backlog"`
	WaitS       float64 `json:"wait_s"` // of a newcomer
	Utilisation float64 `json:"utilisation"`
}

// Predicted is what a lever is expected to do at an instant: the desk without it and with it.
type Predicted struct {
	At      time.Time `json:"at"`
	Without Desk      `json:"without"`
	With    Desk      `json:"with"`
}

// Rates are what really came and was answered.
type Rates struct {
	ContactsPerH float64 `json:"contacts_per_h"`
	AnsweredPerH float64 `json:"answered_per_h"`
}

// Measured is what happened while a lever was pulled, beside the hour before. Other things happened too: it is a
// measurement of the time, not of the lever alone.
type Measured struct {
	DurationS float64 `json:"duration_s"`
	Before    Rates   `json:"before"` // in the hour before
	During    Rates   `json:"during"`
	AtPull    Desk    `json:"at_pull"`
	AtRelease Desk    `json:"at_release"`
	Foreseen  *Desk   `json:"foreseen,omitempty"` // the desk as it really was at the instant for which it was predicted
}

// Proposed: pulling this lever would help so much.
type Proposed struct {
	Lever     int       `json:"lever"`
	Brand     string    `json:"brand"`
	CrisisID  string    `json:"crisis_id,omitempty"`
	Stage     string    `json:"stage"` // that it widens
	Params    Params    `json:"params"`
	Predicted Predicted `json:"predicted"`
	Reason    string    `json:"reason"`
	At        time.Time `json:"at"`
}

// Pulled: the lever is in force.
type Pulled struct {
	Lever     int       `json:"lever"`
	Brand     string    `json:"brand"`
	Params    Params    `json:"params"`
	Owner     string    `json:"owner"` // who answers for it
	Predicted Predicted `json:"predicted"`
	At        time.Time `json:"at"`
	Until     time.Time `json:"until,omitzero"`
}

// Released: the lever is no longer in force.
type Released struct {
	Lever    int       `json:"lever"`
	Brand    string    `json:"brand"`
	By       string    `json:"by"`
	Reason   string    `json:"reason"`
	Measured Measured  `json:"measured"`
	At       time.Time `json:"at"`
}

// ReplyTimeAnnounced: customers are told that an answer takes so long, until then.
type ReplyTimeAnnounced struct {
	Channel    string    `json:"channel,omitempty"` // empty: all
	ReplyTimeS float64   `json:"reply_time_s"`
	Until      time.Time `json:"until"`
}

// DutyShed: people leave a duty for the desk, for a time.
type DutyShed struct {
	Duty  string    `json:"duty"`
	From  string    `json:"from"` // who had it
	To    string    `json:"to"`   // where they help
	Until time.Time `json:"until"`
}

// DutyReturned: the duty is done again.
type DutyReturned struct {
	Duty string `json:"duty"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Proposed]("lever.proposed"),
	domain.Type[Pulled]("lever.pulled"),
	domain.Type[Released]("lever.released"),
	domain.Type[ReplyTimeAnnounced]("lever.reply_time_announced"),
	domain.Type[DutyShed]("lever.duty_shed"),
	domain.Type[DutyReturned]("lever.duty_returned"),
}
