// Package memlog keeps the event log in memory: for tests, simulations and what-if runs. It makes every promise of
// domain.EventLog except the disk. It touches neither files nor clocks and starts no goroutine.
package memlog

import (
	"sync"

	"tocsin/domain"
)

// Log is an event log in memory. The zero value is not usable: make one with New.
type Log struct {
	mu      sync.Mutex
	all     []domain.Recorded                     // all[i] has position i+1; only ever appended to
	streams map[domain.StreamID][]domain.Position // in order of revision; only ever appended to
	wake    chan struct{}                         // closed by the next append; nil while nobody waits
	fault   *fault
}

var _ domain.EventLog = (*Log)(nil)

// fault is a read error on demand.
type fault struct {
	at  domain.Position
	err error
}

// New makes an empty log.
func New() *Log {
	return &Log{streams: map[domain.StreamID][]domain.Position{}}
}

// Head is the position of the last event.
func (l *Log) Head() domain.Position {
	l.mu.Lock()
	defer l.mu.Unlock()
	return domain.Position(len(l.all))
}

// FailReads makes every sequence yield err in place of the event at a position, as a damaged disk would; a nil err
// heals it. It is for the tests of those who read.
func (l *Log) FailReads(at domain.Position, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = nil
	if err != nil {
		l.fault = &fault{at: at, err: err}
	}
}
