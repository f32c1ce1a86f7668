package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
)

// OpenCell proposes a crisis when an incident is big enough or lives are at stake, and claims the brand for it; while a
// cell speaks for the brand, the incident is absorbed instead.
type OpenCell struct {
	rules
	incidents map[string]*candidate
	holders   map[string]string // brand -> crisis that claimed its scope
	proposed  map[string]string // crisis -> brand
}

type candidate struct {
	brand      string
	lifeSafety bool
	handled    bool // proposed or absorbed
}

// NewOpenCell gives the policy with an empty fold.
func NewOpenCell() *OpenCell {
	return &OpenCell{incidents: map[string]*candidate{}, holders: map[string]string{}, proposed: map[string]string{}}
}

// Name is part of the key of its requests.
func (p *OpenCell) Name() string { return "open_cell" }

// Wants lists what it reads.
func (p *OpenCell) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.ImpactEstimated{}, incident.Closed{}, crisis.Proposed{},
		crisis.IncidentAbsorbed{}, crisis.ScopeClaimed{}, crisis.ScopeReleased{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *OpenCell) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Reported:
		p.incidents[id] = &candidate{brand: e.Brand, lifeSafety: e.LifeSafety}
	case incident.Closed:
		delete(p.incidents, id)
	case crisis.Proposed:
		p.proposed[id] = e.Brand
		p.handle(e.IncidentID)
	case crisis.IncidentAbsorbed:
		p.handle(e.IncidentID)
	case crisis.ScopeClaimed:
		p.holders[id] = e.CrisisID
	case crisis.ScopeReleased:
		delete(p.holders, id)
		delete(p.proposed, e.CrisisID)
	}
}

func (p *OpenCell) handle(incidentID string) {
	if c := p.incidents[incidentID]; c != nil {
		c.handled = true
	}
}

// React proposes, claims or absorbs.
func (p *OpenCell) React(r domain.Recorded) []domain.Request {
	switch e := r.Event.(type) {
	case incident.Reported:
		if e.LifeSafety {
			return p.propose(r, 3, "life_safety")
		}
	case incident.ImpactEstimated:
		if level := p.level(e.Affected); level > 0 {
			return p.propose(r, level, "impact")
		}
	case crisis.Proposed:
		return []domain.Request{{
			To: crisis.ScopeStream(e.Brand), Cause: r.ID.String(), Step: "claim", NotAfter: e.ExpiresAt,
			Command: crisis.ClaimScope{ScopeClaimed: crisis.ScopeClaimed{CrisisID: r.Stream.Name()}},
		}}
	case reaction.Refused:
		return p.refused(r, e)
	}
	return nil
}

// level is the highest crisis level whose threshold is reached, 0 for none.
func (p *OpenCell) level(affected int) (level int) {
	for n, threshold := range p.Trigger.CrisisAffectedAtLeast {
		if affected >= threshold {
			level = n + 1
		}
	}
	return level
}

func (p *OpenCell) propose(r domain.Recorded, level int, trigger string) []domain.Request {
	id := r.Stream.Name()
	c := p.incidents[id]
	if c == nil || c.handled {
		return nil
	}
	found := []domain.Evidence{evidence(r.Type, id, r)}
	if holder := p.holders[c.brand]; holder != "" {
		return []domain.Request{p.absorb(r, holder, id, found)}
	}
	return []domain.Request{{
		To: crisis.Stream(crisis.IDFor(id)), Cause: r.ID.String(), Step: "propose",
		Command: crisis.Propose{Proposed: crisis.Proposed{
			Brand: c.brand, IncidentID: id, Trigger: trigger, Level: level, Evidence: found,
			Playbook:  crisis.Pinned{ID: p.ID, Version: p.Version, Hash: p.hash},
			ExpiresAt: r.Meta.RecordedAt.Add(p.Trigger.ProposalLapses),
		}},
	}}
}

func (p *OpenCell) absorb(r domain.Recorded, holder, incidentID string, found []domain.Evidence) domain.Request {
	return domain.Request{
		To: crisis.Stream(holder), Cause: r.ID.String(), Step: "absorb/" + incidentID,
		Command: crisis.AbsorbIncident{IncidentID: incidentID, Evidence: found},
	}
}

// refused: another cell was faster with the claim, so the incident of the proposal goes to it.
func (p *OpenCell) refused(r domain.Recorded, e reaction.Refused) []domain.Request {
	if e.Policy != p.Name() || e.Step != "claim" || e.Code != string(domain.Conflict) {
		return nil
	}
	brand := domain.StreamID(e.To).Name()
	holder := p.holders[brand]
	if holder == "" {
		return nil
	}
	var asked []domain.Request
	for _, id := range sorted(p.proposed) {
		if p.proposed[id] != brand || id == holder {
			continue
		}
		for _, incidentID := range sorted(p.incidents) {
			if crisis.IDFor(incidentID) == id {
				asked = append(asked, p.absorb(r, holder, incidentID, []domain.Evidence{evidence("reaction.refused", e.To, r)}))
			}
		}
		delete(p.proposed, id)
	}
	return asked
}

// Due has nothing to say: a proposal that nobody answers lapses by itself.
func (p *OpenCell) Due(time.Time) []domain.Request { return nil }

// Next is never.
func (p *OpenCell) Next() (time.Time, bool) { return time.Time{}, false }

var _ domain.Policy = (*OpenCell)(nil)
