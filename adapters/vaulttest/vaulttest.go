// Package vaulttest is the contract of a vault: what every engine that keeps personal data and keys must do.
package vaulttest

import (
	"context"
	"testing"

	"tocsin/domain"
	"tocsin/domain/directory"
	"tocsin/domain/incident"
)

// Vault is what is asked of an engine.
type Vault interface {
	Keys(ctx context.Context, subjects []string) error
	Seal(ctx context.Context, texts []directory.Plain) ([]domain.Sealed, error)
	Open(ctx context.Context, boxes []domain.Sealed) ([]directory.Opened, error)

	PutPeople(ctx context.Context, people []directory.Person) (directory.Put, error)
	Choose(ctx context.Context, subject string, choices ...directory.Choice) error
	People(ctx context.Context, subjects []string) (map[string]directory.Person, error)
	Contacts(ctx context.Context, subjects []string) (map[string][]directory.Contact, error)

	PutManifest(ctx context.Context, journey string, travellers []directory.Traveller) (directory.Put, error)
	Affected(ctx context.Context, journeys []string) ([]incident.Person, error)

	Erase(ctx context.Context, subject string) error
	Pseudonym(kind, value string) string
	Token(value string) string
	RequestHash(content []byte) string
	Seeded() bool
	Close() error
}

// Engine opens vaults of one kind.
type Engine struct {
	// Open opens the vault of a directory and makes it if there is none; seeded draws keys from a source that repeats
	// itself. The master key lies in a file beside it.
	Open func(dir string, seeded bool) (Vault, error)
	// OtherMaster puts another master key in the place of the vault's, LoseMaster takes it away.
	OtherMaster, LoseMaster func(t *testing.T, dir string)
	// LoseKey takes the key of a subject out of a vault that is closed, as an older backup would.
	LoseKey func(t *testing.T, dir, subject string)
	// Holds tells whether the files of a vault that is open contain these bytes.
	Holds func(t *testing.T, dir string, what []byte) bool
}

// Run checks an engine against the contract.
func Run(t *testing.T, e Engine) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Engine)
	}{
		{"the same text for the same place gives the same bytes", sameBytes},
		{"another place gives another box", otherPlace},
		{"a key outlives the process", keyOutlives},
		{"a box opens for its own person only", ownPersonOnly},
		{"a lost key is an error and not another text", lostKey},
		{"an erased person is erased for good", erased},
		{"nothing of an erased person is left in the files", nothingLeft},
		{"somebody erased who comes back is somebody new", comesBack},
		{"the files hold no personal data in clear", noClearText},
		{"another master key is refused", otherMaster},
		{"a lost master key is not made again", lostMaster},
		{"a seeded vault is marked", marked},
		{"the directory gives back what was put", putAndGet},
		{"an import undoes no opt-out", optOut},
		{"a person with two journeys is listed once", listedOnce},
		{"a new manifest takes the place of the old one", newManifest},
		{"keyed hashes repeat, and differ between vaults", keyedHashes},
		{"a cancelled call says so", cancelled},
		{"goroutines share one vault", concurrent},
		{"20,000 people", many},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, e) })
	}
}

func open(t *testing.T, e Engine, dir string) Vault {
	t.Helper()
	return opened(t, e, dir, false)
}

func opened(t *testing.T, e Engine, dir string, seeded bool) Vault {
	t.Helper()
	v, err := e.Open(dir, seeded)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() }) // most tests close it themselves; twice is nothing
	return v
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func seal(t *testing.T, v Vault, texts ...directory.Plain) []domain.Sealed {
	t.Helper()
	boxes, err := v.Seal(t.Context(), texts)
	must(t, err)
	return boxes
}

func one(t *testing.T, v Vault, box domain.Sealed) directory.Opened {
	t.Helper()
	texts, err := v.Open(t.Context(), []domain.Sealed{box})
	must(t, err)
	return texts[0]
}

func body(subject, text string) directory.Plain {
	return directory.Plain{Subject: subject, Context: "http/conversation-1/k1", Field: "body", Text: []byte(text)}
}
