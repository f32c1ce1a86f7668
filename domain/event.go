package domain

import (
	"strings"
	"time"
)

// Event is a fact in the past tense: a plain struct of one of the stream packages, each of which seals its own union.
type Event any

// StreamID names one stream: category, a dash, and an id that may hold further dashes ("incident-9f1c-...").
type StreamID string

// Category is the part before the first dash; it says which Kind decides for the stream.
func (s StreamID) Category() string {
	category, _, _ := strings.Cut(string(s), "-")
	return category
}

// Name is the part behind the first dash.
func (s StreamID) Name() string {
	_, name, _ := strings.Cut(string(s), "-")
	return name
}

// Revision counts the events of one stream; 0 is a stream that does not exist yet.
type Revision uint64

// Position is the place of an event in the whole log; positions rise strictly, 0 is before the first event.
type Position uint64

// Actor says who asked for a command.
type Actor struct {
	Kind string `json:"kind"` // one of the Actor constants
	ID   string `json:"id"`   // a pseudonym, a policy or a source; never a name
	Role string `json:"role,omitempty"`
}

// Kinds of actor.
const (
	ActorPerson = "person" // somebody with a role in the crisis
	ActorPolicy = "policy" // a process manager of this program
	ActorSource = "source" // a system of the operator that feeds facts
	ActorPublic = "public" // a customer
	ActorNode   = "node"   // the program itself: dispatcher, resolver
)

// Meta is the envelope of an event: everything about it that is not its content.
type Meta struct {
	Key           string    // of the command that led to it; one key is one command for one stream
	Hash          string    // keyed hash of that command, so that a repeated key with other content is refused
	CorrelationID string    // the episode it belongs to: the id of the first event of a chain
	CausationID   string    // the event that led to it, empty for outside facts
	Actor         Actor     // who asked
	OccurredAt    time.Time // when it happened, by the world's claim
	RecordedAt    time.Time // when it was appended, by the clock of the appending node
	Drill         bool      // part of an exercise: reaches nobody outside
}

// Proposed is an event on its way to the log.
type Proposed struct {
	ID      EventID
	Type    string // the stored name, never changed once used
	Version int    // schema version of Data, from 1
	Data    []byte // JSON
	Meta    Meta
}

// Recorded is an event as the log gives it back.
type Recorded struct {
	Stream   StreamID
	Revision Revision
	Position Position
	ID       EventID
	Type     string
	Version  int
	Data     []byte
	Meta     Meta
	Event    Event // nil until Catalogue.Decoded fills it
}
