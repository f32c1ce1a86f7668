package sqlitelog

import (
	"context"
	"sync"
	"sync/atomic"

	"tocsin/domain"
)

// request is one AppendMany on its way through the writer.
type request struct {
	writes  []domain.Write
	results []domain.WriteResult
	events  int
	state   atomic.Int32
	done    chan struct{}
}

// States of a request: a caller may take back what the writer has not begun, so that a cancelled append has written
// nothing, never perhaps something.
const (
	waiting int32 = iota
	taken
	withdrawn
)

// queue is what waits for the writer. It needs no bound of its own: every request in it is a caller that waits.
type queue struct {
	mu     sync.Mutex
	list   []*request
	closed bool
	bell   chan struct{} // holds one token when there may be something to do
}

func newQueue() *queue { return &queue{bell: make(chan struct{}, 1)} }

// put queues a request, or answers false when the log is closed.
func (q *queue) put(r *request) bool {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return false
	}
	q.list = append(q.list, r)
	first := len(q.list) == 1
	q.mu.Unlock()
	if first {
		q.ring()
	}
	return true
}

func (q *queue) ring() {
	select {
	case q.bell <- struct{}{}:
	default:
	}
}

// close lets the writer end once it has answered what waits.
func (q *queue) close() (first bool) {
	q.mu.Lock()
	first = !q.closed
	q.closed = true
	q.mu.Unlock()
	q.ring()
	return first
}

// take waits for requests and moves those that fit into one group; ok is false when the log is closed and all are
// answered.
func (q *queue) take(group []*request, limit int) (_ []*request, ok bool) {
	for {
		q.mu.Lock()
		n, events := 0, 0
		for n < len(q.list) && (n == 0 || events+q.list[n].events <= limit) {
			events += q.list[n].events
			n++
		}
		for _, r := range q.list[:n] {
			if r.state.CompareAndSwap(waiting, taken) {
				group = append(group, r)
			}
		}
		left := copy(q.list, q.list[n:])
		clear(q.list[left:])
		q.list = q.list[:left]
		closed := q.closed
		q.mu.Unlock()
		switch {
		case len(group) > 0 && left > 0:
			q.ring()
			return group, true
		case len(group) > 0:
			return group, true
		case left > 0:
		case closed:
			return group, false
		default:
			<-q.bell
		}
	}
}

// wait gives the answer, or takes the request back when the context ends first.
func (r *request) wait(ctx context.Context) error {
	select {
	case <-r.done:
		return nil
	case <-ctx.Done():
	}
	if r.state.CompareAndSwap(waiting, withdrawn) {
		return ctx.Err()
	}
	<-r.done // it is on its way to the disk: only the answer tells
	return nil
}
