package sqlitelog

import (
	"fmt"
	"runtime"
	"sync"

	"tocsin/domain"
)

// maxGroup bounds the events of a transaction, so that a commit stays short under any load. One call that brings more
// is still one transaction.
const maxGroup = 8192

// writer records what is queued, one group after the other. Whoever holds its turn may use the tables: a caller that
// finds nobody writing does it himself, which saves two changes of goroutine per append; what is queued while somebody
// writes is left to the writer's own goroutine.
type writer struct {
	queue queue
	turn  sync.Mutex
	bell  chan struct{} // holds one token when something may be queued
	ended chan struct{} // closed when the goroutine has ended

	// Of whoever has the turn.
	tables *tables
	group  []*request
	failed error // of a transaction: there will be no further one

	publish func(events int64)      // called when a commit has returned, before anybody is answered
	after   func(bytes int64) error // called when they are answered
}

func newWriter(t *tables, publish func(int64), after func(int64) error) *writer {
	return &writer{tables: t, publish: publish, after: after, bell: make(chan struct{}, 1), ended: make(chan struct{})}
}

// submit queues a request and sees to it that somebody writes it. It answers false when the log is closed.
func (w *writer) submit(r *request) bool {
	if !w.queue.put(r) {
		return false
	}
	if w.turn.TryLock() {
		w.next()
		w.turn.Unlock()
		if w.queue.empty() {
			return true
		}
	}
	w.ring()
	return true
}

func (w *writer) ring() {
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

// run is the goroutine of the writer. It ends when the log is closed and everybody is answered.
func (w *writer) run() {
	defer close(w.ended)
	for range w.bell {
		w.turn.Lock()
		for w.next() {
			runtime.Gosched() // those who were answered queue their next append: the next sync is then for all of them
		}
		closed := w.queue.done()
		w.turn.Unlock()
		if closed {
			return
		}
	}
}

// close answers what is queued and ends the goroutine. It answers false when somebody else does or did.
func (w *writer) close() bool {
	first := w.queue.close()
	w.ring()
	<-w.ended
	return first
}

// next writes one group and answers it; false says there was none.
func (w *writer) next() bool {
	w.group = w.queue.take(w.group[:0], maxGroup)
	if len(w.group) == 0 {
		return false
	}
	events, bytes := int64(0), int64(0)
	if w.failed == nil {
		var err error
		if events, bytes, err = w.tables.transaction(w.group); err != nil {
			w.fail(err)
		} else if events > 0 {
			w.publish(events)
		}
	}
	w.answer()
	if events > 0 && w.failed == nil {
		if err := w.after(bytes); err != nil {
			w.fail(err)
		}
	}
	return true
}

// fail is for good: after a failed commit or sync nobody knows what is on the disk, so nothing is tried again.
func (w *writer) fail(err error) { w.failed = fmt.Errorf("the log has stopped: %w", err) }

// answer tells the callers of a group; the failure, if there is one.
func (w *writer) answer() {
	for _, r := range w.group {
		if w.failed != nil {
			for i := range r.results {
				r.results[i] = domain.WriteResult{Err: w.failed}
			}
		}
		close(r.done)
	}
	clear(w.group)
}
