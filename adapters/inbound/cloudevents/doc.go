// Package cloudevents reads CloudEvents 1.0 in their JSON form into facts: incidents and what changes about them, messages
// of customers, alternatives and their capacities.
//
// The type of an event is <prefix>.<stream>.<past tense>.v<N>, as "dev.tocsin.incident.reported.v1"; the prefix is the
// operator's own. The envelope is a foreign format: attributes it does not know are ignored. The payload is ours: unknown
// keys are refused, and its fields have the names the stored events have. Decode reads one event, for an HTTP door; Facts
// reads a file of one event a line (NDJSON), reports a bad line with its number and field, and goes on.
//
// A payload of a message is personal data in clear: it is sealed before it is appended, which is not done here. What needs
// a clock is not done here either: an event from the future or long past is for the door to judge.
//
// The package owns the CloudEvents library, of which it uses the package event; it may import the shared base of the
// inbound formats and domain.
package cloudevents
