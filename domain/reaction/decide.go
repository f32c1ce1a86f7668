package reaction

import (
	"fmt"

	"tocsin/domain"
)

// Command is anything that can be asked of a reaction stream.
//
//sumtype:decl
type Command interface{ reactionCommand() }

func (Refuse) reactionCommand() {}
func (Park) reactionCommand()   {}

// Refuse records that a request led to nothing.
type Refuse struct{ Refused Refused }

// Park records that a reactor is held.
type Park struct{ Parked Parked }

// State of a reaction stream: nothing is ever asked of it.
type State struct{}

// Decider records what it is told.
var Decider = domain.Decider[State, Command, Event]{
	Decide: func(c Command, _ State) ([]Event, error) {
		switch c := c.(type) {
		case Refuse:
			return []Event{c.Refused}, nil
		case Park:
			return []Event{c.Parked}, nil
		}
		panic(fmt.Sprintf("reaction: no rule for %T", c))
	},
	Evolve:  func(s State, _ Event) State { return s },
	Lasting: true,
}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("reaction", Types)
