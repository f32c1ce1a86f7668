package channels

import (
	"context"
	"time"
)

// Channel takes notices to people.
type Channel interface {
	// Name is that of the provider, for events and metric labels: few values, no personal data.
	Name() string

	// Capability is the same for the life of the channel.
	Capability() Capability

	// Send answers nil when the provider took it, an *Error when it certainly did not, and any other error when nobody
	// knows. It is safe for use by several goroutines.
	Send(context.Context, Delivery) (Receipt, error)
}

// Repeat is what may be done about a send of which nobody knows.
type Repeat string

// Kinds of Repeat. The zero value is not one of them, so a forgotten capability shows.
const (
	None          Repeat = "none"           // nothing: a person looks at it
	IdempotentKey Repeat = "idempotent_key" // send again: the provider drops the second one
	LookupByRef   Repeat = "lookup_by_ref"  // ask what became of it: the channel is a Tracker
)

// Capability is what a channel says about itself.
type Capability struct {
	PartsPerSecond float64       // what the provider takes
	Private        bool          // personal data may travel here
	Repeat         Repeat        // what may be done about an unknown outcome
	KeyKept        time.Duration // IdempotentKey: how long the provider drops a second send of a key
}

// Delivery is one notice to one person by one channel.
type Delivery struct {
	Key      string // subject/statement/version/channel: what the provider is to take at most once
	Channel  string // kind: sms, email, push ...
	Address  string
	Lang     string
	Text     string // the bytes that were approved, with their places filled; for e-mail see Subject
	Parts    int    // as paced and paid; 0 counts as 1
	NotAfter time.Time
	Now      time.Time // of this attempt; channels read no clock for rules
	Drill    bool      // part of an exercise: only a sandbox may take it
}

// Expired says that the notice is worth nothing any more. A zero NotAfter never passes.
func (d Delivery) Expired() bool { return !d.NotAfter.IsZero() && d.Now.After(d.NotAfter) }

// Receipt says that the provider took a notice.
type Receipt struct {
	ProviderRef string // the provider's name for it
}
