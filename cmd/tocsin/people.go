package main

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"tocsin/adapters/node"
	"tocsin/adapters/vault"
	"tocsin/domain/incident"
)

// people is the vault as the node asks it.
type people struct{ vault *vault.Vault }

// Affected lists who is on the manifests of journeys.
func (p people) Affected(ctx context.Context, journeys []string) ([]incident.Person, error) {
	return p.vault.Affected(ctx, journeys)
}

// Reach tells how people can be reached for a service message; who was erased has no entry.
func (p people) Reach(ctx context.Context, subjects []string) (map[string]node.Reach, error) {
	ways, err := p.vault.Ways(ctx, subjects)
	if err != nil {
		return nil, err
	}
	reach := make(map[string]node.Reach, len(subjects))
	for n, subject := range subjects {
		if !ways[n].Erased { // of one in no directory, no contact is known
			reach[subject] = reachOf(ways[n])
		}
	}
	return reach, nil
}

// reachOf takes the first contact for each kind of channel.
func reachOf(w vault.Ways) node.Reach {
	r := make(node.Reach, 0, len(w.Contacts))
	for _, c := range w.Contacts {
		if r.By(c.Channel) == (node.Contact{}) {
			r = append(r, node.Contact{Channel: c.Channel, ID: c.ID, Address: c.Address, Blocked: w.Blocked(c.Channel, "service")})
		}
	}
	slices.SortFunc(r, func(a, b node.Contact) int { return strings.Compare(a.Channel, b.Channel) })
	return r
}

// Unreachable counts the erased and those without a contact.
func (p people) Unreachable(ctx context.Context, subjects []string) (erased, contactless int, err error) {
	return p.vault.Unreachable(ctx, subjects)
}

// Token makes signed links.
func (p people) Token(value string) string { return p.vault.Token(value) }

// openSeeded makes a vault beside a log whose keys follow from the seed, so that a replay gives the same bytes twice. It
// is marked as such for ever.
func openSeeded(logPath string, seed uint64) (*vault.Vault, error) {
	base := strings.TrimSuffix(logPath, filepath.Ext(logPath))
	return vault.Open(base+".vault.db", vault.Options{
		MasterKey: base + ".vault.key", Random: rand.NewChaCha8(seedBytes(seed)), Seeded: true,
	})
}

func seedBytes(seed uint64) (b [32]byte) {
	for i := range 8 {
		b[i] = byte(seed >> (8 * i))
	}
	return b
}
