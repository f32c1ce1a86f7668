// Package foldtest helps to test pictures and the policies beside them: it writes small logs by hand, folds them with and
// without snapshots, and plays the reactor.
package foldtest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"tocsin/domain"
)

// Story is a small log, written by hand.
type Story struct {
	Records []domain.Recorded

	start, now time.Time
	revisions  map[domain.StreamID]domain.Revision
}

// New begins a story at an instant.
func New(start time.Time) *Story {
	return &Story{start: start, now: start, revisions: map[domain.StreamID]domain.Revision{}}
}

// At moves to so long after the start.
func (s *Story) At(since time.Duration) *Story {
	s.now = s.start.Add(since)
	return s
}

// Add records facts of one stream at the present instant, each as it would come back from the log.
func (s *Story) Add(stream domain.StreamID, events ...domain.Event) *Story {
	for _, e := range events {
		s.revisions[stream]++
		revision := s.revisions[stream]
		data, err := json.Marshal(e)
		back := reflect.New(reflect.TypeOf(e))
		if err == nil {
			err = json.Unmarshal(data, back.Interface())
		}
		if err != nil {
			panic(fmt.Sprintf("foldtest: %T: %v", e, err))
		}
		s.Records = append(s.Records, domain.Recorded{
			Stream: stream, Revision: revision, Position: domain.Position(len(s.Records) + 1),
			ID: domain.NewEventID(stream, "story", int(revision)), Type: fmt.Sprintf("%T", e), Version: 1, Data: data,
			Meta:  domain.Meta{OccurredAt: s.now, RecordedAt: s.now},
			Event: back.Elem().Interface(),
		})
	}
	return s
}

// Last is the record that was added last.
func (s *Story) Last() domain.Recorded { return s.Records[len(s.Records)-1] }

// asWanted is a record as a reader gets it: decoded only if it wants it.
func asWanted(wants []domain.Event, r domain.Recorded) domain.Recorded {
	for _, w := range wants {
		if reflect.TypeOf(w) == reflect.TypeOf(r.Event) {
			return r
		}
	}
	r.Event = nil
	return r
}
