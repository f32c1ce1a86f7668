package sqlitelog

import (
	"errors"
	"io/fs"
	"os"
)

// Sizes of the -wal, in bytes of it.
const (
	walSize    = 32 << 20 // it is made as long as this in advance, once something is written
	walLimit   = 24 << 20 // here it is emptied and written again from its beginning
	walCheckAt = 8 << 20  // from here its pages are moved into the database, in the background
	walLook    = 1 << 20  // how much is written between two looks at it, by estimate
	walStep    = 2 << 20  // by which it is made longer, at each look
)

// syncWAL makes what an earlier process left in the -wal durable: a killed one may have left a commit in it that
// everybody can read and nobody has synced, and a retry must not be told that it is durable before it is.
func syncWAL(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// lengthenWAL appends zeros to the -wal and says whether it is as long as it is to be. A file that does not grow is
// synced in two thirds of the time, and zeros are no frames to SQLite, which goes on where its own end is. Nobody may
// write to it meanwhile.
func lengthenWAL(path string) (done bool, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return false, err
	}
	info, err := f.Stat()
	if done = err == nil && info.Size() >= walSize; !done && err == nil {
		_, full := f.Write(make([]byte, walStep))
		done = full != nil // it does without, until a commit finds the disk full
	}
	return done, errors.Join(err, f.Close())
}
