package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tocsin/domain"
)

// noteOutside says on stderr when a moment lies before or behind everything in the log: what is printed then is true, and
// easily taken for something else.
func noteOutside(c *cobra.Command, log domain.EventLog, m moment, seen domain.Position) error {
	if m == (moment{}) {
		return nil
	}
	for next, err := range log.ReadAll(c.Context(), seen) {
		if err != nil {
			return err
		}
		if seen == 0 {
			note(c, fmt.Sprintf("--at lies before the log, which begins at %s: nothing was known", exact(next)))
		}
		return nil
	}
	for last, err := range log.ReadAll(c.Context(), max(seen, 1)-1) {
		if err != nil {
			return err
		}
		if m.position > last.Position || m.at.After(last.Meta.RecordedAt) {
			note(c, fmt.Sprintf("--at lies behind the log, which ends at position %d, %s: what is shown is its end", last.Position, exact(last)))
		}
		return nil
	}
	note(c, "the log is empty")
	return nil
}

func exact(r domain.Recorded) string { return r.Meta.RecordedAt.UTC().Format(time.RFC3339) }
