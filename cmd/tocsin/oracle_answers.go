package main

import (
	"fmt"

	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/incident"
)

// doorAnswer is what somebody outside was told about one command.
type doorAnswer struct {
	stream  domain.StreamID
	key     string
	outcome node.Outcome
	err     error
}

// answersStand is I12: what was answered with success is in the log, once, and asked again it is answered the same; no
// event stands twice; a source is heard in its order, or the log says that it was late.
func answersStand(t *trial) error {
	keys, err := effects(t.records)
	if err != nil {
		return err
	}
	if err := sourceOrder(t.records); err != nil {
		return err
	}
	said := map[string]node.Outcome{}
	for _, a := range t.answers {
		name := string(a.stream) + "|" + a.key
		first, again := said[name]
		switch {
		case again && a.err != nil:
			return fmt.Errorf("%s was answered with success, and then with: %w", name, a.err)
		case again && a.outcome.Position != first.Position:
			return fmt.Errorf("%s was answered with position %d, and then with %d", name, first.Position, a.outcome.Position)
		case a.err != nil || a.outcome.Events == 0:
			continue
		}
		said[name] = a.outcome
		if _, there := keys[name]; !there {
			return fmt.Errorf("%s was acknowledged and is not in the log", name)
		}
	}
	return nil
}

// effects finds each command key of a stream at its last revision. One that has effects in two places is an error.
func effects(records []domain.Recorded) (map[string]domain.Revision, error) {
	ids, keys := map[domain.EventID]bool{}, map[string]domain.Revision{}
	for _, r := range records {
		if ids[r.ID] {
			return nil, brokenAt(r, "event id %s stands twice", r.ID)
		}
		ids[r.ID] = true
		key := string(r.Stream) + "|" + r.Meta.Key
		if last, again := keys[key]; again && last+1 != r.Revision {
			return nil, brokenAt(r, "command key %s had a second effect", r.Meta.Key)
		}
		keys[key] = r.Revision
	}
	return keys, nil
}

// sourceOrder: what comes behind a later word of the same source is marked.
func sourceOrder(records []domain.Recorded) error {
	last := map[domain.StreamID]int64{}
	for _, r := range records {
		switch e := r.Event.(type) {
		case incident.Reported:
			last[r.Stream] = e.Source.Seq
		case incident.ScopeChanged:
			if e.Seq < last[r.Stream] && !e.Late {
				return brokenAt(r, "number %d comes behind number %d, and is not marked as late", e.Seq, last[r.Stream])
			}
			last[r.Stream] = max(last[r.Stream], e.Seq)
		}
	}
	return nil
}
