package main

import (
	"fmt"

	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/reserve"
	"tocsin/projections/forecast"
)

// outsideFacts takes out of a log what came from outside: each command that a source gave, and what a person of
// operations said of the world, as an incident that is over. Events of one command stand together, so they are gathered
// until another command begins.
type outsideFacts struct {
	sources []asked                                 // messages and facts of sources, as they came
	persons []node.Fact                             // what people of operations said
	counts  outsideCounts                           //
	calls   map[string]bool                         // call-outs of this log
	turns   map[domain.StreamID]bool                // members at work for a call-out that is not of this log
	threads map[domain.StreamID]conversation.Opened // so that a thread can begin with any of its messages

	open []domain.Recorded // events of the command that is being gathered
	rate forecast.Asking   // when it came
	err  error
}

// asked is a fact with what the model expected when it came, if it is a message.
type asked struct {
	node.Fact
	brand    string // of a message, else empty
	expected forecast.Asking
}

func newOutsideFacts() *outsideFacts {
	return &outsideFacts{
		threads: map[domain.StreamID]conversation.Opened{}, calls: map[string]bool{}, turns: map[domain.StreamID]bool{},
	}
}

// take reads one record. The model has not seen it yet.
func (o *outsideFacts) take(r domain.Recorded, model *forecast.Forecast) error {
	if len(o.open) > 0 && (o.open[0].Stream != r.Stream || o.open[0].Meta.Key != r.Meta.Key) {
		o.flush()
	}
	if _, is := r.Event.(callout.Raised); is {
		o.calls[r.Stream.Name()] = true
	}
	if !outsider(r) && !o.turn(r) {
		return o.err
	}
	if len(o.open) == 0 {
		o.rate = forecast.Asking{}
	}
	if m, is := r.Event.(conversation.Classified); is && !m.Revised {
		o.rate = model.Asking(m.Brand, r.Meta.RecordedAt)
	}
	o.open = append(o.open, r)
	return o.err
}

// outsider tells whether the world said it, and not this program or somebody who answered to it.
func outsider(r domain.Recorded) bool {
	switch r.Meta.Actor.Kind {
	case domain.ActorSource:
		return true
	case domain.ActorPublic:
		_, wrote := r.Event.(conversation.Event)
		return wrote
	case domain.ActorPerson:
		switch r.Event.(type) {
		case incident.Event, inventory.Event, feed.CoverageStarted, feed.BaselineImported:
			return true
		}
	}
	return false
}

// turn tells whether a member of the reserve works for something that this log knows nothing of: that he is tired is a
// fact, and no answer to it.
func (o *outsideFacts) turn(r domain.Recorded) bool {
	if booked, is := r.Event.(reserve.Booked); is {
		o.turns[r.Stream] = r.Meta.Actor.Kind == domain.ActorPerson && !o.calls[booked.CalloutID]
	}
	switch r.Event.(type) {
	case reserve.Booked, reserve.CheckedIn, reserve.CheckedOut:
		return o.turns[r.Stream]
	}
	return false
}

// flush ends the command that was gathered.
func (o *outsideFacts) flush() {
	if len(o.open) == 0 {
		return
	}
	first := o.open[0]
	command, err := o.command(o.open)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("position %d: %w", first.Position, err)
	}
	fact := node.Fact{
		At: first.Meta.RecordedAt, Ask: domain.Request{To: first.Stream, Command: command},
		Meta: domain.Meta{
			Key: first.Meta.Key, OccurredAt: first.Meta.OccurredAt, Actor: first.Meta.Actor, CausationID: first.Meta.CausationID,
			Drill: first.Meta.Drill,
		},
	}
	receive, message := command.(conversation.Receive)
	switch {
	case command == nil:
	case message:
		o.counts.Messages++
		o.sources = append(o.sources, asked{Fact: fact, brand: receive.First.Brand, expected: o.rate})
	case first.Meta.Actor.Kind == domain.ActorPerson && first.Stream.Category() != "reserve":
		o.counts.Operations++
		o.persons = append(o.persons, fact)
	default:
		o.counts.Operations++
		o.sources = append(o.sources, asked{Fact: fact})
	}
	o.open = o.open[:0]
}
