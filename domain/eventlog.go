package domain

import (
	"context"
	"errors"
	"iter"
)

// EventLog is the one append-only truth. Append records all or nothing and answers only when the events are on disk
// (or on a quorum). Every append states the exact revision it follows; there is no "any".
//
// A sequence yields at most one error, and the error is the last thing it yields. No engine holds a lock or a
// transaction while it yields, so a loop may append; a sequence can be ranged over again.
type EventLog interface {
	// Append answers the position of the last of its events. The same events (id, type, version, data, request hash)
	// at the same revision again give the same answer; other bytes under those ids are ErrIDReused.
	Append(ctx context.Context, s StreamID, at Revision, ps ...Proposed) (Position, error)
	// AppendMany answers each Write in its place. Each is all or nothing on its own; where the engine can, all share
	// one sync. After a failed one, later ones to its stream are ErrConflict. Two writes to one stream chain.
	AppendMany(ctx context.Context, ws []Write) []WriteResult
	// Read gives one stream, after a revision, to its end. A missing stream is empty.
	Read(ctx context.Context, s StreamID, after Revision) iter.Seq2[Recorded, error]
	// ReadAll gives every stream in order of position, to the head of the moment it gets there.
	ReadAll(ctx context.Context, after Position) iter.Seq2[Recorded, error]
	// Follow reads on like ReadAll and then waits for more, until the context ends (the error it yields last).
	Follow(ctx context.Context, after Position) iter.Seq2[Recorded, error]
}

// Write is one append among many.
type Write struct {
	Stream StreamID
	At     Revision
	Events []Proposed
}

// WriteResult is the answer to one Write: the position of its last event (0 for an empty write), or an error.
type WriteResult struct {
	Position Position
	Err      error
}

// Errors of every engine; anything else is a fault of the engine itself.
var (
	// ErrConflict: the stream is not at the revision that the append states.
	ErrConflict = errors.New("stream has moved: wrong revision")
	// ErrIDReused: the ids are known, but with other bytes; nothing was written.
	ErrIDReused = errors.New("event id reused with other content")
	// ErrInvalidAppend: an empty stream, id or type, or an event above MaxEventBytes; wrapped with what is wrong.
	ErrInvalidAppend = errors.New("invalid append")
	// ErrCorrupt: a record on disk is not what was written; wrapped with its position.
	ErrCorrupt = errors.New("corrupt log")
)

// MaxEventBytes is the largest Data of one event.
const MaxEventBytes = 1 << 20
