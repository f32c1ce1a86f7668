package sqlitelog

import (
	"fmt"
	"math"
	"time"

	"tocsin/domain"
)

// check refuses what no engine takes.
func check(w domain.Write) error {
	if w.Stream == "" {
		return fmt.Errorf("%w: empty stream id", domain.ErrInvalidAppend)
	}
	for i := range w.Events {
		p := &w.Events[i]
		var wrong string
		switch {
		case p.ID.IsZero():
			wrong = "empty event id"
		case p.Type == "":
			wrong = "empty event type"
		case len(p.Data) > domain.MaxEventBytes:
			wrong = fmt.Sprintf("%d bytes of data, the limit is %d", len(p.Data), domain.MaxEventBytes)
		case !storable(p.Meta.OccurredAt) || !storable(p.Meta.RecordedAt):
			wrong = "a time outside the years 1678 to 2261"
		default:
			continue
		}
		return fmt.Errorf("%w: event %d: %s", domain.ErrInvalidAppend, i, wrong)
	}
	return nil
}

// storable tells whether a time survives as nanoseconds since 1970 in 64 bits.
func storable(t time.Time) bool {
	const most = math.MaxInt64/int64(time.Second) - 1
	return t.IsZero() || -most < t.Unix() && t.Unix() < most
}
