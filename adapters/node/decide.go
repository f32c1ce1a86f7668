package node

import (
	"encoding/json"
	"fmt"
	"time"

	"tocsin/domain"
)

// check refuses what no stream can take, and fills in the hash of the command. The name of the command is part of it:
// two commands may carry the same fields.
func (x *Executor) check(a *Asked) error {
	switch _, ok := x.kinds[a.To.Category()]; {
	case !ok || a.To.Name() == "":
		return domain.Refuse(domain.NotFound, "no stream of that name can exist")
	case a.Meta.Key == "":
		return domain.Refuse(domain.Invalid, "a command needs a key")
	case a.Meta.Hash != "":
		return nil
	}
	body, err := json.Marshal(a.Command)
	if err != nil {
		return fmt.Errorf("hash command for %s: %w", a.To, err)
	}
	a.Meta.Hash = x.hash(fmt.Appendf(nil, "%T %s", a.Command, body))
	return nil
}

// decide answers from a known key, checks what the sender saw, and asks the rules.
func (x *Executor) decide(a *Asked, f *fold, now time.Time) error {
	if known, ok := f.keys[idOf(a.Meta.Key)]; ok {
		if known.hash != idOf(a.Meta.Hash) {
			return domain.Refuse(domain.KeyReused, "this key was used with other content")
		}
		a.Outcome = Outcome{Position: known.position, Revision: known.revision, Events: known.events, Repeated: true}
		return nil
	}
	switch {
	case a.At != nil && *a.At != f.revision, a.Seen != 0 && (f.pending || f.position > a.Seen):
		return &domain.Refusal{Code: domain.Stale, Reason: "the stream has moved since it was seen", Revision: f.revision}
	case !a.NotAfter.IsZero() && now.After(a.NotAfter):
		return domain.Refuse(domain.TooLate, "past the time until which this made sense")
	}
	events, err := f.kind.Decide(a.Command, f.state)
	if err != nil || len(events) == 0 {
		a.Outcome.Position, a.Outcome.Revision = f.position, f.revision
		return err
	}
	return x.propose(a, f, events, now)
}

// propose makes the write of decided events and carries the fold on.
func (x *Executor) propose(a *Asked, f *fold, events []domain.Event, now time.Time) error {
	meta := f.inherit(a.Meta)
	meta.RecordedAt = now
	if meta.OccurredAt.IsZero() {
		meta.OccurredAt = now
	}
	w := domain.Write{Stream: a.To, At: f.revision}
	for n, e := range events {
		id := domain.NewEventID(a.To, meta.Key, n)
		if meta.CorrelationID == "" {
			meta.CorrelationID = id.String()
		}
		name, version, data, err := x.types.Encode(e)
		if err != nil {
			return err
		}
		f.bytes += len(data)
		w.Events = append(w.Events, domain.Proposed{ID: id, Type: name, Version: version, Data: data, Meta: meta})
	}
	f.carryOn(events, meta)
	a.write = []domain.Write{w}
	a.Outcome.Revision, a.Outcome.Events = f.revision, len(events)
	return nil
}
