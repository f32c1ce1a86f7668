package vault

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const keyBytes = 32

// masterPrefix begins the one line of the file, so that a wrong file is noticed.
const masterPrefix = "tocsin-master-key-1:"

// loadMaster reads the master key. A file that others may read is refused: it would be no secret.
func loadMaster(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others: chmod 600", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	line, ok := strings.CutPrefix(strings.TrimSpace(string(text)), masterPrefix)
	key, err := hex.DecodeString(line)
	if !ok || err != nil || len(key) != keyBytes {
		return nil, fmt.Errorf("%s is no master key", path)
	}
	return key, nil
}

// makeMaster draws a master key and puts it on the disk. An existing file is never overwritten: what it wraps would
// be lost.
func makeMaster(path string, random io.Reader) ([]byte, error) {
	key := make([]byte, keyBytes)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("draw a master key: %w", err)
	}
	dir := filepath.Dir(path)
	if err := makeDirectory(dir); err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp(dir, filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(tmp, "%s%x\n", masterPrefix, key)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Link(tmp.Name(), path) // unlike a rename it fails when somebody was first
	}
	if err = errors.Join(err, os.Remove(tmp.Name())); err == nil {
		err = syncDirectory(dir)
	}
	return key, err
}

// master gives the key of the file; it is made only when the vault is new, for a vault that exists was wrapped by the
// key that is missing.
func master(path string, vaultExists bool, random io.Reader) ([]byte, error) {
	key, err := loadMaster(path)
	switch {
	case err == nil || !errors.Is(err, fs.ErrNotExist):
		return key, err
	case vaultExists:
		return nil, fmt.Errorf("the master key is missing: %w", err)
	}
	return makeMaster(path, random)
}

// makeDirectory creates what is missing and makes it durable.
func makeDirectory(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(dir))
}

// syncDirectory makes the names in a directory durable; syncing a file does not.
func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
