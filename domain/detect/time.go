package detect

// Times are milliseconds since the Unix epoch.
const (
	Second int64 = 1000
	Minute       = 60 * Second
	Hour         = 60 * Minute
	Day          = 24 * Hour
	Week         = 7 * Day
)

// firstMonday is a Monday 00:00: 5 January 1970.
const firstMonday = 4 * Day

// FloorTo is the last multiple of step at or before t.
func FloorTo(t, step int64) int64 { return t - floorMod(t, step) }

func floorMod(t, step int64) int64 {
	if m := t % step; m < 0 {
		return m + step
	} else {
		return m
	}
}

// Effective is the time at which an event counts in a stream that waits lateness for its events: no earlier than the
// watermark (the running maximum of recorded_at, in log order) less the lateness, no later than the watermark. Late
// tells that it came after its time had passed.
func Effective(occurred, watermark, lateness int64) (t int64, late bool) {
	edge := watermark - lateness
	return min(max(occurred, edge), watermark), occurred < edge
}

// Zone is the offset table of a local time, sorted by From. An empty Zone is UTC.
type Zone []Offset

// Offset holds from an instant on: local time = UTC + Offset.
type Offset struct {
	From   int64 `json:"from_ms"`
	Offset int64 `json:"offset_ms"`
}

// Local is the local time at t. Before the first entry the first one holds.
func (z Zone) Local(t int64) int64 {
	if len(z) == 0 {
		return t
	}
	i := len(z) - 1
	for i > 0 && z[i].From > t {
		i--
	}
	return t + z[i].Offset
}

// weekTime is the part of the local week that has passed, from Monday 00:00.
func weekTime(local int64) int64 { return floorMod(local-firstMonday, Week) }
