package channels

import (
	"context"
	"time"
)

// State is what a provider knows of one notice.
type State string

// States in the order in which they are reached; Absent is none of them.
const (
	Absent    State = "absent"    // the provider does not have it, and will not: it may be sent again
	Accepted  State = "accepted"  // taken
	Delivered State = "delivered" // on the person's device
	Read      State = "read"      // opened
)

// Status is what a provider knows of one notice, and since when.
type Status struct {
	State       State
	ProviderRef string // empty with Absent
	At          time.Time
}

// Tracker is optional, and owed by LookupByRef: a channel that can be asked what became of a notice. An error means
// that it cannot tell now; ask again later.
type Tracker interface {
	Status(ctx context.Context, key string) (Status, error)
}

// Report is what a provider says later, of its own accord: Delivered or Read. The same may be said twice, and in any
// order.
type Report struct {
	Key string
	Status
}

// Inbox is optional: a channel whose provider says later what became of its notices.
type Inbox interface {
	// Receipts gives what has been said up to now, each once.
	Receipts(now time.Time) []Report

	// Next is when something will be there, as far as that can be known: virtual time jumps to it. A live provider,
	// which nobody can foresee, says false.
	Next() (time.Time, bool)
}
