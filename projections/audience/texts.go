package audience

import (
	"tocsin/domain"
	"tocsin/domain/statement"
)

func (a *Audience) applyStatement(r domain.Recorded, e statement.Event) {
	id := r.Stream.Name()
	s := a.statements[id]
	if s == nil {
		s = &Statement{ID: id, Versions: map[int]*Version{}, NextRun: map[int]int{}}
		a.statements[id] = s
	}
	switch e := e.(type) {
	case statement.Drafted:
		a.draft(r, s, e)
	case statement.VariantSet:
		if v := s.Versions[e.Version]; v != nil {
			v.set(e)
		}
	case statement.Published:
		s.Current = e.Version
		a.retireOlder(r, s)
		a.freezePlanned(r, s)
	case statement.Submitted, statement.ApprovalGiven, statement.ApprovalRefused, statement.Approved, statement.Superseded:
	}
}

// draft notes a version; the audience of an incident is served by the statement made for it.
func (a *Audience) draft(r domain.Recorded, s *Statement, e statement.Drafted) {
	s.Versions[e.Version] = &Version{
		Number: e.Version, Kind: e.Kind, Push: e.Push, Brand: e.Brand, NextUpdateAt: e.NextUpdateAt, Facts: e.Facts,
	}
	if e.Audience != statement.ToAffected && !statement.ToSome(e.Audience) || len(e.IncidentIDs) == 0 {
		return
	}
	s.IncidentID, s.Audience = e.IncidentIDs[0], e.Audience
	if i := a.incident(s.IncidentID); e.Audience == statement.ToAffected {
		i.StatementID = s.ID
	}
	s.NextRun[e.Version] = 1
	a.reactions = append(a.reactions, trigger{kind: planFirst, statement: s.ID, version: e.Version, at: r.Meta.RecordedAt})
}

// set keeps the latest text of a language and channel.
func (v *Version) set(e statement.VariantSet) {
	for k, old := range v.Variants {
		if old.Lang == e.Lang && old.Channel == e.Channel {
			v.Variants[k], v.texts[k] = e, prepare(e)
			return
		}
	}
	v.Variants, v.texts = append(v.Variants, e), append(v.texts, prepare(e))
}

// freezePlanned fixes the audience of every run that was planned for the version just published.
func (a *Audience) freezePlanned(r domain.Recorded, s *Statement) {
	for _, o := range a.sorted() {
		if o.Plan.StatementID == s.ID && o.Plan.StatementVersion == s.Current && !o.Frozen && !o.Ended {
			a.freeze(r, o)
		}
	}
}

// retireOlder lists the runs to abort when a version is published: those of the version that it supersedes, and those
// planned for drafts that it has overtaken.
func (a *Audience) retireOlder(r domain.Recorded, s *Statement) {
	for _, o := range a.sorted() {
		if o.Plan.StatementID == s.ID && o.Plan.StatementVersion < s.Current && !o.Ended {
			a.reactions = append(a.reactions, trigger{kind: abortRun, outreach: o.ID, reason: superseded, at: r.Meta.RecordedAt})
		}
	}
}
