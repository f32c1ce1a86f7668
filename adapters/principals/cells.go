package principals

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
)

// cells are those who lead: they answer an alert, fill the core roles of a proposed cell and activate it.
type cells struct {
	s        *Script
	proposed map[string]crisis.Proposed
	active   map[string]string          // brand -> crisis
	claims   map[string]domain.Evidence // crisis -> its claim
	led      map[string]bool            // crises that somebody is about to activate
}

func (c *cells) begin() {
	c.proposed, c.active, c.claims = map[string]crisis.Proposed{}, map[string]string{}, map[string]domain.Evidence{}
	c.led = map[string]bool{}
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
		crisis.PromiseRenewed, crisis.IncidentAbsorbed, crisis.MonitoringEntered, crisis.Relapsed, crisis.MemberAcknowledged:
	case crisis.MemberAlerted:
		c.alerted(r, id, e)
	}
}

// claimed: a proposal has the brand.
func (c *cells) claimed(r domain.Recorded, e crisis.ScopeEvent) {
	claim, ok := e.(crisis.ScopeClaimed)
	if _, known := c.proposed[claim.CrisisID]; ok && known {
		c.claims[claim.CrisisID] = domain.Evidence{Fact: "scope.claimed", Value: claim.CrisisID, Position: r.Position}
	}
}

// alerted: gold, or the deputy of one who is silent, answers; then the core roles take their places and he activates.
func (c *cells) alerted(r domain.Recorded, id string, e crisis.MemberAlerted) {
	if c.led[id] || e.Role != "gold" || c.s.manners.GoldSilent && !e.Deputy {
		return
	}
	c.led[id] = true
	leader := person("gold")
	if e.Deputy {
		leader = deputy("gold")
	}
	cause, to := r.ID.String(), crisis.Stream(id)
	as := func(step string, command any) domain.Act {
		return domain.Act{
			Request: domain.Request{To: to, Command: command, Cause: cause, Step: step},
			Actor:   domain.Actor{Kind: domain.ActorPerson, ID: leader, Role: "gold"},
		}
	}
	active := c.s.cued("activate", r.Meta.RecordedAt, c.s.answer(cause, "gold"))
	soon := min(active.Sub(r.Meta.RecordedAt), c.s.between(20*time.Second, 4*time.Minute, cause, "acknowledge"))
	answer := c.s.cued("acknowledge", r.Meta.RecordedAt, soon)
	c.s.later(answer, func(time.Time) []domain.Act {
		return []domain.Act{as("acknowledge", crisis.Acknowledge{Role: "gold", Deputy: e.Deputy, Member: leader})}
	})
	c.s.later(active, func(at time.Time) (acts []domain.Act) {
		for _, role := range c.s.rules.Cell.CoreRoles {
			place := crisis.RoleAssigned{Role: role, Member: person(role), Deputy: deputy(role)}
			if role == "gold" && e.Deputy {
				place.Member, place.Deputy = leader, ""
			}
			acts = append(acts, as("role/"+role, crisis.AssignRole{RoleAssigned: place}))
		}
		return append(acts, as("activate", crisis.Activate{
			CrisisID: id, Level: c.proposed[id].Level, Mandate: c.s.rules.Cell.Mandate, SingleVoice: true,
			Evidence: []domain.Evidence{c.claims[id]}, Now: at,
		}))
	})
}

// deputy is the pseudonym of the one who stands in for the holder of a role.
func deputy(role string) string { return person(role) + "/deputy" }

// voice gives the claim of the cell that speaks for a brand, if there is one.
func (c *cells) voice(brand string) (domain.Evidence, bool) {
	id, ok := c.active[brand]
	return c.claims[id], ok
}
