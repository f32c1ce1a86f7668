package main

import (
	"context"
	"math/rand/v2"
	"path/filepath"
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
	known, err := p.vault.People(ctx, subjects)
	if err != nil {
		return nil, err
	}
	reach := make(map[string]node.Reach, len(known))
	for _, subject := range subjects {
		person := known[subject] // the zero value for somebody of whom no contact is known
		if person.Erased {
			continue
		}
		r := node.Reach{Contacts: map[string]node.Contact{}, Blocked: map[string]bool{}}
		for _, c := range person.Contacts {
			if _, first := r.Contacts[c.Channel]; !first {
				r.Contacts[c.Channel] = node.Contact{ID: c.ID, Address: c.Address}
			}
			r.Blocked[c.Channel] = person.Blocked(c.Channel, "service")
		}
		reach[subject] = r
	}
	return reach, nil
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
