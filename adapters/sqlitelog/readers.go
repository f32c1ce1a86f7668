package sqlitelog

import (
	"context"
	"errors"
	"sync"

	"zombiezen.com/go/sqlite"
)

// readers is a pool of connections that cannot write, opened as they are wanted.
type readers struct {
	open  func() (conn *sqlite.Conn, stale func() bool, err error)
	slots chan *rows // as many as there may be; nil is one not opened yet
	done  chan struct{}
	once  sync.Once
}

func newReaders(n int, open func() (*sqlite.Conn, func() bool, error)) *readers {
	p := &readers{open: open, slots: make(chan *rows, n), done: make(chan struct{})}
	for range n {
		p.slots <- nil
	}
	return p
}

// with lends a connection for one read.
func (p *readers) with(ctx context.Context, read func(*rows) error) (err error) {
	var r *rows
	select {
	case r = <-p.slots:
	case <-p.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() {
		if r != nil && !r.conn.AutocommitEnabled() { // a transaction that could not be ended: begin anew
			err = errors.Join(err, r.conn.Close())
			r = nil
		}
		p.slots <- r
	}()
	select { // a closed log lends nothing, also when a connection is free
	case <-p.done:
		return ErrClosed
	default:
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if r != nil && r.stale != nil && r.stale() {
		if err := r.conn.Close(); err != nil {
			return err
		}
		r = nil
	}
	if r == nil {
		if r, err = p.connect(); err != nil {
			return err
		}
	}
	return read(r)
}

func (p *readers) connect() (*rows, error) {
	conn, stale, err := p.open()
	if err != nil {
		return nil, err
	}
	r, err := newRows(conn)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	r.stale = stale
	return r, nil
}

// close waits for the reads under way and closes every connection.
func (p *readers) close() (err error) {
	p.once.Do(func() {
		close(p.done)
		for range cap(p.slots) {
			r := <-p.slots
			if r == nil {
				continue
			}
			if cerr := r.conn.Close(); err == nil {
				err = cerr
			}
		}
	})
	return err
}
