package playbookfile

import (
	"time"

	"tocsin/domain/playbook"
)

// The years for which offsets are written into a playbook. Whoever reads it needs no zone database, and reads the same
// local times for ever, whatever becomes of the rules of the zone.
const (
	firstYear = 2000
	lastYear  = 2040
)

// location finds a zone; the computer's own is none, since it differs from computer to computer.
func location(zone string) (*time.Location, bool) {
	if zone == "" || zone == "Local" {
		return nil, false
	}
	l, err := time.LoadLocation(zone)
	return l, err == nil
}

// offsets lists the offsets of a zone from UTC and since when each holds.
func offsets(zone string) (list []playbook.Offset) {
	l, ok := location(zone)
	if !ok {
		return nil
	}
	end := time.Date(lastYear+1, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(end); {
		local := at.In(l)
		_, seconds := local.Zone()
		if n := len(list); n == 0 || list[n-1].Seconds != seconds {
			list = append(list, playbook.Offset{From: at, Seconds: seconds})
		}
		_, next := local.ZoneBounds()
		if next.IsZero() {
			break
		}
		if !next.After(at) { // the last day of a leap year, where the library takes the year to be over
			next = at.Add(day)
		}
		at = next.UTC()
	}
	return list
}
