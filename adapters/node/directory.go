package node

import (
	"context"
	"time"

	"tocsin/domain/delivery"
	"tocsin/domain/incident"
)

// Directory is what the node asks of the vault: who is on a journey and how people can be reached.
type Directory interface {
	// Affected lists who is on the manifests of these journeys, each person once, sorted by subject.
	Affected(ctx context.Context, journeys []string) ([]incident.Person, error)
	// Reach tells how people can be reached; one who was erased has no entry.
	Reach(ctx context.Context, subjects []string) (map[string]Reach, error)
	// Unreachable counts, among people who come sorted, the erased and those without a contact.
	Unreachable(ctx context.Context, subjects []string) (erased, contactless int, err error)
	// Token is a keyed hash for a signed link: nobody can guess it who knows the value alone.
	Token(value string) string
}

// Reach is how one person can be reached: a contact for each kind of channel he has, sorted by it. It may be shared.
type Reach []Contact

// Contact is one address, with the id by which the log may speak of it.
type Contact struct {
	Channel     string // kind
	ID, Address string
	Blocked     bool // the person has said no to the channel
}

// By gives the contact for a kind of channel; the zero value is none.
func (r Reach) By(channel string) Contact {
	for _, c := range r {
		if c.Channel == channel {
			return c
		}
	}
	return Contact{}
}

// ways is the same without the addresses.
func (r Reach) ways() []delivery.Way {
	ways := make([]delivery.Way, len(r))
	for n, c := range r {
		ways[n] = delivery.Way{Channel: c.Channel, ContactID: c.ID, Blocked: c.Blocked}
	}
	return ways
}

// Host is the operator's booking system: it confirms what a party chose. A *domain.Refusal is its no.
type Host interface {
	Confirm(ctx context.Context, offerID, option string, seats int, at time.Time) (hostRef string, err error)
}
