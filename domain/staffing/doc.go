// Package staffing holds how many people ask and how many are needed to answer them: Erlang's queues for calls, a fluid
// backlog for messages that may wait, the curve along which an incident's contacts come, and how the forecast learns.
//
// Load is in erlangs: contacts per second times seconds of handling. All functions are plain arithmetic; products are
// rounded before they are added, so that every processor gives the same bits.
package staffing
