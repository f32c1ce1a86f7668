package domain_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"tocsin/domain"
)

func proposed(change func(*domain.Proposed)) domain.Proposed {
	at := time.Date(2031, 3, 3, 6, 0, 0, 0, time.UTC)
	p := domain.Proposed{
		ID: domain.NewEventID("tower-1", "key", 0), Type: "tower.belled", Version: 1, Data: []byte(`{}`),
		Meta: domain.Meta{OccurredAt: at, RecordedAt: at},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func year(y int) time.Time { return time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC) }

func TestWhatAnEngineTakes(t *testing.T) {
	for name, change := range map[string]func(*domain.Proposed){
		"a plain event":           nil,
		"no data":                 func(p *domain.Proposed) { p.Data = nil },
		"data of the limit":       func(p *domain.Proposed) { p.Data = bytes.Repeat([]byte{'x'}, domain.MaxEventBytes) },
		"times that are unknown":  func(p *domain.Proposed) { p.Meta.OccurredAt, p.Meta.RecordedAt = time.Time{}, time.Time{} },
		"a time long ago":         func(p *domain.Proposed) { p.Meta.OccurredAt = year(1678) },
		"a time in a far future":  func(p *domain.Proposed) { p.Meta.OccurredAt = year(2261) },
		"a time before the epoch": func(p *domain.Proposed) { p.Meta.OccurredAt = year(1969) },
	} {
		if err := (domain.Write{Stream: "tower-1", Events: []domain.Proposed{proposed(change)}}).Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (domain.Write{Stream: "tower-1"}).Check(); err != nil {
		t.Errorf("no events: %v", err)
	}
}

func TestWhatNoEngineTakes(t *testing.T) {
	for says, change := range map[string]func(*domain.Proposed){
		"empty event id":   func(p *domain.Proposed) { p.ID = domain.EventID{} },
		"empty event type": func(p *domain.Proposed) { p.Type = "" },
		"the limit is":     func(p *domain.Proposed) { p.Data = bytes.Repeat([]byte{'x'}, domain.MaxEventBytes+1) },
		"a time outside":   func(p *domain.Proposed) { p.Meta.OccurredAt = year(2263) },
		"the years":        func(p *domain.Proposed) { p.Meta.RecordedAt = year(1600) },
	} {
		err := domain.Write{Stream: "tower-1", Events: []domain.Proposed{proposed(nil), proposed(change)}}.Check()
		if !errors.Is(err, domain.ErrInvalidAppend) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "event 1") {
			t.Errorf("got %v, want an invalid append of event 1 with %q", err, says)
		}
	}
	if err := (domain.Write{Events: []domain.Proposed{proposed(nil)}}).Check(); !errors.Is(err, domain.ErrInvalidAppend) {
		t.Errorf("empty stream id: got %v", err)
	}
}

func TestATimeThatIsTakenSurvivesAsNanoseconds(t *testing.T) {
	for y := 1678; y <= 2261; y++ {
		at := year(y)
		w := domain.Write{Stream: "tower-1", Events: []domain.Proposed{proposed(func(p *domain.Proposed) { p.Meta.OccurredAt = at })}}
		if back := time.Unix(0, at.UnixNano()).UTC(); w.Check() == nil && !back.Equal(at) {
			t.Errorf("%s is taken and comes back as %s", at, back)
		}
	}
}
