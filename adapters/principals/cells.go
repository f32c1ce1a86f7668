package principals

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
)

// cells are those who lead: they fill the core roles of a proposed cell and activate it.
type cells struct {
	s        *Script
	proposed map[string]crisis.Proposed
	active   map[string]string          // brand -> crisis
	claims   map[string]domain.Evidence // crisis -> its claim
}

func (c *cells) begin() {
	c.proposed, c.active, c.claims = map[string]crisis.Proposed{}, map[string]string{}, map[string]domain.Evidence{}
}

func (c *cells) apply(r domain.Recorded, e crisis.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case crisis.Proposed:
		c.proposed[id] = e
	case crisis.Activated:
		c.active[c.proposed[id].Brand] = id
	case crisis.StoodDown:
		delete(c.active, c.proposed[id].Brand)
		delete(c.proposed, id)
		delete(c.claims, id)
	case crisis.RoleAssigned, crisis.LogEntryMade, crisis.PromiseMade, crisis.PromiseKept, crisis.PromiseBroken,
		crisis.PromiseRenewed, crisis.IncidentAbsorbed, crisis.MonitoringEntered, crisis.Relapsed:
	}
}

// claimed: once the brand is theirs, gold, comms and log take their places, and gold activates.
func (c *cells) claimed(r domain.Recorded, e crisis.ScopeEvent) {
	claim, ok := e.(crisis.ScopeClaimed)
	if !ok {
		return
	}
	p, known := c.proposed[claim.CrisisID]
	if !known {
		return
	}
	evidence := domain.Evidence{Fact: "scope.claimed", Value: claim.CrisisID, Position: r.Position}
	c.claims[claim.CrisisID] = evidence
	cause, to := r.ID.String(), crisis.Stream(claim.CrisisID)
	at := r.Meta.RecordedAt.Add(c.s.answer(cause, "gold"))
	c.s.later(at, func(at time.Time) (acts []domain.Act) {
		for _, role := range c.s.rules.Cell.CoreRoles {
			acts = append(acts, act("gold", to, cause, "role/"+role, crisis.AssignRole{RoleAssigned: crisis.RoleAssigned{
				Role: role, Member: person(role), Deputy: person(role) + "/deputy",
			}})...)
		}
		return append(acts, act("gold", to, cause, "activate", crisis.Activate{
			CrisisID: claim.CrisisID, Level: p.Level, Mandate: c.s.rules.Cell.Mandate, SingleVoice: true,
			Evidence: []domain.Evidence{evidence}, Now: at,
		})...)
	})
}

// voice gives the claim of the cell that speaks for a brand, if there is one.
func (c *cells) voice(brand string) (domain.Evidence, bool) {
	id, ok := c.active[brand]
	return c.claims[id], ok
}
