package conversation

import (
	"fmt"
	"slices"

	"tocsin/domain"
)

// Decider of a conversation stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("conversation", Types)

// Visibilities of a message or reply.
const (
	Public  = "public"
	Private = "private"
)

func decide(c Command, s State) ([]Event, error) {
	if r, ok := c.(Receive); ok {
		return receive(r, s)
	}
	if !s.Exists {
		return nil, domain.Refuse(domain.NotFound, "no such conversation")
	}
	switch c := c.(type) {
	case Receive: // decided above
	case Reclassify:
		return reclassify(c, s)
	case Reply:
		return reply(c, s)
	case Resolve:
		return resolve(c, s)
	}
	panic(fmt.Sprintf("conversation: no rule for %T", c))
}

// receive keeps every message that was not seen before. A thread has one subject for good: what the command says of
// the thread counts only for its first message.
func receive(c Receive, s State) ([]Event, error) {
	m := c.Message
	switch {
	case m.ExternalID == "":
		return nil, domain.Refuse(domain.Invalid, "external_id is required")
	case m.ReceivedAt.IsZero():
		return nil, domain.Refuse(domain.Invalid, "received_at is required")
	case m.Visibility != Public && m.Visibility != Private:
		return nil, domain.Refuse(domain.Invalid, "visibility must be public or private")
	case !s.Exists && (c.Opened.Channel == "" || c.Opened.Subject == ""):
		return nil, domain.Refuse(domain.Invalid, "a thread has a channel and a subject")
	}
	if _, known := s.find(m.ExternalID); known {
		return nil, nil
	}
	var events []Event
	switch {
	case !s.Exists:
		events = append(events, c.Opened)
		s = evolve(s, c.Opened)
	case s.Resolved:
		events = append(events, Reopened{})
	}
	first := c.First
	first.ExternalID, first.ReceivedAt, first.Revised = m.ExternalID, m.ReceivedAt, false
	first.Brand, first.Channel, first.Subject = s.Brand, s.Channel, s.Subject
	return append(events, m, first), nil
}

func reclassify(c Reclassify, s State) ([]Event, error) {
	m, known := s.find(c.Classified.ExternalID)
	if !known {
		return nil, domain.Refuse(domain.NotFound, "no such message in the conversation")
	}
	again := c.Classified
	again.ReceivedAt, again.Revised = m.at, true
	again.Brand, again.Channel, again.Subject = s.Brand, s.Channel, s.Subject
	return []Event{again}, nil
}

func reply(c Reply, s State) ([]Event, error) {
	switch {
	case c.Replied.By == "":
		return nil, domain.Refuse(domain.Invalid, "by is required")
	case c.Replied.Visibility != Public && c.Replied.Visibility != Private:
		return nil, domain.Refuse(domain.Invalid, "visibility must be public or private")
	case c.Replied.Body.IsZero():
		return nil, domain.Refuse(domain.Invalid, "a reply has a body")
	case !c.Replied.Automatic && !shown(c.Evidence, "desk.claimed", c.Replied.By):
		return nil, domain.Refuse(domain.Forbidden, "only the owner of the customer replies")
	}
	if _, oneVoice := domain.Find(c.Evidence, "scope.claimed"); oneVoice && c.Replied.Visibility == Public && !c.Replied.PersonalCase {
		if err := cites(c); err != nil {
			return nil, err
		}
	}
	return []Event{c.Replied}, nil
}

func shown(evidence []domain.Evidence, fact, value string) bool {
	return slices.ContainsFunc(evidence, func(e domain.Evidence) bool { return e.Fact == fact && e.Value == value })
}

// cites wants the statement that holds now, not the one that held when the reply was begun.
func cites(c Reply) error {
	switch {
	case c.Replied.StatementID == "":
		return domain.Refuse(domain.Forbidden, "a cell speaks for the brand: cite the statement, or mark a personal case")
	case !shown(c.Evidence, "statement.published", fmt.Sprintf("%s/%d", c.Replied.StatementID, c.Replied.StatementVersion)):
		return domain.Refuse(domain.Conflict, "the cited statement is not the current one")
	}
	return nil
}

func resolve(c Resolve, s State) ([]Event, error) {
	switch {
	case c.Code == "":
		return nil, domain.Refuse(domain.Invalid, "code is required")
	case s.Resolved:
		return nil, nil
	}
	return []Event{Resolved{Code: c.Code}}, nil
}
