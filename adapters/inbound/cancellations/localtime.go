package cancellations

import "time"

// Clock says what the local clock did at a local time.
type Clock string

// What the local clock does.
const (
	ClockRegular  Clock = ""         // the local time is there once
	ClockSkipped  Clock = "skipped"  // clocks went forward over it: the instant it would have been is taken
	ClockRepeated Clock = "repeated" // clocks went back over it: the first of the two instants is taken
)

// localTime finds the instant of a local date and time. time.Date promises neither which instant it takes around a change
// of clocks nor to say that it had to choose, so both offsets are tried.
func localTime(zone *time.Location, year int, month time.Month, day, hour, minute int) (time.Time, Clock) {
	wall := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	before, after := offset(zone, wall.Add(-24*time.Hour)), offset(zone, wall.Add(24*time.Hour))
	first, second := wall.Add(-before), wall.Add(-after)
	firstFits, secondFits := offset(zone, first) == before, offset(zone, second) == after
	switch {
	case firstFits && secondFits && before != after:
		return first, ClockRepeated
	case firstFits:
		return first, ClockRegular
	case secondFits:
		return second, ClockRegular
	}
	return first, ClockSkipped
}

// offset is how far a zone is ahead of UTC at an instant.
func offset(zone *time.Location, at time.Time) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
