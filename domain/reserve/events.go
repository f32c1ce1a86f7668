// Package reserve holds one reserve member (reserve-{member}): what he can do, and the one call-out he is booked for.
package reserve

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a reserve stream.
//
//sumtype:decl
type Event interface{ reserveEvent() }

func (Registered) reserveEvent()      {}
func (AvailabilitySet) reserveEvent() {}
func (Booked) reserveEvent()          {}
func (Unbooked) reserveEvent()        {}
func (CheckedIn) reserveEvent()       {}
func (CheckedOut) reserveEvent()      {}

// Lang is a language and how well it is spoken.
type Lang struct {
	Lang  string `json:"lang"`
	Level string `json:"level,omitempty"` // CEFR
}

// Skill is a training and until when it counts; a zero TrainedUntil has no end.
type Skill struct {
	ID           string    `json:"id"`
	TrainedUntil time.Time `json:"trained_until,omitzero"`
}

// Contract bounds the hours.
type Contract struct {
	Country  string  `json:"country,omitempty"`
	MaxDayS  float64 `json:"max_day_s"`
	MaxWeekS float64 `json:"max_week_s"`
	RestS    float64 `json:"rest_s"` // minimum rest between two turns
}

// Registered: the member belongs to the reserve.
type Registered struct {
	Langs    []Lang   `json:"langs"`
	Skills   []Skill  `json:"skills"`
	Site     string   `json:"site,omitempty"`
	Remote   bool     `json:"remote,omitempty"`
	TravelS  float64  `json:"travel_s,omitempty"`
	Contract Contract `json:"contract"`
}

// AvailabilitySet: on call or not, from now on.
type AvailabilitySet struct {
	OnCall bool      `json:"on_call"`
	Until  time.Time `json:"until,omitzero"`
}

// Booked: the member belongs to this call-out and to no other.
type Booked struct {
	CalloutID string    `json:"callout_id"`
	From      time.Time `json:"from"`
	Until     time.Time `json:"until"`
}

// Unbooked: free again.
type Unbooked struct {
	CalloutID string `json:"callout_id"`
	Reason    string `json:"reason"` // surplus released no_show
}

// CheckedIn: at work.
type CheckedIn struct {
	CalloutID string `json:"callout_id"`
}

// CheckedOut: done; rest begins.
type CheckedOut struct {
	WorkedS float64   `json:"worked_s"`
	At      time.Time `json:"at"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Registered]("reserve.registered"),
	domain.Type[AvailabilitySet]("reserve.availability_set"),
	domain.Type[Booked]("reserve.booked"),
	domain.Type[Unbooked]("reserve.unbooked"),
	domain.Type[CheckedIn]("reserve.checked_in"),
	domain.Type[CheckedOut]("reserve.checked_out"),
}
