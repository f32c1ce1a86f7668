package domain

import (
	"errors"
	"fmt"
)

// Code says what kind of no a Refusal is; one table maps codes to HTTP statuses.
type Code string

// Codes of refusals.
const (
	Invalid   Code = "invalid"    // the command breaks a rule of form
	NotFound  Code = "not_found"  // the thing does not exist
	Conflict  Code = "conflict"   // its state does not allow it
	Forbidden Code = "forbidden"  // this actor may not
	Exhausted Code = "exhausted"  // no units left
	TooLate   Code = "too_late"   // past the command's NotAfter or a deadline
	Stale     Code = "stale"      // the stream has moved since the sender looked
	KeyReused Code = "key_reused" // same command key, other content
	NoChange  Code = "no_change"  // nothing to do; only as the code of a recorded reaction.refused
)

// Refusal is a rule's no: a value, not a fault.
type Refusal struct {
	Code     Code
	Reason   string   // for people; never an echo of the input
	Revision Revision // of the stream, with Stale
}

// Error makes a refusal an error.
func (r *Refusal) Error() string { return string(r.Code) + ": " + r.Reason }

// Refuse makes a refusal.
func Refuse(code Code, format string, args ...any) error {
	return &Refusal{Code: code, Reason: fmt.Sprintf(format, args...)}
}

// Refused tells a refusal from a fault.
func Refused(err error) (*Refusal, bool) {
	return errors.AsType[*Refusal](err)
}
