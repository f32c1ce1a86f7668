package channels

import "time"

// Error says that a notice was certainly not sent. Whatever is not an Error leaves the outcome open.
type Error struct {
	Temporary  bool          // it may be tried again
	RetryAfter time.Duration // what the provider asked for; 0: our own pace
	Reason     string        // a metric label: few values, no personal data
}

// Reasons that every channel uses alike; providers add their own.
const (
	Expired     = "expired"      // its time has passed
	Throttled   = "throttled"    // the provider is full
	Unavailable = "unavailable"  // the provider is down or answers with a fault of its own
	BadAddress  = "bad_address"  // nobody can be reached there
	DrillOnly   = "drill"        // an exercise never leaves the house
	WrongKind   = "wrong_kind"   // not the kind of this channel
	Malformed   = "malformed"    // no key, no address or no text
	TooLarge    = "too_large"    // more than the provider takes
	KeyConflict = "key_conflict" // the provider knows the key with another text
)

// Error makes it an error.
func (e *Error) Error() string { return "not sent: " + e.Reason }

// Check refuses what no channel of a kind may take: malformed, of another kind, or past its time.
func Check(kind string, d Delivery) error {
	switch {
	case d.Key == "" || d.Address == "" || d.Text == "" || d.Now.IsZero():
		return &Error{Reason: Malformed}
	case d.Channel != kind:
		return &Error{Reason: WrongKind}
	case d.Expired():
		return &Error{Reason: Expired}
	}
	return nil
}
