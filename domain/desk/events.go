// Package desk holds the one owner of a person over all threads (desk-{subject}).
package desk

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a desk stream.
//
//sumtype:decl
type Event interface{ deskEvent() }

func (Claimed) deskEvent()  {}
func (Released) deskEvent() {}

// Claimed: this agent owns the person. A transfer is a claim that names From.
type Claimed struct {
	Owner      string    `json:"owner"`
	LeaseUntil time.Time `json:"lease_until"`
	From       string    `json:"from,omitempty"`
	Reason     string    `json:"reason,omitempty"`
}

// Released: nobody owns the person.
type Released struct {
	Owner  string `json:"owner"`
	Reason string `json:"reason"` // timeout, shift_end, manual, done
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Claimed]("desk.claimed"),
	domain.Type[Released]("desk.released"),
}
