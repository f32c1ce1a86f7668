package conversation

import (
	"tocsin/domain"
)

// Command is anything that can be asked of a conversation.
//
//sumtype:decl
type Command interface{ conversationCommand() }

func (Receive) conversationCommand()    {}
func (Reclassify) conversationCommand() {}
func (Reply) conversationCommand()      {}
func (Resolve) conversationCommand()    {}

// Receive records a message: opens the thread if it is the first, reopens it if it was resolved, and keeps the first
// classification beside it, all in one append. A message id that is known is nothing.
type Receive struct {
	Opened  Opened // of the thread
	Message MessageReceived
	First   Classified // brand, channel, subject, external id and time are filled in from the others
}

// Reclassify corrects the routing of a message.
type Reclassify struct{ Classified Classified }

// Reply answers. Evidence must hold "desk.claimed" with By as value; while a cell speaks for the brand
// ("scope.claimed" in Evidence) a public reply cites the current statement ("statement.published", value
// "{statement id}/{version}") or is a personal case.
type Reply struct {
	Replied  Replied
	Evidence []domain.Evidence
}

// Resolve closes the thread until the customer writes again.
type Resolve struct{ Code string }
