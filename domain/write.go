package domain

import (
	"fmt"
	"math"
	"time"
)

// Check refuses what no engine takes: ErrInvalidAppend, wrapped with what is wrong.
func (w Write) Check() error {
	if w.Stream == "" {
		return fmt.Errorf("%w: empty stream id", ErrInvalidAppend)
	}
	for i := range w.Events {
		if wrong := w.Events[i].wrong(); wrong != "" {
			return fmt.Errorf("%w: event %d: %s", ErrInvalidAppend, i, wrong)
		}
	}
	return nil
}

// wrong says what is wrong with an event on its way to the log, empty for nothing.
func (p *Proposed) wrong() string {
	switch {
	case p.ID.IsZero():
		return "empty event id"
	case p.Type == "":
		return "empty event type"
	case len(p.Data) > MaxEventBytes:
		return fmt.Sprintf("%d bytes of data, the limit is %d", len(p.Data), MaxEventBytes)
	case !storable(p.Meta.OccurredAt) || !storable(p.Meta.RecordedAt):
		return "a time outside the years 1678 to 2261"
	}
	return ""
}

// storable tells whether a time survives as nanoseconds since 1970 in 64 bits, which is how engines keep it.
func storable(t time.Time) bool {
	const most = math.MaxInt64/int64(time.Second) - 1
	return t.IsZero() || -most < t.Unix() && t.Unix() < most
}
