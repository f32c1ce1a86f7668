package node

import (
	"context"
	"maps"
	"slices"
	"time"

	"tocsin/domain/delivery"
	"tocsin/domain/incident"
)

// Directory is what the node asks of the vault: who is on a journey and how people can be reached.
type Directory interface {
	// Affected lists who is on the manifests of these journeys, each person once, sorted by subject.
	Affected(ctx context.Context, journeys []string) ([]incident.Person, error)
	// Reach tells how people can be reached; one who was erased or never known has no entry.
	Reach(ctx context.Context, subjects []string) (map[string]Reach, error)
	// Token is a keyed hash for a signed link: nobody can guess it who knows the value alone.
	Token(value string) string
}

// Reach is how one person can be reached.
type Reach struct {
	Contacts map[string]Contact // by channel kind
	Blocked  map[string]bool    // channel kinds that the person has blocked
}

// ways is the same without the addresses, sorted by channel.
func (r Reach) ways() []delivery.Way {
	ways := make([]delivery.Way, 0, len(r.Contacts))
	for _, kind := range slices.Sorted(maps.Keys(r.Contacts)) {
		ways = append(ways, delivery.Way{Channel: kind, ContactID: r.Contacts[kind].ID, Blocked: r.Blocked[kind]})
	}
	return ways
}

// Contact is one address, with the id by which the log may speak of it.
type Contact struct{ ID, Address string }

// Host is the operator's booking system: it confirms what a party chose. A *domain.Refusal is its no.
type Host interface {
	Confirm(ctx context.Context, offerID, option string, seats int, at time.Time) (hostRef string, err error)
}
