package main

import "time"

// window is the span of service days and instants that a replay takes in.
type window struct {
	from, until time.Time // instants; zero: open
	first, last string    // service days, YYYY-MM-DD; empty: open
}

// dayOf is the calendar day of an instant in UTC.
func dayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// covers tells whether a service day lies in the window.
func (w window) covers(day string) bool {
	return (w.first == "" || day >= w.first) && (w.last == "" || day <= w.last)
}

// holds tells whether an instant lies in the window.
func (w window) holds(t time.Time) bool {
	return (w.from.IsZero() || !t.Before(w.from)) && (w.until.IsZero() || t.Before(w.until))
}
