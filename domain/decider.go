package domain

import "fmt"

// Decider is the rule book of one stream category: two pure functions. The zero S means "does not exist"; time comes
// in the command. Decide answers a *Refusal for a rule's no; no events and no error means there is nothing to do.
type Decider[S, C, E any] struct {
	Decide  func(C, S) ([]E, error)
	Evolve  func(S, E) S
	Lasting bool // its streams outlive episodes: what happens there belongs to the episode of its cause alone
}

// Kind is a decider with its types put away, so that one executor runs them all.
type Kind struct {
	Category string      // of its streams
	Types    []EventType // what they may hold
	Zero     any         // the state of a stream that does not exist
	Lasting  bool        // its streams outlive episodes
	Decide   func(command, state any) ([]Event, error)
	Evolve   func(state any, e Event) any
}

// Kind puts the types away. A command or event of another stream is a bug of the program: it panics.
func (d Decider[S, C, E]) Kind(category string, types []EventType) Kind {
	var zero S
	return Kind{
		Category: category, Types: types, Zero: zero, Lasting: d.Lasting,
		Decide: func(command, state any) ([]Event, error) {
			c, ok := command.(C)
			if !ok {
				panic(fmt.Sprintf("domain: %s has no command %T", category, command))
			}
			decided, err := d.Decide(c, state.(S))
			if err != nil {
				return nil, err
			}
			events := make([]Event, len(decided))
			for i, e := range decided {
				events[i] = e
			}
			return events, nil
		},
		Evolve: func(state any, e Event) any {
			own, ok := e.(E)
			if !ok {
				panic(fmt.Sprintf("domain: %s has no event %T", category, e))
			}
			return d.Evolve(state.(S), own)
		},
	}
}
