package sqlitelog

import (
	"sync/atomic"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// checkpointEvery is how much is appended between two checkpoints.
const checkpointEvery = 4 << 20

// envelopeBytes is about what an event takes beside its data.
const envelopeBytes = 200

// checkpoints moves what is in the -wal into the database, from a connection of its own, so that no commit waits for
// it. A WAL that is empty when the next commit comes is written again from its start, which bounds its size.
type checkpoints struct {
	conn   *sqlite.Conn
	due    atomic.Int64
	bell   chan struct{}
	ended  chan struct{}
	failed error
}

func newCheckpoints(conn *sqlite.Conn) *checkpoints {
	return &checkpoints{conn: conn, bell: make(chan struct{}, 1), ended: make(chan struct{})}
}

// wrote is told how many bytes have been committed.
func (c *checkpoints) wrote(bytes int64) {
	if c.due.Add(bytes) < checkpointEvery {
		return
	}
	select {
	case c.bell <- struct{}{}:
	default:
	}
}

// run is the goroutine of the checkpointer.
func (c *checkpoints) run() {
	defer close(c.ended)
	for range c.bell {
		c.due.Store(0)
		if err := sqlitex.ExecuteTransient(c.conn, "PRAGMA wal_checkpoint(PASSIVE)", nil); err != nil && c.failed == nil {
			c.failed = err
		}
	}
	if err := c.conn.Close(); c.failed == nil {
		c.failed = err
	}
}

// close ends the checkpointer; nothing may be written any more.
func (c *checkpoints) close() error {
	close(c.bell)
	<-c.ended
	return c.failed
}
