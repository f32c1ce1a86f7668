package playbook

import (
	"encoding/json"
	"fmt"

	"tocsin/domain"
)

// Event is any fact of a playbook stream.
//
//sumtype:decl
type Event interface{ playbookEvent() }

func (Adopted) playbookEvent() {}

// Adopted: from now on these rules hold for new decisions; a running crisis keeps the one it pinned.
type Adopted struct {
	Content string `json:"content"` // the whole playbook, as Playbook.Content gives it
	Hash    string `json:"hash"`

	book *Playbook // of Content, when the event came out of a log: parsed once for all its readers
}

// UnmarshalJSON reads the event and parses its content. One that cannot be parsed is for Book to tell.
func (e *Adopted) UnmarshalJSON(b []byte) error {
	var stored struct{ Content, Hash string }
	if err := json.Unmarshal(b, &stored); err != nil {
		return err
	}
	*e = Adopted{Content: stored.Content, Hash: stored.Hash}
	if book, err := Parse(e.Content); err == nil {
		e.book = &book
	}
	return nil
}

// Book is the playbook that was adopted. Readers share its lists and do not write into them.
func (e Adopted) Book() (Playbook, error) {
	if e.book != nil {
		return *e.book, nil
	}
	return Parse(e.Content)
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{domain.Type[Adopted]("playbook.adopted")}

// Command is anything that can be asked of a playbook.
//
//sumtype:decl
type Command interface{ playbookCommand() }

func (Adopt) playbookCommand() {}

// Adopt puts a playbook in force. The same content again is nothing.
type Adopt struct{ Content, Hash string }

// State is the hash in force.
type State struct{ Hash string }

// Decider of a playbook stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve, Lasting: true}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("playbook", Types)

func decide(c Command, s State) ([]Event, error) {
	switch c := c.(type) {
	case Adopt:
		switch {
		case Hash(c.Content) != c.Hash:
			return nil, domain.Refuse(domain.Invalid, "hash is not that of the content")
		case c.Hash == s.Hash:
			return nil, nil
		}
		if _, err := Parse(c.Content); err != nil {
			return nil, domain.Refuse(domain.Invalid, "content is not a playbook")
		}
		return []Event{Adopted{Content: c.Content, Hash: c.Hash}}, nil
	}
	panic(fmt.Sprintf("playbook: no rule for %T", c))
}

func evolve(_ State, e Event) State {
	switch e := e.(type) {
	case Adopted:
		return State{Hash: e.Hash}
	}
	panic(fmt.Sprintf("playbook: no fold for %T", e))
}
