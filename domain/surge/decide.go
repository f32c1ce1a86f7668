package surge

import (
	"fmt"

	"tocsin/domain"
)

// State of a surge.
type State struct {
	Phase    Phase
	Level    int
	Incident string // that explains it
}

// Phase of a surge.
type Phase uint8

// Phases; the zero value does not exist.
const (
	Unknown Phase = iota
	Open
	Closed
)

// Decider of a surge stream. The detector has decided already; the rules only keep the record consistent.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("surge", Types)

func decide(c Command, s State) ([]Event, error) {
	if d, ok := c.(Detect); ok {
		return detect(d, s)
	}
	if s.Phase == Unknown {
		return nil, domain.Refuse(domain.NotFound, "no such surge")
	}
	switch c := c.(type) {
	case Detect: // above
	case Escalate:
		return change(s, c.Escalated.Level, c.Escalated.Level > s.Level, c.Escalated)
	case Ease:
		return change(s, c.Eased.Level, c.Eased.Level < s.Level, c.Eased)
	case Resume:
		if s.Phase == Open {
			return nil, nil
		}
		return []Event{c.Resumed}, nil
	case Link:
		switch c.Linked.IncidentID {
		case "":
			return nil, domain.Refuse(domain.Invalid, "incident_id is required")
		case s.Incident:
			return nil, nil
		}
		return []Event{c.Linked}, nil
	case End:
		if s.Phase == Closed {
			return nil, nil
		}
		return []Event{c.Ended}, nil
	case Confirm:
		return judged(c.Confirmed.By, c.Confirmed.Reason, c.Confirmed)
	case Dismiss:
		return judged(c.Dismissed.By, c.Dismissed.Reason, c.Dismissed)
	}
	panic(fmt.Sprintf("surge: no rule for %T", c))
}

func detect(c Detect, s State) ([]Event, error) {
	switch {
	case s.Phase != Unknown:
		return nil, nil
	case c.Detected.Key.Brand == "" || c.Detected.Key.Topic == "" || c.Detected.Key.Channel == "":
		return nil, domain.Refuse(domain.Invalid, "key: brand, topic and channel are required, each possibly *")
	case !valid(c.Detected.Level):
		return nil, domain.Refuse(domain.Invalid, "level must be 0 to %d", maxLevel)
	case c.Detected.Baseline != "learned" && c.Detected.Baseline != "provisional":
		return nil, domain.Refuse(domain.Invalid, "a stream without a baseline has no surge")
	case c.Detected.At.IsZero() || c.Detected.OnsetAt.IsZero() || c.Detected.OnsetAt.After(c.Detected.At):
		return nil, domain.Refuse(domain.Invalid, "onset_at and at are required, onset first")
	}
	return []Event{c.Detected}, nil
}

// change records a new level of an open surge; the same level again is nothing.
func change(s State, level int, moves bool, e Event) ([]Event, error) {
	switch {
	case !valid(level):
		return nil, domain.Refuse(domain.Invalid, "level must be 0 to %d", maxLevel)
	case s.Phase != Open:
		return nil, domain.Refuse(domain.Conflict, "the surge has ended")
	case !moves:
		return nil, nil
	}
	return []Event{e}, nil
}

// maxLevel is critical.
const maxLevel = 3

func valid(level int) bool { return level >= 0 && level <= maxLevel }

func judged(by, reason string, e Event) ([]Event, error) {
	if by == "" || reason == "" {
		return nil, domain.Refuse(domain.Invalid, "by and reason are required")
	}
	return []Event{e}, nil
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Detected:
		return State{Phase: Open, Level: e.Level, Incident: e.ExplainedBy}
	case Escalated:
		s.Level = e.Level
		return s
	case Eased:
		s.Level = e.Level
		return s
	case Resumed:
		s.Phase, s.Level = Open, e.Level
		return s
	case Ended:
		s.Phase = Closed
		return s
	case Linked:
		s.Incident = e.IncidentID
		return s
	case Confirmed, Dismissed:
		return s
	}
	panic(fmt.Sprintf("surge: no fold for %T", e))
}
