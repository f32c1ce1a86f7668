// Package delivery holds the rules of one batch of at most 300 notices (delivery-{outreach}-{wave}-{n}). Each event
// carries an array of items; I is the index of an item in its batch, given once in delivery.requested.
//
// From version 2 on items are stored by columns: in the place of "items" stands each key of an item, with a list of as many
// values as there are items. A value that all items share stands alone; a key that is empty in all items is left out. Texts of
// which there are few stand once each, as {"of": texts, "at": the place of each item's text in them}. delivery.requested tells
// the "count" of its items, which are numbered by their places; "contact_suffix" is what contact ids have behind their subjects.
// Receipts that differ in time tell the first, and in plus_s, plus_ms, plus_us or plus_ns how much later each was.
package delivery

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a delivery stream.
//
//sumtype:decl
type Event interface{ deliveryEvent() }

func (Requested) deliveryEvent()      {}
func (Suppressed) deliveryEvent()     {}
func (Attempted) deliveryEvent()      {}
func (Accepted) deliveryEvent()       {}
func (OutcomeUnknown) deliveryEvent() {}
func (Failed) deliveryEvent()         {}
func (Delivered) deliveryEvent()      {}
func (Read) deliveryEvent()           {}
func (Escalated) deliveryEvent()      {}
func (Unreachable) deliveryEvent()    {}
func (Expired) deliveryEvent()        {}
func (Parked) deliveryEvent()         {}

// MaxItems is the most items of one batch; MaxBytes of JSON closes it earlier.
const (
	MaxItems = 300
	MaxBytes = 64 << 10
)

// Item is one notice that is owed to one person.
type Item struct {
	I            int       `json:"i"`
	Subject      string    `json:"subject"`
	Lang         string    `json:"lang"`
	Channel      string    `json:"channel,omitempty"`    // of the ladder's first step; empty when there is no contact
	ContactID    string    `json:"contact_id,omitempty"` // in the vault
	Priority     int       `json:"priority,omitempty"`
	TemplateHash string    `json:"template_hash"`
	ParamsHash   string    `json:"params_hash"`
	Party        string    `json:"party,omitempty"`    // who travels together
	Seats        int       `json:"seats,omitempty"`    // of the party, only on its head: an offer is put to the head
	OfferID      string    `json:"offer_id,omitempty"` // of the party
	Pool         string    `json:"pool,omitempty"`     // whose alternatives may be put to the party, if not those of the incident
	Expires      time.Time `json:"expires,omitzero"`   // when the notice is worth nothing any more, if before the batch's NotAfter
}

// Requested: these notices are owed. It is the intent: everything later refers to it.
type Requested struct {
	OutreachID       string    `json:"outreach_id"`
	Wave             int       `json:"wave"`
	IncidentID       string    `json:"incident_id"`
	StatementID      string    `json:"statement_id"`
	StatementVersion int       `json:"statement_version"`
	Ladder           []string  `json:"ladder"`
	Down             []string  `json:"down,omitempty"` // kinds of channel that the incident cuts these people off from
	NotAfter         time.Time `json:"not_after"`
	Items            []Item    `json:"items"`
}

// Reasons of a suppression.
const (
	OptedOut        = "opted_out"
	QuietHours      = "quiet_hours"
	Duplicate       = "duplicate"
	AlreadyInformed = "already_informed"
	Erased          = "erased"
	NoContact       = "no_contact"
	BySupersession  = "superseded"
	ChannelDown     = "channel_down"
	ByAbort         = "aborted"
)

// SuppressedItem is one notice that will not be sent, and why.
type SuppressedItem struct {
	I      int    `json:"i"`
	Reason string `json:"reason"`
}

// Suppressed: these will not be sent.
type Suppressed struct {
	Items []SuppressedItem `json:"items"`
}

// AttemptedItem is one try; Attempt counts from 1 over all channels.
type AttemptedItem struct {
	I         int    `json:"i"`
	Attempt   int    `json:"attempt"`
	Channel   string `json:"channel"`
	ContactID string `json:"contact_id"` // what the sender took; not recorded any more: it is the item's
	Parts     int    `json:"parts,omitempty"`
}

// Attempted: recorded before the send; one event holds at most what is in flight at the provider.
type Attempted struct {
	Provider string          `json:"provider"`
	Items    []AttemptedItem `json:"items"`
}

// AcceptedItem is one notice that the provider took.
type AcceptedItem struct {
	I           int    `json:"i"`
	ProviderRef string `json:"provider_ref"`
}

// Accepted: the provider took these.
type Accepted struct {
	Items []AcceptedItem `json:"items"`
}

// UnknownItem is one try of which nobody knows.
type UnknownItem struct {
	I      int     `json:"i"`
	AfterS float64 `json:"after_s"`
}

// OutcomeUnknown: no answer; never sent again on the same channel unless the channel can tell or drops repeats.
type OutcomeUnknown struct {
	Items []UnknownItem `json:"items"`
}

// FailedItem is one try that certainly did not go out.
type FailedItem struct {
	I           int     `json:"i"`
	Code        string  `json:"code"`
	Permanent   bool    `json:"permanent"`
	RetryAfterS float64 `json:"retry_after_s,omitempty"`
}

// Failed: the provider refused these.
type Failed struct {
	Items []FailedItem `json:"items"`
}

// ReceiptItem is the word of a provider about one notice.
type ReceiptItem struct {
	I  int       `json:"i"`
	At time.Time `json:"at"`
}

// Delivered: it is on the person's device.
type Delivered struct {
	Items []ReceiptItem `json:"items"`
}

// Read: the person has opened it.
type Read struct {
	Items []ReceiptItem `json:"items"`
}

// EscalatedItem is one notice that goes on by the next channel.
type EscalatedItem struct {
	I         int    `json:"i"`
	From      string `json:"from"`
	To        string `json:"to"`
	ContactID string `json:"contact_id"`
}

// Escalated: the next channel of the ladder is tried.
type Escalated struct {
	Items []EscalatedItem `json:"items"`
}

// IndexItem names one notice.
type IndexItem struct {
	I int `json:"i"`
}

// Unreachable: the ladder is exhausted.
type Unreachable struct {
	Items []IndexItem `json:"items"`
}

// Expired: its time passed before it could be sent.
type Expired struct {
	Items []IndexItem `json:"items"`
}

// ParkedItem is one notice set aside for a person, and why.
type ParkedItem struct {
	I      int    `json:"i"`
	Reason string `json:"reason"`
}

// Parked: set aside; a person decides.
type Parked struct {
	Items []ParkedItem `json:"items"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Requested]("delivery.requested", columns[Requested]),
	domain.Type[Suppressed]("delivery.suppressed", columns[Suppressed]),
	domain.Type[Attempted]("delivery.attempted", columns[Attempted]),
	domain.Type[Accepted]("delivery.accepted", columns[Accepted]),
	domain.Type[OutcomeUnknown]("delivery.outcome_unknown", columns[OutcomeUnknown]),
	domain.Type[Failed]("delivery.failed", columns[Failed]),
	domain.Type[Delivered]("delivery.delivered", columns[Delivered]),
	domain.Type[Read]("delivery.read", columns[Read]),
	domain.Type[Escalated]("delivery.escalated", columns[Escalated]),
	domain.Type[Unreachable]("delivery.unreachable", columns[Unreachable]),
	domain.Type[Expired]("delivery.expired", columns[Expired]),
	domain.Type[Parked]("delivery.parked", columns[Parked]),
}
