package node

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"tocsin/domain"
)

// Checkpoints keeps how far each reactor got, durably beside the log. One that lags is harmless: what is asked again
// has a key that is known. One that is lost is not: the reactor is held.
type Checkpoints interface {
	Load() (map[string]domain.Position, error) // fs.ErrNotExist when there are none yet
	Save(map[string]domain.Position) error
}

// FileCheckpoints keeps them in a small JSON file, replaced as a whole. It carries the hash of its positions: a digit
// that changes on the disk would make a reactor skip what it owes.
type FileCheckpoints struct{ Path string }

// checkpointFile is the file.
type checkpointFile struct {
	Positions json.RawMessage `json:"positions"`
	Hash      string          `json:"sha256"`
}

var errDamaged = errors.New("the file is damaged")

// Load reads the file.
func (c FileCheckpoints) Load() (map[string]domain.Position, error) {
	b, err := os.ReadFile(c.Path)
	if err != nil {
		return nil, fmt.Errorf("read checkpoints: %w", err)
	}
	var file checkpointFile
	var positions map[string]domain.Position
	if err = json.Unmarshal(b, &file); err == nil && hashOf(file.Positions) != file.Hash {
		err = errDamaged
	}
	if err == nil {
		err = json.Unmarshal(file.Positions, &positions)
	}
	if err != nil {
		return nil, fmt.Errorf("read checkpoints %s: %w", c.Path, err)
	}
	return positions, nil
}

// Save writes a new file, syncs it, puts it in place and syncs the directory, so that a power loss leaves the old or
// the new one.
func (c FileCheckpoints) Save(positions map[string]domain.Position) error {
	if positions == nil {
		positions = map[string]domain.Position{}
	}
	b, err := json.Marshal(positions)
	if err == nil {
		b, err = json.Marshal(checkpointFile{Positions: b, Hash: hashOf(b)})
	}
	if err == nil {
		err = replaceFile(c.Path, append(b, '\n'))
	}
	if err != nil {
		return fmt.Errorf("save checkpoints: %w", err)
	}
	return nil
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func replaceFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing is left of it once it was renamed
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// MemoryCheckpoints keeps them in memory, for tests and simulations, where the object outlives a node.
type MemoryCheckpoints struct{ positions map[string]domain.Position }

// Load gives what was saved.
func (c *MemoryCheckpoints) Load() (map[string]domain.Position, error) {
	if c.positions == nil {
		return nil, fs.ErrNotExist
	}
	return maps.Clone(c.positions), nil
}

// Save keeps a copy.
func (c *MemoryCheckpoints) Save(positions map[string]domain.Position) error {
	c.positions = maps.Clone(positions)
	return nil
}
