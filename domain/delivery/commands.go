package delivery

import "time"

// Command is anything that can be asked of a batch.
//
//sumtype:decl
type Command interface{ deliveryCommand() }

func (Request) deliveryCommand()        {}
func (SuppressOpen) deliveryCommand()   {}
func (Suppress) deliveryCommand()       {}
func (Attempt) deliveryCommand()        {}
func (RecordOutcomes) deliveryCommand() {}
func (RecordReceipts) deliveryCommand() {}
func (Escalate) deliveryCommand()       {}
func (GiveUp) deliveryCommand()         {}

// Request opens a batch. Suppress lists the items that are owed but must not be sent, with the reason; they are
// suppressed in the same append.
type Request struct {
	Requested Requested
	Suppress  []SuppressedItem
}

// SuppressOpen suppresses every item that is not attempted yet (or has certainly failed and waits for its next try).
type SuppressOpen struct{ Reason string }

// Suppress suppresses single items that are not attempted yet.
type Suppress struct{ Items []SuppressedItem }

// Attempt records tries before they are made; an item may be tried when it is requested, has failed for a time, was
// escalated, or has an unknown outcome that the channel's capability allows to repeat (Repeat). Now is not after NotAfter.
type Attempt struct {
	Provider string
	Items    []AttemptedItem
	Repeat   bool // unknown outcomes may be tried again under the same key
	Now      time.Time
}

// RecordOutcomes records what became of tries, in as few events as possible: at most one of each kind.
type RecordOutcomes struct {
	Accepted []AcceptedItem
	Unknown  []UnknownItem
	Failed   []FailedItem
}

// RecordReceipts records what providers said later. A late weaker receipt never downgrades and is dropped.
type RecordReceipts struct {
	Delivered []ReceiptItem
	Read      []ReceiptItem
}

// Escalate goes on by the next channel.
type Escalate struct{ Items []EscalatedItem }

// GiveUp ends items: no channel left, too late, or for a person to decide.
type GiveUp struct {
	Unreachable []IndexItem
	Expired     []IndexItem
	Parked      []ParkedItem
}
