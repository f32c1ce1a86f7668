package vault

import (
	"errors"
	"io/fs"
	"os"
)

// makeFile makes the empty file of a vault that is new. SQLite would let everybody read it; the files that it makes
// beside it get the mode of this one.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}
