package inbound

import "fmt"

// RowError is one row of a file that was not taken, and why. It does not repeat the row, which may hold personal data.
type RowError struct {
	File   string
	Line   int    // from 1
	Field  string // a column or a path; empty when the whole row is meant
	Reason string
}

// Error reads like a compiler's message.
func (e *RowError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
	}
	return fmt.Sprintf("%s:%d: %s: %s", e.File, e.Line, e.Field, e.Reason)
}
