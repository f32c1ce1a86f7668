package sqlitelog

import "sync"

// news wakes everybody who waits for more events: a channel per piece of news, closed when it is there.
type news struct {
	mu   sync.Mutex
	next chan struct{} // nil while nobody waits
}

func (n *news) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.next
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}
