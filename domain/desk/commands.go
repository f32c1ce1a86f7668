package desk

import "time"

// Command is anything that can be asked of a desk.
//
//sumtype:decl
type Command interface{ deskCommand() }

func (Claim) deskCommand()    {}
func (Transfer) deskCommand() {}
func (Release) deskCommand()  {}

// Claim takes a person; Conflict while another's lease runs. By its owner it extends the lease (no event within the
// first half of it).
type Claim struct {
	Owner      string
	LeaseUntil time.Time
	Now        time.Time
}

// Transfer hands over; only by the owner, with a reason.
type Transfer struct {
	From, To, Reason string
	LeaseUntil       time.Time
}

// Release gives back. With reason timeout only when the lease is over at Now.
type Release struct {
	Owner, Reason string
	Now           time.Time
}
