package desk

import (
	"fmt"
	"time"
)

// State of a desk stream.
type State struct {
	Exists     bool
	Owner      string // empty: nobody
	From       string // who handed the person over to Owner, if anybody did
	LeaseUntil time.Time
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Claimed:
		return State{Exists: true, Owner: e.Owner, From: e.From, LeaseUntil: e.LeaseUntil}
	case Released:
		return State{Exists: true}
	}
	panic(fmt.Sprintf("desk: no fold for %T", e))
}
