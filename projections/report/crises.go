package report

import (
	"cmp"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/statement"
)

// Crisis is one cell, from the proposal to the stand-down.
type Crisis struct {
	ID          string             `json:"id"`
	Brand       string             `json:"brand"`
	Level       int                `json:"level"`
	Trigger     string             `json:"trigger"`
	ProposedAt  time.Time          `json:"proposed_at"`
	ActivatedAt time.Time          `json:"activated_at,omitzero"`
	StoodDownAt time.Time          `json:"stood_down_at,omitzero"`
	SingleVoice bool               `json:"single_voice"`
	Incidents   int                `json:"incidents"`
	Roles       int                `json:"roles"`   // that are held
	Holders     map[string]string  `json:"holders"` // role -> member
	Promises    Promises           `json:"promises"`
	Relapses    int                `json:"relapses"`
	Criteria    []crisis.Criterion `json:"criteria,omitempty"`
	Position    uint64             `json:"position"` // of crisis.proposed
}

// Promises counts the next updates that were promised.
type Promises struct {
	Made   int `json:"made"`
	Kept   int `json:"kept"`
	Broken int `json:"broken"`
}

func (t *Report) applyCrisis(r domain.Recorded, e crisis.Event) {
	at := r.Meta.RecordedAt
	if p, ok := e.(crisis.Proposed); ok {
		t.Crises = append(t.Crises, &Crisis{
			ID: r.Stream.Name(), Brand: p.Brand, Level: p.Level, Trigger: p.Trigger, ProposedAt: at, Position: uint64(r.Position),
			Holders: map[string]string{},
		})
		return
	}
	c := t.crisis(r.Stream.Name())
	if c == nil {
		return
	}
	switch e := e.(type) {
	case crisis.Activated:
		c.ActivatedAt, c.Level, c.SingleVoice, c.Incidents = at, e.Level, e.SingleVoice, max(c.Incidents, len(e.IncidentIDs))
	case crisis.RoleAssigned:
		c.Holders[e.Role] = e.Member
		c.Roles = len(c.Holders)
	case crisis.IncidentAbsorbed:
		c.Incidents++
	case crisis.PromiseMade:
		c.Promises.Made++
	case crisis.PromiseKept:
		c.Promises.Kept++
	case crisis.PromiseBroken:
		c.Promises.Broken++
	case crisis.Relapsed:
		c.Relapses++
	case crisis.StoodDown:
		c.StoodDownAt, c.Criteria = at, e.Criteria
	case crisis.Proposed, crisis.LogEntryMade, crisis.PromiseRenewed, crisis.MonitoringEntered, crisis.MemberAlerted,
		crisis.MemberAcknowledged:
	}
}

func (t *Report) crisis(id string) *Crisis {
	for _, c := range t.Crises {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// Statement is one text with all its versions.
type Statement struct {
	ID          string    `json:"id"`
	Brand       string    `json:"brand"`
	CrisisID    string    `json:"crisis_id,omitempty"`
	Kinds       []string  `json:"kinds"` // of each published version
	Versions    int       `json:"versions"`
	Published   int       `json:"published"`
	Superseded  int       `json:"superseded"`
	Approvals   int       `json:"approvals"`
	DraftedAt   time.Time `json:"drafted_at"`
	PublishedAt time.Time `json:"published_at,omitzero"` // of the first version
	Position    uint64    `json:"position"`              // of the first statement.drafted
}

func (t *Report) applyStatement(r domain.Recorded, e statement.Event) {
	s := t.statement(r.Stream.Name())
	if d, ok := e.(statement.Drafted); ok {
		if s == nil {
			s = &Statement{ID: r.Stream.Name(), Brand: d.Brand, DraftedAt: r.Meta.RecordedAt, Position: uint64(r.Position)}
			t.Statements = append(t.Statements, s)
		}
		s.Versions, s.CrisisID = d.Version, cmp.Or(d.CrisisID, s.CrisisID)
		return
	}
	if s == nil {
		return
	}
	switch e := e.(type) {
	case statement.ApprovalGiven:
		s.Approvals++
	case statement.Published:
		if s.Published++; s.PublishedAt.IsZero() {
			s.PublishedAt = r.Meta.RecordedAt
		}
		s.Kinds = append(s.Kinds, e.Kind)
	case statement.Superseded:
		s.Superseded++
	case statement.Drafted, statement.VariantSet, statement.Submitted, statement.ApprovalRefused, statement.Approved:
	}
}

func (t *Report) statement(id string) *Statement {
	for n := len(t.Statements) - 1; n >= 0; n-- {
		if t.Statements[n].ID == id {
			return t.Statements[n]
		}
	}
	return nil
}
