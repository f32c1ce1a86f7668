package sqlitelog

import (
	"context"
	"errors"
	"testing"

	"tocsin/domain"
)

func requestOf(events int) *request {
	return newRequest([]domain.Write{{Stream: "test-1", Events: make([]domain.Proposed, events)}})
}

func TestQueueTakesGroups(t *testing.T) {
	var q queue
	large := requestOf(100)
	requests := []*request{requestOf(3), requestOf(4), requestOf(5), large, requestOf(1)}
	for _, r := range requests {
		q.put(r)
	}
	var got [][]*request
	for group := q.take(nil, 10); len(group) > 0; group = q.take(nil, 10) {
		got = append(got, group)
	}
	if len(got) != 4 || len(got[0]) != 2 || len(got[1]) != 1 || got[2][0] != large || len(got[2]) != 1 || len(got[3]) != 1 {
		t.Errorf("groups of at most 10 events: %v", got)
	}
}

func TestQueueForgetsWhatWasWithdrawn(t *testing.T) {
	var q queue
	cancelled, large := requestOf(1), requestOf(100)
	q.put(cancelled)
	q.put(large)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := cancelled.wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if group := q.take(nil, 10); len(group) != 1 || group[0] != large {
		t.Errorf("took %v, want the large one behind the withdrawn one", group)
	}
}

func TestQueueRefusesWhenClosed(t *testing.T) {
	var q queue
	waits := requestOf(1)
	q.put(waits)
	if !q.close() || q.close() {
		t.Error("closing twice is not told apart")
	}
	if q.put(requestOf(1)) {
		t.Error("a closed queue took a request")
	}
	if q.done() {
		t.Error("done before what waits is taken")
	}
	if group := q.take(nil, 10); len(group) != 1 || !q.done() {
		t.Errorf("took %v", group)
	}
}

// TestBegunAppendIsAnswered: a context that ends while the events are on their way does not hide the answer.
func TestBegunAppendIsAnswered(t *testing.T) {
	var q queue
	r := requestOf(1)
	q.put(r)
	q.take(nil, 10)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	answered := make(chan error)
	go func() { answered <- r.wait(ctx) }()
	select {
	case err := <-answered:
		t.Errorf("answered %v before it was written", err)
	default:
	}
	close(r.done)
	if err := <-answered; err != nil {
		t.Errorf("got %v, want the answer", err)
	}
}
