package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
)

// OpenCell proposes a crisis when an incident is big enough or lives are at stake, and claims the brand for it. While
// another cell holds the brand the incident is absorbed by it: at once if it works, else as soon as it is activated,
// because a cell that is only proposed takes nothing. If it never is, the first incident that waits is proposed.
type OpenCell struct {
	rules
	incidents map[string]*candidate
	proposals map[string]*proposal // by crisis
	holders   map[string]string    // brand -> crisis that claimed its scope
}

type candidate struct {
	brand      string
	lifeSafety bool
	affected   int
	found      domain.Evidence // what made it a candidate
	covered    bool            // proposed or absorbed
	over       bool            // resolved
}

type proposal struct {
	brand, incident string
	cause           string // id of the event that proposed it: the cause of the claim
	expires         time.Time
	active          bool
}

// NewOpenCell gives the policy with an empty fold.
func NewOpenCell() *OpenCell {
	return &OpenCell{incidents: map[string]*candidate{}, proposals: map[string]*proposal{}, holders: map[string]string{}}
}

// Name is part of the key of its requests.
func (p *OpenCell) Name() string { return "open_cell" }

// Wants lists what it reads.
func (p *OpenCell) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.ScopeChanged{}, incident.ImpactEstimated{}, incident.Resolved{},
		incident.Reopened{}, incident.Closed{}, crisis.Proposed{}, crisis.Activated{}, crisis.IncidentAbsorbed{},
		crisis.ScopeClaimed{}, crisis.ScopeReleased{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *OpenCell) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Event:
		p.applyIncident(r, e)
	case crisis.Proposed:
		p.proposals[id] = &proposal{brand: e.Brand, incident: e.IncidentID, cause: r.ID.String(), expires: e.ExpiresAt}
		p.cover(e.IncidentID, true)
	case crisis.Activated:
		if c := p.proposals[id]; c != nil {
			c.active = true
		}
	case crisis.IncidentAbsorbed:
		p.cover(e.IncidentID, true)
		p.drop(crisis.IDFor(e.IncidentID))
	case crisis.ScopeClaimed:
		p.holders[id] = e.CrisisID
		if c := p.proposals[e.CrisisID]; c != nil {
			p.cover(c.incident, true)
		}
	case crisis.ScopeReleased:
		delete(p.holders, id)
		delete(p.proposals, e.CrisisID)
	case reaction.Refused:
		if _, c := p.claimOf(e); c != nil {
			p.cover(c.incident, false)
		}
	}
}

func (p *OpenCell) applyIncident(r domain.Recorded, e incident.Event) {
	id := r.Stream.Name()
	if reported, ok := e.(incident.Reported); ok {
		p.incidents[id] = &candidate{brand: reported.Brand, lifeSafety: reported.LifeSafety, found: evidence(r.Type, id, r)}
		return
	}
	c := p.incidents[id]
	if c == nil {
		return
	}
	switch e := e.(type) {
	case incident.ScopeChanged:
		if e.LifeSafety {
			c.lifeSafety, c.found = true, evidence(r.Type, id, r)
		}
	case incident.ImpactEstimated:
		if c.affected = e.Affected; !c.lifeSafety {
			c.found = evidence(r.Type, id, r)
		}
	case incident.Resolved:
		c.over = true
	case incident.Reopened:
		c.over = false
	case incident.Closed:
		delete(p.incidents, id)
		p.drop(crisis.IDFor(id))
	case incident.Reported, incident.EtaSet, incident.AffectedListed, incident.Suspected:
	}
}

func (p *OpenCell) cover(incidentID string, covered bool) {
	if c := p.incidents[incidentID]; c != nil {
		c.covered = covered
	}
}

// drop forgets a proposal that came to nothing; that of a holder stays until the brand is given back.
func (p *OpenCell) drop(crisisID string) {
	if c := p.proposals[crisisID]; c != nil && p.holders[c.brand] != crisisID {
		delete(p.proposals, crisisID)
	}
}

// claimOf finds the proposal whose claim of a brand was refused because another cell holds it.
func (p *OpenCell) claimOf(e reaction.Refused) (crisisID string, c *proposal) {
	if e.Policy != p.Name() || e.Step != "claim" || e.Code != string(domain.Conflict) {
		return "", nil
	}
	for id, c := range p.proposals { // order-free: at most one matches
		if c.cause == e.Cause {
			return id, c
		}
	}
	return "", nil
}

