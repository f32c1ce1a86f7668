package sqlitelog

import (
	"errors"
	"io/fs"
	"os"
	"sync"
)

// Sizes of the -wal, in bytes of it.
const (
	walSize    = 32 << 20 // it is made as long as this in advance, once there is something to do
	walLimit   = 24 << 20 // here it is emptied and written again from its beginning
	walCheckAt = 8 << 20  // from here its pages are moved into the database, in the background
	walLook    = 1 << 20  // how much is written between two looks at it, by estimate
	walStep    = 1 << 20  // of making it longer
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

// lengthenWAL appends zeros to the -wal, step by step while nobody writes to it, because a file that does not grow is
// synced in two thirds of the time. Zeros are no frames to SQLite, which goes on where its own end is.
func lengthenWAL(path string, turn sync.Locker, stop <-chan struct{}) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	zeros := make([]byte, walStep)
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		turn.Lock()
		info, err := f.Stat()
		if err == nil && info.Size() < walSize {
			_, err = f.Write(zeros)
		}
		turn.Unlock()
		if err != nil || info.Size() >= walSize {
			return err
		}
		if err := f.Sync(); err != nil { // before the next step, so that no commit has to wait for much of this
			return err
		}
	}
}
