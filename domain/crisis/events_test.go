package crisis

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/domaintest"
)

var t0 = time.Date(2015, 2, 22, 9, 0, 0, 0, time.UTC)

func sealed(text string) domain.Sealed {
	return domain.Sealed{Subject: "crisis:c-1", Key: "k-1", Box: []byte(text)}
}

func proposed() Proposed {
	return Proposed{
		Brand: "american", IncidentID: "i-1", Trigger: "impact", Level: 2,
		Evidence:  []domain.Evidence{{Fact: "incident.impact_estimated", Value: "11840", Position: 7}},
		Playbook:  Pinned{ID: "air", Version: 3, Hash: "sha256:ab"},
		ExpiresAt: t0.Add(30 * time.Minute),
	}
}

func claim(crisisID string) []domain.Evidence {
	return []domain.Evidence{{Fact: "scope.claimed", Value: crisisID, Position: 9}}
}

func activated() Activated {
	return Activated{
		Level: 2, Mandate: "tell, rebook, care", SingleVoice: true, IncidentIDs: []string{"i-1"}, ShortHanded: true,
		Evidence: claim("c-1"),
	}
}

func promised(id, audience string, at time.Time) PromiseMade {
	return PromiseMade{
		PromiseID: id, Audience: audience, At: at, Zone: "America/Chicago", StatementID: "s-1", StatementVersion: 1,
	}
}

func TestStoredShapes(t *testing.T) {
	domaintest.Golden(t, Types,
		proposed(),
		activated(),
		RoleAssigned{Role: "gold", Member: "m-1", Deputy: "m-2"},
		LogEntryMade{
			Kind: "decision", Text: sealed("..."), Source: "gold", Reliability: "confirmed",
			Corrects: "0b50a4ac-3d4e-5b6f-8a7c-9d0e1f2a3b4c",
		},
		promised("p-1", "affected", t0.Add(40*time.Minute)),
		PromiseKept{PromiseID: "p-1", LagS: 30.5},
		PromiseBroken{PromiseID: "p-1"},
		PromiseRenewed{PromiseID: "p-1", To: t0.Add(time.Hour), Reason: "waiting for the airport"},
		IncidentAbsorbed{IncidentID: "i-2", Evidence: claim("c-1")},
		MonitoringEntered{Until: t0.Add(24 * time.Hour)},
		Relapsed{Reason: "runway ices again"},
		StoodDown{
			Criteria:       []Criterion{{Name: "incidents_resolved", Met: true, Position: 90}, {Name: "backlog"}},
			OverrideReason: sealed("..."),
		},
		MemberAlerted{Role: "gold", Deputy: true, Channel: "phone"},
		MemberAcknowledged{Role: "gold", Deputy: true, Member: "m-2"},
	)
}

func TestStoredShapesOfTheScope(t *testing.T) {
	domaintest.Golden(t, ScopeTypes,
		ScopeClaimed{CrisisID: "c-1", Markets: []string{"US"}, Services: []string{"flights"}},
		ScopeReleased{CrisisID: "c-1"},
	)
}