// React proposes, claims or absorbs.
func (p *OpenCell) React(r domain.Recorded) (asked []domain.Request) {
	switch e := r.Event.(type) {
	case incident.Reported, incident.ScopeChanged, incident.ImpactEstimated, incident.Reopened:
		return p.seek(r, r.Stream.Name())
	case crisis.Proposed:
		return []domain.Request{p.claim(r.Stream.Name(), p.proposals[r.Stream.Name()], r.ID.String(), "claim")}
	case crisis.Activated:
		if c := p.proposals[r.Stream.Name()]; c != nil {
			for _, id := range p.waiting(c.brand) {
				asked = append(asked, p.seek(r, id)...)
			}
		}
	case crisis.ScopeReleased:
		return p.released(r)
	case reaction.Refused:
		if _, c := p.claimOf(e); c != nil {
			return p.seek(r, c.incident)
		}
	}
	return asked
}

// waiting lists the incidents of a brand that need a cell and have none.
func (p *OpenCell) waiting(brand string) (ids []string) {
	for _, id := range sorted(p.incidents) {
		if c := p.incidents[id]; c.brand == brand && p.needs(c) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (p *OpenCell) needs(c *candidate) bool {
	return !c.covered && !c.over && (c.lifeSafety || p.level(c.affected) > 0)
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

// seek finds a cell for an incident that needs one: the one of its brand, or a new one.
func (p *OpenCell) seek(r domain.Recorded, id string) []domain.Request {
	c := p.incidents[id]
	if c == nil || !p.needs(c) {
		return nil
	}
	holder := p.holders[c.brand]
	switch {
	case holder == "" && p.proposals[crisis.IDFor(id)] == nil:
		return []domain.Request{p.propose(r, id, c)}
	case holder != "" && p.proposals[holder] != nil && p.proposals[holder].active:
		return []domain.Request{{
			To: crisis.Stream(holder), Cause: r.ID.String(), Step: "absorb/" + id,
			Command: crisis.AbsorbIncident{IncidentID: id, Evidence: []domain.Evidence{c.found}},
		}}
	}
	return nil // until the holder is activated, or gives the brand back
}

func (p *OpenCell) propose(r domain.Recorded, id string, c *candidate) domain.Request {
	level, trigger := p.level(c.affected), "impact"
	if c.lifeSafety {
		level, trigger = 3, "life_safety"
	}
	return domain.Request{
		To: crisis.Stream(crisis.IDFor(id)), Cause: r.ID.String(), Step: "propose",
		Command: crisis.Propose{Proposed: crisis.Proposed{
			Brand: c.brand, IncidentID: id, Trigger: trigger, Level: level, Evidence: []domain.Evidence{c.found},
			Playbook:  crisis.Pinned{ID: p.ID, Version: p.Version, Hash: p.hash},
			ExpiresAt: r.Meta.RecordedAt.Add(p.Trigger.ProposalLapses),
		}},
	}
}

func (p *OpenCell) claim(crisisID string, c *proposal, cause, step string) domain.Request {
	return domain.Request{
		To: crisis.ScopeStream(c.brand), Cause: cause, Step: step, NotAfter: c.expires,
		Command: crisis.ClaimScope{ScopeClaimed: crisis.ScopeClaimed{CrisisID: crisisID}},
	}
}

// released lets the first incident that waited for the brand have it; the others will be absorbed. A proposal that was
// made while the brand was taken, and has not lapsed, claims it again.
func (p *OpenCell) released(r domain.Recorded) []domain.Request {
	for _, id := range p.waiting(r.Stream.Name()) {
		own := crisis.IDFor(id)
		switch c := p.proposals[own]; {
		case c == nil:
			return []domain.Request{p.propose(r, id, p.incidents[id])}
		case c.expires.After(r.Meta.RecordedAt):
			return []domain.Request{p.claim(own, c, r.ID.String(), "claim_again")}
		}
	}
	return nil
}

// Due has nothing to say: a proposal that nobody answers lapses by itself.
func (p *OpenCell) Due(time.Time) []domain.Request { return nil }

// Next is never.
func (p *OpenCell) Next() (time.Time, bool) { return time.Time{}, false }

var _ domain.Policy = (*OpenCell)(nil)
