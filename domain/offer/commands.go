package offer

import "time"

// Command is anything that can be asked of an offer.
//
//sumtype:decl
type Command interface{ offerCommand() }

func (Make) offerCommand()        {}
func (Accept) offerCommand()      {}
func (Decline) offerCommand()     {}
func (Expire) offerCommand()      {}
func (Confirm) offerCommand()     {}
func (FailConfirm) offerCommand() {}
func (Revoke) offerCommand()      {}
func (Replace) offerCommand()     {}

// Make puts options to a party. When Held is set, Evidence must hold "inventory.units_held" with the option as value.
type Make struct{ Made Made }

// Accept chooses an option; again the same is nothing, after expiry TooLate, another option Conflict.
type Accept struct {
	Option, Channel string
	At              time.Time
}

// Decline refuses all options.
type Decline struct {
	Reason string
	Now    time.Time
}

// Expire ends an offer that nobody answered; only when Now is past ExpiresAt.
type Expire struct{ Now time.Time }

// Confirm records the host's yes.
type Confirm struct{ HostRef string }

// FailConfirm records the host's no.
type FailConfirm struct{ Reason string }

// Revoke takes an offer back that is not confirmed.
type Revoke struct{ Reason, ApologyStatementID string }

// Replace names the offer that stands in the place of a revoked or failed one.
type Replace struct{ ReplacementOfferID string }
