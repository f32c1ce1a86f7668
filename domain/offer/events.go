// Package offer holds the rules of alternatives put to one party until a time.
package offer

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of an offer stream.
//
//sumtype:decl
type Event interface{ offerEvent() }

func (Made) offerEvent()               {}
func (Accepted) offerEvent()           {}
func (Declined) offerEvent()           {}
func (Expired) offerEvent()            {}
func (Confirmed) offerEvent()          {}
func (ConfirmationFailed) offerEvent() {}
func (Revoked) offerEvent()            {}
func (Replaced) offerEvent()           {}

// Made: these options are put to the party; at most one of them holds units.
type Made struct {
	Subject    string            `json:"subject"` // head of the party
	Brand      string            `json:"brand"`
	IncidentID string            `json:"incident_id"`
	Options    []string          `json:"options"`        // alternative ids, best first
	Held       string            `json:"held,omitempty"` // the option whose units are held
	Party      string            `json:"party"`
	Seats      int               `json:"seats"`
	ExpiresAt  time.Time         `json:"expires_at"`
	Channel    string            `json:"channel"`
	Evidence   []domain.Evidence `json:"evidence,omitempty"` // the hold
}

// Accepted: the party chose.
type Accepted struct {
	Option  string    `json:"option"`
	Channel string    `json:"channel"` // link, keyword, agent
	At      time.Time `json:"at"`
}

// Declined: the party wants none of them.
type Declined struct {
	Reason string `json:"reason,omitempty"`
}

// Expired: nobody answered in time.
type Expired struct{}

// Confirmed: the host system has it.
type Confirmed struct {
	HostRef string `json:"host_ref"`
}

// ConfirmationFailed: the host system said no, or nothing in time.
type ConfirmationFailed struct {
	Reason string `json:"reason"`
}

// Revoked: taken back, because there is less than was thought.
type Revoked struct {
	Reason             string `json:"reason"`
	ApologyStatementID string `json:"apology_statement_id,omitempty"`
}

// Replaced: another offer stands in its place.
type Replaced struct {
	ReplacementOfferID string `json:"replacement_offer_id"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Made]("offer.made"),
	domain.Type[Accepted]("offer.accepted"),
	domain.Type[Declined]("offer.declined"),
	domain.Type[Expired]("offer.expired"),
	domain.Type[Confirmed]("offer.confirmed"),
	domain.Type[ConfirmationFailed]("offer.confirmation_failed"),
	domain.Type[Revoked]("offer.revoked"),
	domain.Type[Replaced]("offer.replaced"),
}
