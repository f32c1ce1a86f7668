package reserve

import "time"

// Command is anything that can be asked of a reserve member.
//
//sumtype:decl
type Command interface{ reserveCommand() }

func (Register) reserveCommand()        {}
func (SetAvailability) reserveCommand() {}
func (Book) reserveCommand()            {}
func (Unbook) reserveCommand()          {}
func (CheckIn) reserveCommand()         {}
func (CheckOut) reserveCommand()        {}

// Register adds or updates a member.
type Register struct{ Registered Registered }

// SetAvailability says whether the member is on call.
type SetAvailability struct{ AvailabilitySet AvailabilitySet }

// Book takes the member for one call-out; Conflict when booked elsewhere, Forbidden inside minimum rest or beyond the
// hours of the contract. The same booking twice is one.
type Book struct{ Booked Booked }

// Unbook frees the member.
type Unbook struct{ Unbooked Unbooked }

// CheckIn says that a booked member is at work.
type CheckIn struct{ CalloutID string }

// CheckOut ends the turn at At.
type CheckOut struct {
	WorkedS float64
	At      time.Time
}
