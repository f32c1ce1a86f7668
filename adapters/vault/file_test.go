package vault_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tocsin/adapters/vault"
)

// The usual umask lets everybody read; a vault is for its owner.
func TestTheFilesOfAVaultAreForItsOwnerAlone(t *testing.T) {
	folder := t.TempDir()
	v, err := vault.Open(filepath.Join(folder, "vault.db"), options(folder, false))
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "vault.db-wal")); err != nil {
		t.Errorf("the files beside the vault were not looked at: %v", err)
	}
}
