package sqlitelog

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"zombiezen.com/go/sqlite"
)

// checkpoints move what is in the -wal into the database, from a connection of their own, so that no commit waits for
// them. A -wal that has been moved to its end is written again from its start by the next commit. Under a load that
// never pauses the background does not get to the end; at walLimit the writer moves the rest itself.
type checkpoints struct {
	look   *sqlite.Stmt // of the writer's connection
	unseen int64        // bytes written since the last look
	wal    string
	long   bool // the -wal need not be made longer
	bell   chan struct{}
	stop   chan struct{}
	ended  chan struct{}
	failed atomic.Pointer[error]

	mu      sync.Mutex // for what follows
	conn    *sqlite.Conn
	passive *sqlite.Stmt
}

// newCheckpoints takes the writer's connection, to look through it, and one of its own.
func newCheckpoints(wal string, writer, own *sqlite.Conn) (c *checkpoints, err error) {
	c = &checkpoints{wal: wal, conn: own, bell: make(chan struct{}, 1), stop: make(chan struct{}), ended: make(chan struct{})}
	if c.look, err = writer.Prepare("PRAGMA wal_checkpoint(NOOP)"); err != nil {
		return nil, err
	}
	c.passive, err = own.Prepare("PRAGMA wal_checkpoint(PASSIVE)")
	return c, err
}

// wrote is told about how much a commit has written. The writer calls it between two commits.
func (c *checkpoints) wrote(bytes int64) error {
	if failed := c.failed.Load(); failed != nil {
		return *failed
	}
	if c.unseen += bytes; c.unseen < walLook {
		return nil
	}
	c.unseen = 0
	if !c.long {
		var err error
		if c.long, err = lengthenWAL(c.wal); err != nil {
			return fmt.Errorf("lengthen the -wal: %w", err)
		}
	}
	length, moved, err := walPages(c.look)
	if err == nil && length*pageSize >= walLimit {
		return c.move()
	}
	if err == nil && (length-moved)*pageSize >= walCheckAt {
		select {
		case c.bell <- struct{}{}:
		default:
		}
	}
	return err
}

// move brings the pages of the -wal into the database, as far as no reader needs the old ones.
func (c *checkpoints) move() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, _, err := walPages(c.passive); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

// walPages carries out a checkpoint and says how many pages the -wal holds and how many of them are in the database.
func walPages(checkpoint *sqlite.Stmt) (length, moved int64, err error) {
	_, err = oneRow(checkpoint, func(row *sqlite.Stmt) { length, moved = row.ColumnInt64(1), row.ColumnInt64(2) })
	return length, moved, err
}

// run is the goroutine in the background.
func (c *checkpoints) run() {
	defer close(c.ended)
	for {
		select {
		case <-c.bell:
		case <-c.stop:
			return
		}
		if err := c.move(); err != nil {
			c.failed.Store(&err) // the next commit and close tell
			return
		}
	}
}

// close ends the background; nobody writes any more.
func (c *checkpoints) close() error {
	close(c.stop)
	<-c.ended
	err := c.conn.Close()
	if failed := c.failed.Load(); failed != nil {
		err = errors.Join(*failed, err)
	}
	return err
}
