package memlog

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"tocsin/domain"
)

// Append records all of the events or none.
func (l *Log) Append(ctx context.Context, s domain.StreamID, at domain.Revision, ps ...domain.Proposed) (domain.Position, error) {
	r := l.AppendMany(ctx, []domain.Write{{Stream: s, At: at, Events: ps}})[0]
	return r.Position, r.Err
}

// AppendMany records each write on its own, in order.
func (l *Log) AppendMany(ctx context.Context, ws []domain.Write) []domain.WriteResult {
	results := make([]domain.WriteResult, len(ws))
	l.mu.Lock()
	defer l.mu.Unlock()
	call := call{log: l}
	for i, w := range ws {
		if results[i].Err = ctx.Err(); results[i].Err == nil {
			results[i] = call.write(w)
		}
	}
	if call.appended && l.wake != nil {
		close(l.wake)
		l.wake = nil
	}
	return results
}

// call is one AppendMany under way; its log is locked.
type call struct {
	log      *Log
	lost     map[domain.StreamID]bool // streams of failed writes: what comes later for them was decided on them
	seen     map[domain.EventID]place // ids of this call
	appended bool
}

// place is where an event lies; one id may lie in one place only.
type place struct {
	stream   domain.StreamID
	revision domain.Revision
}

func (c *call) write(w domain.Write) domain.WriteResult {
	if len(w.Events) == 0 {
		return domain.WriteResult{}
	}
	position, err := c.try(w)
	if err == nil {
		return domain.WriteResult{Position: position}
	}
	if c.lost == nil {
		c.lost = map[domain.StreamID]bool{}
	}
	c.lost[w.Stream] = true
	return domain.WriteResult{Err: fmt.Errorf("append to %s at revision %d: %w", w.Stream, w.At, err)}
}

func (c *call) try(w domain.Write) (domain.Position, error) {
	if err := w.Check(); err != nil {
		return 0, err
	}
	if c.lost[w.Stream] {
		return 0, domain.ErrConflict
	}
	if err := c.claim(w); err != nil {
		return 0, err
	}
	stream := c.log.streams[w.Stream]
	switch head := domain.Revision(len(stream)); {
	case w.At > head:
		return 0, domain.ErrConflict
	case w.At < head:
		return c.log.again(stream[w.At:], w.Events)
	}
	c.appended = true
	return c.log.add(w), nil
}

// claim notes the ids of a write, so that one call cannot record an event in two places.
func (c *call) claim(w domain.Write) error {
	if c.seen == nil {
		c.seen = make(map[domain.EventID]place, len(w.Events))
	}
	for i, p := range w.Events {
		here := place{w.Stream, w.At + domain.Revision(i)}
		if there, ok := c.seen[p.ID]; ok && there != here {
			return domain.ErrIDReused
		}
		c.seen[p.ID] = here
	}
	return nil
}

// add appends what has been checked. Bytes are copied: the caller may use his again.
func (l *Log) add(w domain.Write) domain.Position {
	stream := l.streams[w.Stream]
	for i, p := range w.Events {
		p.Meta.OccurredAt, p.Meta.RecordedAt = plain(p.Meta.OccurredAt), plain(p.Meta.RecordedAt)
		l.all = append(l.all, domain.Recorded{
			Stream: w.Stream, Revision: w.At + domain.Revision(i) + 1, Position: domain.Position(len(l.all) + 1),
			ID: p.ID, Type: p.Type, Version: p.Version, Data: append(make([]byte, 0, len(p.Data)), p.Data...), Meta: p.Meta,
		})
		stream = append(stream, domain.Position(len(l.all)))
	}
	l.streams[w.Stream] = stream
	return domain.Position(len(l.all))
}

// plain is a time as an engine with a disk gives it back: UTC, without the monotonic clock.
func plain(t time.Time) time.Time { return t.Round(0).UTC() }

// again answers an append behind the head: the same events give the same answer.
func (l *Log) again(known []domain.Position, ps []domain.Proposed) (domain.Position, error) {
	if len(known) < len(ps) {
		return 0, domain.ErrConflict
	}
	for i, p := range ps {
		if l.all[known[i]-1].ID != p.ID {
			return 0, domain.ErrConflict
		}
	}
	for i, p := range ps {
		k := &l.all[known[i]-1]
		if k.Type != p.Type || k.Version != p.Version || k.Meta.Hash != p.Meta.Hash || !bytes.Equal(k.Data, p.Data) {
			return 0, domain.ErrIDReused
		}
	}
	return known[len(ps)-1], nil
}
