// Package conversation holds the rules of one thread with one customer on one channel. Who owns the customer is decided
// elsewhere, on the desk.
package conversation

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a conversation stream.
//
//sumtype:decl
type Event interface{ conversationEvent() }

func (Opened) conversationEvent()          {}
func (MessageReceived) conversationEvent() {}
func (Classified) conversationEvent()      {}
func (Replied) conversationEvent()         {}
func (Resolved) conversationEvent()        {}
func (Reopened) conversationEvent()        {}

// Opened: a thread exists. A thread reference may be a phone number, so it is sealed.
type Opened struct {
	Brand     string        `json:"brand"`
	Channel   string        `json:"channel"`
	Account   string        `json:"account"`
	ThreadRef domain.Sealed `json:"thread_ref"`
	Subject   string        `json:"subject"`
}

// MessageReceived: a customer wrote. The number that the message has at its source leads to its writer where the channel is
// public: ExternalID stands for it, SourceID is the number itself.
type MessageReceived struct {
	ExternalID string        `json:"external_id"`
	SourceID   domain.Sealed `json:"source_id,omitzero"`
	Addressed  string        `json:"addressed"`  // direct, mention, review
	Visibility string        `json:"visibility"` // public, private
	From       domain.Sealed `json:"from"`
	Body       domain.Sealed `json:"body"`
	Lang       string        `json:"lang"`
	ReceivedAt time.Time     `json:"received_at"`
	Reach      int           `json:"reach,omitempty"`
}

// Classified: what a message is about, and how that was found. The first classification of a message is what demand is
// counted by; a later one (Revised) corrects the routing only.
type Classified struct {
	ExternalID   string        `json:"external_id"`
	Brand        string        `json:"brand"`
	Channel      string        `json:"channel"`
	Subject      string        `json:"subject"`
	ReceivedAt   time.Time     `json:"received_at"`
	Tier         string        `json:"tier"` // reaction, complaint, routine, personal
	Topic        string        `json:"topic"`
	Slots        domain.Sealed `json:"slots,omitzero"`
	Urgency      string        `json:"urgency"`
	Vulnerable   bool          `json:"vulnerable,omitempty"`
	Confidence   float64       `json:"confidence"`
	By           string        `json:"by"` // rule, model, human
	ModelVersion string        `json:"model_version"`
	Reason       string        `json:"reason,omitempty"` // the rule and its own words, never the customer's
	Revised      bool          `json:"revised,omitempty"`
}

// Replied: we answered.
type Replied struct {
	Visibility       string        `json:"visibility"`
	Body             domain.Sealed `json:"body"`
	Signature        string        `json:"signature"`
	StatementID      string        `json:"statement_id,omitempty"`
	StatementVersion int           `json:"statement_version,omitempty"`
	PersonalCase     bool          `json:"personal_case,omitempty"`
	Automatic        bool          `json:"automatic,omitempty"`
	By               string        `json:"by"`
}

// Resolved: nothing is owed on this thread.
type Resolved struct {
	Code string `json:"code"` // answered, self_served, no_answer_owed, duplicate
}

// Reopened: the customer wrote again.
type Reopened struct{}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Opened]("conversation.opened"),
	domain.Type[MessageReceived]("conversation.message_received"),
	domain.Type[Classified]("conversation.classified"),
	domain.Type[Replied]("conversation.replied"),
	domain.Type[Resolved]("conversation.resolved"),
	domain.Type[Reopened]("conversation.reopened"),
}
