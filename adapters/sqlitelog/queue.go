package sqlitelog

import (
	"context"
	"sync"
	"sync/atomic"

	"tocsin/domain"
)

// request is one AppendMany on its way to the disk.
type request struct {
	writes  []domain.Write
	results []domain.WriteResult
	events  int
	state   atomic.Int32
	done    chan struct{}
}

// States of a request: a caller may take back what nobody has begun, so that a cancelled append has written nothing,
// never perhaps something.
const (
	waiting int32 = iota
	taken
	withdrawn
)

func newRequest(ws []domain.Write) *request {
	r := &request{writes: ws, results: make([]domain.WriteResult, len(ws)), done: make(chan struct{})}
	for _, w := range ws {
		r.events += len(w.Events)
	}
	return r
}

// wait gives the answer, or takes the request back when the context ends first.
func (r *request) wait(ctx context.Context) error {
	select { // mostly it is there already: the caller wrote it himself
	case <-r.done:
		return nil
	default:
	}
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

// queue is what waits to be written. It needs no bound of its own: every request in it is a caller that waits.
type queue struct {
	mu     sync.Mutex
	list   []*request
	closed bool
}

// put queues a request, or answers false when the log is closed.
func (q *queue) put(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.list = append(q.list, r)
	return true
}

// take moves the requests that fit into one group, at least one if there is one.
func (q *queue) take(group []*request, limit int) []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, events := 0, 0
	for ; n < len(q.list) && (len(group) == 0 || events+q.list[n].events <= limit); n++ {
		if q.list[n].state.CompareAndSwap(waiting, taken) {
			group = append(group, q.list[n])
			events += q.list[n].events
		}
	}
	left := copy(q.list, q.list[n:])
	clear(q.list[left:])
	q.list = q.list[:left]
	return group
}

func (q *queue) empty() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.list) == 0
}

// done says that nothing is queued and nothing will be.
func (q *queue) done() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed && len(q.list) == 0
}

// close refuses what comes from now on and says whether it was open.
func (q *queue) close() (first bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	first = !q.closed
	q.closed = true
	return first
}
