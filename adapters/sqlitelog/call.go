package sqlitelog

import (
	"errors"
	"fmt"

	"tocsin/domain"
)

// call is one AppendMany under way.
type call struct {
	tables *tables
	events int
	lost   map[domain.StreamID]bool // streams of refused writes: what comes later for them was decided on them
	seen   map[domain.EventID]place // where the events of this call go; nil for one alone
}

// place is where an event lies; one id may lie in one place only.
type place struct {
	stream   domain.StreamID
	revision domain.Revision
}

// write answers one write. Its error is one of the file; a refusal is in the result.
func (c *call) write(w domain.Write) (result domain.WriteResult, err error) {
	if len(w.Events) == 0 {
		return result, nil
	}
	if result.Position, err = c.try(w); err == nil {
		return result, nil
	}
	r, ok := errors.AsType[refused](err)
	if !ok {
		return result, err
	}
	if c.lost == nil {
		c.lost = map[domain.StreamID]bool{}
	}
	c.lost[w.Stream] = true
	return domain.WriteResult{Err: fmt.Errorf("append to %s at revision %d: %w", w.Stream, w.At, r.error)}, nil
}

func (c *call) try(w domain.Write) (domain.Position, error) {
	if err := w.Check(); err != nil {
		return 0, refused{err}
	}
	if c.lost[w.Stream] {
		return 0, refused{domain.ErrConflict}
	}
	if c.events > 1 && c.seen == nil {
		c.seen = make(map[domain.EventID]place, c.events)
	}
	for i := range w.Events {
		id, here := w.Events[i].ID, place{w.Stream, w.At + domain.Revision(i)}
		if there, ok := c.seen[id]; ok && there != here {
			return 0, refused{domain.ErrIDReused}
		}
		if c.seen != nil {
			c.seen[id] = here
		}
	}
	return c.tables.write(w)
}
