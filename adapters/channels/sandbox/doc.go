// Package sandbox is a provider that reaches nobody: the default door out, and the only one for drills, demos and
// replays. It behaves like real ones - it is full at times, loses answers, knows bad addresses, says things twice - and
// keeps a ledger of what it truly took, which is not the node's memory and survives the node. Every fault is drawn from
// a hash of (seed, key, attempt), so it does not depend on the order of calls. It reads no clock: time comes with each
// delivery. With a journal, memory holds some 40 bytes a key, and of a text the beginning of its hash: the journal has the
// whole of it. It may touch the channels port and the standard library.
package sandbox
