package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/policy"
	"tocsin/domain/reaction"
)

func newOpenCell() domain.Policy { return policy.NewOpenCell() }

// celled is a story in which a cell was proposed for an incident of the brand, and holds it.
func celled() *storyOf {
	s := &storyOf{story(book())}
	s.Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 50})
	s.proposed("i1")
	s.Add("scope-blue", crisis.ScopeClaimed{CrisisID: crisis.IDFor("i1")})
	return s
}

func (s *storyOf) proposed(incidentID string) domain.Recorded {
	s.Add(crisis.Stream(crisis.IDFor(incidentID)), crisis.Proposed{Brand: "blue", IncidentID: incidentID, ExpiresAt: noon.Add(2 * time.Hour)})
	return s.Last()
}

// claimRefused records that another cell was faster with the brand.
func (s *storyOf) claimRefused(proposal domain.Recorded) {
	s.Add("reaction-open_cell", reaction.Refused{Policy: "open_cell", Cause: proposal.ID.String(), Step: "claim", To: "scope-blue", Code: "conflict"})
}

var celledAsks = []string{"0 propose crisis crisis.Propose", "0 claim scope crisis.ClaimScope"}

func wantAfter(t *testing.T, s *storyOf, want ...string) {
	t.Helper()
	wantLines(t, played(t, newOpenCell, s.Story, 5*time.Hour), append(celledAsks[:2:2], want...)...)
}

func TestAFurtherIncidentIsAbsorbedByAnActiveCell(t *testing.T) {
	s := celled()
	s.At(time.Minute).Add(crisis.Stream(crisis.IDFor("i1")), crisis.Activated{})
	s.At(2*time.Minute).Add("incident-i2", reported(), incident.ImpactEstimated{Affected: 50})
	wantAfter(t, s, "2 absorb crisis crisis.AbsorbIncident")
	s.Add(crisis.Stream(crisis.IDFor("i1")), crisis.IncidentAbsorbed{IncidentID: "i2"}).Add("incident-i2", incident.ImpactEstimated{Affected: 60})
	wantAfter(t, s, "2 absorb crisis crisis.AbsorbIncident")
}

func TestAFurtherIncidentWaitsForACellThatIsOnlyProposed(t *testing.T) {
	s := celled()
	s.At(2*time.Minute).Add("incident-i2", reported(), incident.ImpactEstimated{Affected: 50})
	wantAfter(t, s)
	s.At(5*time.Minute).Add(crisis.Stream(crisis.IDFor("i1")), crisis.Activated{})
	wantAfter(t, s, "5 absorb crisis crisis.AbsorbIncident")
}

func TestAProposalThatLapsedGivesWayToTheIncidentThatWaited(t *testing.T) {
	s := celled()
	s.At(2*time.Minute).Add("incident-i2", reported(), incident.ImpactEstimated{Affected: 50}).
		Add("incident-i3", reported(), incident.ImpactEstimated{Affected: 500}, incident.Resolved{})
	s.At(2*time.Hour).Add("scope-blue", crisis.ScopeReleased{CrisisID: crisis.IDFor("i1")})
	wantAfter(t, s, "120 propose crisis crisis.Propose")
}

func TestARefusedClaimWaitsForTheHolder(t *testing.T) {
	fast := func() *storyOf {
		s := &storyOf{story(book())}
		s.Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 50}).Add("incident-i2", reported(), incident.ImpactEstimated{Affected: 50})
		s.proposed("i1")
		late := s.proposed("i2")
		s.Add("scope-blue", crisis.ScopeClaimed{CrisisID: crisis.IDFor("i1")})
		s.claimRefused(late)
		return s
	}
	asks := []string{"0 propose crisis crisis.Propose", "0 propose crisis crisis.Propose", "0 claim scope crisis.ClaimScope", "0 claim scope crisis.ClaimScope"}
	s := fast()
	s.At(5*time.Minute).Add(crisis.Stream(crisis.IDFor("i1")), crisis.Activated{})
	asked := played(t, newOpenCell, s.Story, time.Hour)
	wantLines(t, asked, append(asks, "5 absorb crisis crisis.AbsorbIncident")...)
	if absorb := commandOf[crisis.AbsorbIncident](t, asked, 4); absorb.IncidentID != "i2" || asked[4].To != crisis.Stream(crisis.IDFor("i1")) {
		t.Errorf("got %+v to %s", absorb, asked[4].To)
	}
	s = fast() // the holder never is activated: the proposal that lost has its turn
	s.At(time.Hour).Add("scope-blue", crisis.ScopeReleased{CrisisID: crisis.IDFor("i1")})
	wantLines(t, played(t, newOpenCell, s.Story, 5*time.Hour), append(asks, "60 claim_again scope crisis.ClaimScope")...)
}

func TestAClaimThatLosesToAnActiveCellIsAbsorbedAtOnce(t *testing.T) {
	s := &storyOf{story(book())}
	s.Add("incident-i2", reported(), incident.ImpactEstimated{Affected: 50})
	late := s.proposed("i2")
	s.Add("crisis-c1", crisis.Proposed{Brand: "blue", IncidentID: "i1", ExpiresAt: noon.Add(time.Hour)}).
		Add("scope-blue", crisis.ScopeClaimed{CrisisID: "c1"}).Add("crisis-c1", crisis.Activated{})
	s.claimRefused(late)
	asked := played(t, newOpenCell, s.Story, time.Hour)
	if last := asked[len(asked)-1]; line(last) != "0 absorb crisis crisis.AbsorbIncident" || last.To != "crisis-c1" {
		t.Errorf("asked %v", lines(asked))
	}
}

func TestLivesAtStakeNeedNoNumber(t *testing.T) {
	grave := reported()
	grave.LifeSafety = true
	for name, s := range map[string]*storyOf{
		"from the start": {story(book()).Add("incident-i1", grave)},
		"later":          {story(book()).Add("incident-i1", reported(), incident.ScopeChanged{LifeSafety: true, Seq: 2})},
	} {
		asked := played(t, newOpenCell, s.Story, time.Hour)
		wantLines(t, asked, "0 propose crisis crisis.Propose")
		if p := commandOf[crisis.Propose](t, asked, 0).Proposed; p.Level != 3 || p.Trigger != "life_safety" {
			t.Errorf("%s: got %+v", name, p)
		}
	}
}
