// Package reaction holds what became of the requests of one policy (reaction-{policy}) when they led to nothing: a
// refusal is a fact, and the policy folds it.
package reaction

import "tocsin/domain"

// Event is any fact of a reaction stream.
//
//sumtype:decl
type Event interface{ reactionEvent() }

func (Refused) reactionEvent() {}
func (Parked) reactionEvent()  {}

// Refused: a request was refused, or decided nothing (code no_change).
type Refused struct {
	Policy string `json:"policy"`
	Cause  string `json:"cause"`
	Step   string `json:"step"`
	To     string `json:"to"` // stream
	Code   string `json:"code"`
	Reason string `json:"reason,omitempty"`
}

// Parked: the reactor gave up or lost its checkpoint; it is held until a person releases it.
type Parked struct {
	Policy string `json:"policy"`
	Cause  string `json:"cause,omitempty"`
	Error  string `json:"error"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Refused]("reaction.refused"),
	domain.Type[Parked]("reaction.parked"),
}
