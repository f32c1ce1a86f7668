package domain

import "time"

// Policy is a pure process manager: "when X then Y unless Z". It folds its own private state from the log, and every
// deadline is part of that state, so that a restart loses none. It never acts by itself: it asks.
type Policy interface {
	// Name is part of the key of each of its requests: never change it.
	Name() string
	// Wants lists zero values of the events it reads; nothing else is decoded for it.
	Wants() []Event
	// Apply folds one record.
	Apply(Recorded)
	// React is asked after Apply of the same record: because this has just happened.
	React(Recorded) []Request
	// Due is asked when the policy has caught up: because nothing has happened by now.
	Due(now time.Time) []Request
	// Next is when Due could first have something to say; virtual time jumps there. It may be early, never late.
	Next() (time.Time, bool)
}

// Request is a command on its way to a stream. The key of a policy's request is policy/cause/step/to: asked twice,
// carried out once.
type Request struct {
	To       StreamID
	Command  any
	NotAfter time.Time // later it is refused; zero: it may be late
	Cause    string    // policy: id of the event that is answered, or that set the deadline
	Step     string    // policy: tells two requests of one cause apart: "remind", "broken"; never a place in a slice
	At       *Revision // door: the revision its sender saw; refused if the stream has moved
	Seen     Position  // door: the position of the board its sender saw; refused if the stream has moved since
}

// Evidence is a fact of another stream, brought in a command so that a decider can rest on it; the event that rests
// on it keeps the position.
type Evidence struct {
	Fact     string   `json:"fact"`
	Value    string   `json:"value,omitempty"`
	Position Position `json:"position"`
}

// Find gives the first evidence of a fact.
func Find(evidence []Evidence, fact string) (Evidence, bool) {
	for _, e := range evidence {
		if e.Fact == fact {
			return e, true
		}
	}
	return Evidence{}, false
}

// Act is a request by somebody who is no policy: a person at a door, or the script that plays one.
type Act struct {
	Request
	Actor Actor
}
