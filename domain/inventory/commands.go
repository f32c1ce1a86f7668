package inventory

import "time"

// Command is anything that can be asked of an inventory.
//
//sumtype:decl
type Command interface{ inventoryCommand() }

func (Add) inventoryCommand()             {}
func (SetCapacity) inventoryCommand()     {}
func (CorrectCapacity) inventoryCommand() {}
func (Hold) inventoryCommand()            {}
func (Commit) inventoryCommand()          {}
func (Release) inventoryCommand()         {}

// Add makes an alternative known, with its first capacity.
type Add struct {
	AlternativeAdded AlternativeAdded
	Capacity         CapacitySet
}

// SetCapacity states the units; refused (Conflict) below what is held and committed: that is a correction.
type SetCapacity struct{ CapacitySet CapacitySet }

// CorrectCapacity says that the number was wrong; it is accepted below what is held and committed.
type CorrectCapacity struct {
	To     int
	Source string
}

// Hold keeps N units for an offer until then; Exhausted when there are not enough. The same hold twice is one.
type Hold struct {
	OfferID string
	N       int
	Until   time.Time
	Now     time.Time
}

// Commit takes held units; Conflict when the hold is gone.
type Commit struct {
	OfferID string
	Now     time.Time
}

// Release frees held or committed units; nothing when there are none.
type Release struct {
	OfferID string
	Reason  string
}
