package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"tocsin/adapters/vault"
)

// openRecordedVault opens the vault beside a log, to be asked who was aboard and how people can be reached. Nothing is
// put into it: what a what-if seals, it seals under keys of its own.
func openRecordedVault(logPath string) (*vault.Vault, error) {
	base := strings.TrimSuffix(logPath, filepath.Ext(logPath))
	for _, path := range []string{base + ".vault.db", base + ".vault.key"} {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, usage("%s is missing: the vault says who was aboard and how people can be reached, and must lie beside the log", path)
		}
	}
	o := vault.Options{MasterKey: base + ".vault.key"}
	v, err := vault.Open(base+".vault.db", o)
	if errors.Is(err, vault.ErrSeeded) {
		o.Random, o.Seeded = rand.NewChaCha8([32]byte{}), true // of a demonstration or a replay; no key is drawn
		v, err = vault.Open(base+".vault.db", o)
	}
	if err != nil {
		return nil, fmt.Errorf("the vault beside the log: %w", err)
	}
	return v, nil
}

// scratchVault is where the played agents of a what-if seal their replies; it is gone with the run.
func scratchVault(seed uint64) (*vault.Vault, error) {
	return vault.InMemory(vault.Options{Random: rand.NewChaCha8(seedBytes(seed)), Seeded: true})
}
