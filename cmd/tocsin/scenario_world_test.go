package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/adapters/channels/sandbox"
	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/statement"
)

// lived is a scenario that was played to its end: its log, and what the providers took. Each row is judged by a fold of
// its own over the records up to its time, and trusts nothing that the program has folded.
type lived struct {
	*testing.T
	story
	scale    float64
	records  []domain.Recorded
	taken    []sandbox.Entry // by both providers
	refused  map[string]domain.Code
	resting  string
	affected map[string]incident.Person
	narrated string // as the demonstration tells it
}

// live plays a scenario. At a smaller scale minutes hold.
func live(t *testing.T, name string, scale float64) *lived {
	t.Helper()
	s, err := loadStory(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := playStory(t.Context(), s, filepath.Join(t.TempDir(), "log.db"), scale, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := p.run(t.Context(), s.Until); err != nil {
		t.Fatal(err)
	}
	l := &lived{T: t, story: s, scale: scale, refused: p.cast.refused, resting: p.cast.resting, affected: map[string]incident.Person{}}
	for r, err := range p.types.Decoded(p.house.log.ReadAll(t.Context(), 0)) {
		if err != nil {
			t.Fatal(err)
		}
		l.records = append(l.records, r)
	}
	var out strings.Builder
	if err := newRowNarrator(p, &out).on(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, r := range p.reactors {
		if r.Held() != nil {
			t.Errorf("policy %s is held: %v", r.Name(), r.Held())
		}
	}
	if err := p.report(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	l.narrated = out.String()
	l.taken = append(p.sandbox.Entries(), p.second.Entries()...)
	for _, e := range eventsOf[incident.AffectedListed](l, 0, s.Until) {
		for _, person := range e.Event.People {
			l.affected[person.Subject] = person
		}
	}
	return l
}

// row is the judgement of one row.
func (l *lived) row(name string, judge func(*lived)) {
	l.Run(name, func(t *testing.T) {
		of := *l
		of.T = t
		judge(&of)
	})
}

// minute is when a record was made, in minutes after the start.
func (l *lived) minute(r domain.Recorded) float64 { return r.Meta.RecordedAt.Sub(l.Start).Minutes() }

// people is a number of the full size at the scale that is played.
func (l *lived) people(n int) int { return scaled(n, l.scale) }

// toldOf is an event with its record.
type toldOf[E any] struct {
	domain.Recorded
	Event E
}

// eventsOf gives the events of one type between two minutes, the second included.
func eventsOf[E any](l *lived, from, until float64) (list []toldOf[E]) {
	for _, r := range l.records {
		if e, ok := r.Event.(E); ok && l.minute(r) >= from && l.minute(r) <= until {
			list = append(list, toldOf[E]{r, e})
		}
	}
	return list
}

// one gives the only event of a type between two minutes that is as wanted.
func one[E any](l *lived, from, until float64, want func(toldOf[E]) bool) toldOf[E] {
	l.Helper()
	list := slices.DeleteFunc(eventsOf[E](l, from, until), func(e toldOf[E]) bool { return want != nil && !want(e) })
	if len(list) != 1 {
		var none E
		l.Fatalf("%d %T from T+%v to T+%v, want 1", len(list), none, from, until)
	}
	return list[0]
}

// wantOrder wants one record before another.
func (l *lived) wantOrder(what string, first, second domain.Recorded) {
	l.Helper()
	if first.Position >= second.Position {
		l.Errorf("%s: position %d is not before %d", what, first.Position, second.Position)
	}
}

// noticeLived is one item of a batch and what became of it.
type noticeLived struct {
	delivery.Item // with the present contact
	batch         delivery.Requested
	asked         domain.Recorded
	tries         []tryLived
	end           string // of sent, suppressed by a reason, unreachable, expired, parked; empty: open
	unknown       bool   // for a time
	moved         bool   // to another channel
}

type tryLived struct {
	domain.Recorded
	provider, channel, contact string
}

// notices folds every delivery up to a minute.
func (l *lived) notices(until float64) (all []*noticeLived) {
	batches := map[domain.StreamID][]*noticeLived{}
	for _, r := range l.records {
		e, ok := r.Event.(delivery.Event)
		if !ok || l.minute(r) > until {
			continue
		}
		if request, begins := e.(delivery.Requested); begins {
			for _, item := range request.Items {
				n := &noticeLived{Item: item, batch: request, asked: r}
				batches[r.Stream], all = append(batches[r.Stream], n), append(all, n)
			}
			continue
		}
		foldNotices(batches[r.Stream], r, e)
	}
	return all
}

func foldNotices(batch []*noticeLived, r domain.Recorded, e delivery.Event) {
	end := func(i int, how string) {
		if batch[i].end != "sent" {
			batch[i].end = how
		}
	}
	switch e := e.(type) {
	case delivery.Requested:
	case delivery.Suppressed:
		for _, it := range e.Items {
			end(it.I, it.Reason)
		}
	case delivery.Attempted:
		for _, it := range e.Items {
			batch[it.I].tries = append(batch[it.I].tries, tryLived{r, e.Provider, it.Channel, batch[it.I].ContactID})
		}
	case delivery.Accepted:
		for _, it := range e.Items {
			end(it.I, "sent")
		}
	case delivery.Delivered:
		for _, it := range e.Items {
			end(it.I, "sent")
		}
	case delivery.Read:
		for _, it := range e.Items {
			end(it.I, "sent")
		}
	case delivery.OutcomeUnknown:
		for _, it := range e.Items {
			batch[it.I].unknown = true
		}
	case delivery.Escalated:
		for _, it := range e.Items {
			batch[it.I].moved, batch[it.I].ContactID = true, it.ContactID
		}
	case delivery.Unreachable:
		for _, it := range e.Items {
			end(it.I, "unreached")
		}
	case delivery.Expired:
		for _, it := range e.Items {
			end(it.I, "unreached")
		}
	case delivery.Parked:
		for _, it := range e.Items {
			end(it.I, "unreached")
		}
	case delivery.Failed:
	}
}

// hubText is the stream of what those affected by the closed hub are told.
func (l *lived) hubText() domain.StreamID {
	c := storyCast{story: l.story}
	return statement.Stream(statement.IDFor(c.hubID(), statement.ToAffected))
}

// clock is a local time of the scenario.
func (l *lived) clock(t time.Time) string {
	zone, err := time.LoadLocation(l.Zone)
	if err != nil {
		l.Fatal(err)
	}
	return t.In(zone).Format("15:04")
}
