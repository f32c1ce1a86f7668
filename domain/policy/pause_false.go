package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
)

// PauseFalse stops the runs of a text as soon as a newer one is drafted that contradicts it: nobody is told what is known
// to be false. The newer text ends them when it is published; should it never be, a person lets them go on.
type PauseFalse struct {
	statements map[string]*spoken
	runs       map[string]*underway
}

// spoken is what the versions of one statement state.
type spoken struct {
	published int
	facts     map[int][]statement.Fact // of the published version and of those behind it
	doubted   int                      // version that a draft contradicts; 0: none
}

// underway is a run that has not ended.
type underway struct {
	statement string
	version   int
	paused    bool
}

// NewPauseFalse gives the policy with an empty fold.
func NewPauseFalse() *PauseFalse {
	return &PauseFalse{statements: map[string]*spoken{}, runs: map[string]*underway{}}
}

// Name is part of the key of its requests.
func (p *PauseFalse) Name() string { return "pause_false" }

// Wants lists what it reads.
func (p *PauseFalse) Wants() []domain.Event {
	return []domain.Event{
		statement.Drafted{}, statement.Published{}, outreach.Planned{}, outreach.Paused{}, outreach.Resumed{}, outreach.Aborted{},
		outreach.Completed{},
	}
}

// Apply folds one record.
func (p *PauseFalse) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case statement.Drafted:
		s := p.statement(id)
		s.facts[e.Version] = e.Facts
		if e.Push && s.published > 0 && contradict(s.facts[s.published], e.Facts) {
			s.doubted = s.published
		}
	case statement.Published:
		s := p.statement(id)
		s.published, s.doubted = e.Version, 0
		for version := range s.facts { // order-free: every older one is deleted
			if version < e.Version {
				delete(s.facts, version)
			}
		}
	case outreach.Planned:
		p.runs[id] = &underway{statement: e.StatementID, version: e.StatementVersion}
	case outreach.Paused:
		p.pause(id, true)
	case outreach.Resumed:
		p.pause(id, false)
	case outreach.Aborted, outreach.Completed:
		delete(p.runs, id)
	}
}

func (p *PauseFalse) statement(id string) *spoken {
	if p.statements[id] == nil {
		p.statements[id] = &spoken{facts: map[int][]statement.Fact{}}
	}
	return p.statements[id]
}

func (p *PauseFalse) pause(id string, paused bool) {
	if run := p.runs[id]; run != nil {
		run.paused = paused
	}
}

// contradict tells whether a text states another value of something. Numbers that merely grow make no text false.
func contradict(older, newer []statement.Fact) bool {
	for _, f := range older {
		if f.Key == "affected" || f.Key == "flights" {
			continue
		}
		if now := stated(newer, f.Key); now != "" && now != f.Value {
			return true
		}
	}
	return false
}

// React pauses the runs of a text that has become false, and those that are planned for it after that.
func (p *PauseFalse) React(r domain.Recorded) (asked []domain.Request) {
	id := r.Stream.Name()
	switch r.Event.(type) {
	case statement.Drafted:
		for _, run := range sorted(p.runs) {
			if p.runs[run].statement == id {
				asked = append(asked, p.stop(r, run)...)
			}
		}
	case outreach.Planned:
		return p.stop(r, id)
	}
	return asked
}

func (p *PauseFalse) stop(r domain.Recorded, id string) []domain.Request {
	run := p.runs[id]
	if s := p.statements[run.statement]; s == nil || run.paused || s.doubted == 0 || run.version != s.doubted {
		return nil
	}
	return []domain.Request{{
		To: outreach.Stream(id), Cause: r.ID.String(), Step: "pause/" + id, Command: outreach.Pause{Reason: "a fact of the text is false now"},
	}}
}

// Due has nothing to say.
func (p *PauseFalse) Due(time.Time) []domain.Request { return nil }

// Next is never.
func (p *PauseFalse) Next() (time.Time, bool) { return time.Time{}, false }

var _ domain.Policy = (*PauseFalse)(nil)
