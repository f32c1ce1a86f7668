// Package inventory holds the units of one alternative (inventory-{alternative}): capacity, held, committed. One stream
// per alternative serialises the claims, so held plus committed never exceeds what there is.
package inventory

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of an inventory stream.
//
//sumtype:decl
type Event interface{ inventoryEvent() }

func (AlternativeAdded) inventoryEvent()  {}
func (CapacitySet) inventoryEvent()       {}
func (UnitsHeld) inventoryEvent()         {}
func (UnitsCommitted) inventoryEvent()    {}
func (UnitsReleased) inventoryEvent()     {}
func (CapacityCorrected) inventoryEvent() {}

// AlternativeAdded: something that can be put to people exists.
type AlternativeAdded struct {
	Kind        string    `json:"kind"` // rebook refund rail bus other_carrier hotel meal voucher workaround credit callback
	Unit        string    `json:"unit"` // seat room meal none
	ValidFrom   time.Time `json:"valid_from"`
	ValidTo     time.Time `json:"valid_to"`
	Eligibility string    `json:"eligibility"` // id of the incident it serves, or "*"
	Source      string    `json:"source"`
	Rank        int       `json:"rank"` // offered in this order, lowest first
}

// CapacitySet: so many units exist.
type CapacitySet struct {
	N         int       `json:"n"`
	Unlimited bool      `json:"unlimited,omitempty"`
	AsOf      time.Time `json:"as_of"`
	Source    string    `json:"source"`
}

// UnitsHeld: kept for an offer until then.
type UnitsHeld struct {
	OfferID string    `json:"offer_id"`
	N       int       `json:"n"`
	Until   time.Time `json:"until"`
}

// UnitsCommitted: held units are now taken.
type UnitsCommitted struct {
	OfferID string `json:"offer_id"`
	N       int    `json:"n"`
}

// UnitsReleased: units are free again.
type UnitsReleased struct {
	OfferID string `json:"offer_id"`
	N       int    `json:"n"`
	Reason  string `json:"reason"` // expired declined revoked replaced
}

// CapacityCorrected: the number was wrong. Overcommitted is how much more is held and committed than there is.
type CapacityCorrected struct {
	From          int    `json:"from"`
	To            int    `json:"to"`
	Overcommitted int    `json:"overcommitted"`
	Source        string `json:"source"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[AlternativeAdded]("inventory.alternative_added"),
	domain.Type[CapacitySet]("inventory.capacity_set"),
	domain.Type[UnitsHeld]("inventory.units_held"),
	domain.Type[UnitsCommitted]("inventory.units_committed"),
	domain.Type[UnitsReleased]("inventory.units_released"),
	domain.Type[CapacityCorrected]("inventory.capacity_corrected"),
}
