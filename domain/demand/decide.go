package demand

import (
	"fmt"

	"tocsin/domain"
)

// Command is anything that can be asked of a demand stream.
//
//sumtype:decl
type Command interface{ demandCommand() }

func (MoveBottleneck) demandCommand() {}

// MoveBottleneck says where the bottleneck is now. What it was before is what was said last.
type MoveBottleneck struct{ BottleneckMoved BottleneckMoved }

// State is what the rules ask of a demand stream.
type State struct {
	Bottleneck string // stage, or empty
}

// Decider of a demand stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve, Lasting: true}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("demand", Types)

// Stream names the stream of a brand.
func Stream(brand string) domain.StreamID { return domain.StreamID("demand-" + brand) }

func decide(c Command, s State) ([]Event, error) {
	switch c := c.(type) {
	case MoveBottleneck:
		e := c.BottleneckMoved
		switch {
		case e.Brand == "":
			return nil, domain.Refuse(domain.Invalid, "brand is required")
		case e.At.IsZero():
			return nil, domain.Refuse(domain.Invalid, "at is required")
		case !(e.Utilisation >= 0): // not-a-number is not either
			return nil, domain.Refuse(domain.Invalid, "utilisation must not be negative")
		case e.To == s.Bottleneck:
			return nil, nil
		}
		e.From = s.Bottleneck
		return []Event{e}, nil
	}
	panic(fmt.Sprintf("demand: no rule for %T", c))
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case BottleneckMoved:
		s.Bottleneck = e.To
		return s
	}
	panic(fmt.Sprintf("demand: no fold for %T", e))
}
