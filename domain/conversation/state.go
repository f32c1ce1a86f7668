package conversation

import (
	"fmt"
	"slices"
	"time"
)

// State of a conversation stream.
type State struct {
	Exists   bool
	Brand    string
	Channel  string
	Subject  string
	Resolved bool
	messages []message
}

// message is what is remembered of one, so that it is recorded once and can be classified again.
type message struct {
	id string
	at time.Time
}

func (s State) find(externalID string) (message, bool) {
	i := slices.IndexFunc(s.messages, func(m message) bool { return m.id == externalID })
	if i < 0 {
		return message{}, false
	}
	return s.messages[i], true
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Opened:
		return State{Exists: true, Brand: e.Brand, Channel: e.Channel, Subject: e.Subject}
	case MessageReceived:
		s.messages = append(slices.Clip(s.messages), message{e.ExternalID, e.ReceivedAt}) // the state before keeps its own
		return s
	case Classified:
		return s
	case Replied:
		return s
	case Resolved:
		s.Resolved = true
		return s
	case Reopened:
		s.Resolved = false
		return s
	}
	panic(fmt.Sprintf("conversation: no fold for %T", e))
}
