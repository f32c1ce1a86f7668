package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/policy"
	"tocsin/domain/reaction"
	"tocsin/domain/statement"
)

func newWindDown() domain.Policy { return policy.NewWindDown() }

// over is a story of a cell whose only incident is resolved at 13:00, of two people one of whom was never told.
func over() *storyOf {
	s := &storyOf{story(book())}
	s.Add("incident-i1", reported(), incident.AffectedListed{Listing: "l", Chunk: 1, Of: 1, People: people("a", "b")})
	s.Add("statement-s1", statement.Drafted{Version: 1, IncidentIDs: []string{"i1"}, Audience: "affected"})
	s.Add("crisis-c1", crisis.Proposed{Brand: "blue", IncidentID: "i1"}, crisis.Activated{})
	s.Add("delivery-o1-1-1", delivery.Requested{IncidentID: "i1", Items: []delivery.Item{{Subject: "a"}}})
	s.At(time.Hour).Add("incident-i1", incident.Resolved{At: noon.Add(time.Hour), StableSince: noon.Add(time.Hour)})
	return s
}

// cleared goes on to the published all-clear.
func cleared() *storyOf {
	s := over()
	s.At(2*time.Hour).Add("crisis-c1", crisis.MonitoringEntered{Until: noon.Add(4 * time.Hour)})
	s.At(130*time.Minute).Add("statement-s1", statement.Published{Version: 3, CrisisID: "c1", IncidentIDs: []string{"i1"}, Kind: statement.AllClear})
	return s
}

func TestAfterTheLastResolutionComeRecoveryAndThenMonitoringWithTheAllClear(t *testing.T) {
	asked := played(t, newWindDown, over().Story, 130*time.Minute)
	wantLines(t, asked, "60 recovery statement statement.Draft", "120 monitor crisis crisis.EnterMonitoring", "120 all_clear statement statement.Draft")
	if d := commandOf[statement.Draft](t, asked, 2); d.Drafted.Kind != statement.AllClear || len(d.Drafted.Evidence) != 1 || !d.Drafted.NextUpdateAt.IsZero() {
		t.Errorf("got %+v", d.Drafted)
	}
	if m := commandOf[crisis.EnterMonitoring](t, asked, 1); !m.Until.Equal(noon.Add(4 * time.Hour)) {
		t.Errorf("monitors until %s", m.Until)
	}
}

func TestNobodyStandsDownWhileSomebodyWasNeverTold(t *testing.T) {
	wantLines(t, played(t, newWindDown, cleared().Story, 10*time.Hour)[3:])

	told := cleared()
	told.At(3*time.Hour).Add("delivery-o2-1-1", delivery.Requested{IncidentID: "i1", Items: []delivery.Item{{Subject: "b"}}})
	asked := played(t, newWindDown, told.Story, 10*time.Hour)
	wantLines(t, asked[3:], "240 stand_down crisis crisis.StandDown")
	for _, c := range commandOf[crisis.StandDown](t, asked, 3).Criteria {
		if !c.Met || c.Position == 0 {
			t.Errorf("criterion %s: met %t, position %d", c.Name, c.Met, c.Position)
		}
	}
}

func TestNobodyStandsDownOverABacklog(t *testing.T) {
	s := cleared()
	s.At(3*time.Hour).Add("delivery-o2-1-1", delivery.Requested{IncidentID: "i1", Items: []delivery.Item{{Subject: "b"}}})
	waiting := 20 // two agents answer twelve an hour: one and a half times that is 18
	for n := range waiting {
		thread := domain.StreamID("conversation-" + string(rune('a'+n)))
		s.Add(thread, conversation.Opened{Brand: "blue"}, conversation.MessageReceived{ExternalID: "m"}, conversation.Classified{ExternalID: "m", Brand: "blue"})
	}
	wantLines(t, played(t, newWindDown, s.Story, 10*time.Hour)[3:])
	s.At(5*time.Hour).Add("conversation-a", conversation.Replied{}).Add("conversation-b", conversation.Replied{})
	wantLines(t, played(t, newWindDown, s.Story, 10*time.Hour)[3:], "240 stand_down crisis crisis.StandDown") // due since then
}

func TestWhatIsReopenedRelapses(t *testing.T) {
	s := cleared()
	s.At(150*time.Minute).Add("incident-i1", incident.Reopened{Reason: "ice"}).Add("crisis-c1", crisis.Relapsed{Reason: "ice"})
	s.At(200*time.Minute).Add("incident-i1", incident.Resolved{At: noon.Add(200 * time.Minute), StableSince: noon.Add(200 * time.Minute)})
	asked := played(t, newWindDown, s.Story, 270*time.Minute)
	wantLines(t, asked[3:], "150 relapse crisis crisis.Relapse", "200 recovery statement statement.Draft", "260 monitor crisis crisis.EnterMonitoring", "260 all_clear statement statement.Draft")
}

func TestAFurtherIncidentEndsTheMonitoring(t *testing.T) {
	s := cleared()
	s.At(140*time.Minute).Add("incident-i2", reported()).Add("crisis-c1", crisis.IncidentAbsorbed{IncidentID: "i2"}, crisis.Relapsed{Reason: "i2"})
	s.Add("statement-s2", statement.Drafted{Version: 1, IncidentIDs: []string{"i2"}, Audience: "affected"})
	s.At(200*time.Minute).Add("incident-i2", incident.Resolved{At: noon.Add(200 * time.Minute), StableSince: noon.Add(200 * time.Minute)})
	asked := played(t, newWindDown, s.Story, 270*time.Minute)
	wantLines(t, asked[3:], "140 relapse crisis crisis.Relapse", "200 recovery statement statement.Draft", "260 monitor crisis crisis.EnterMonitoring", "260 all_clear statement statement.Draft")
	for _, a := range asked[4:] {
		if a.To.Category() == "statement" && a.To != "statement-s2" {
			t.Errorf("told again: %s", a.To)
		}
	}
}

func TestWhatHasBeenStableForLongGetsTheAllClearAtOnce(t *testing.T) {
	s := &storyOf{story(book())}
	s.Add("incident-i1", reported()).Add("statement-s1", statement.Drafted{Version: 1, IncidentIDs: []string{"i1"}, Audience: "affected"})
	s.Add("crisis-c1", crisis.Proposed{Brand: "blue", IncidentID: "i1"}, crisis.Activated{})
	s.At(3*time.Hour).Add("incident-i1", incident.Resolved{At: noon.Add(3 * time.Hour), StableSince: noon.Add(time.Hour)})
	wantLines(t, played(t, newWindDown, s.Story, 200*time.Minute), "180 monitor crisis crisis.EnterMonitoring", "180 all_clear statement statement.Draft")
}

func TestAnotherTextDuringTheMonitoringIsNotTheLastWord(t *testing.T) {
	s := cleared()
	s.At(150*time.Minute).Add("statement-s1", statement.Published{Version: 4, CrisisID: "c1", IncidentIDs: []string{"i1"}, Kind: statement.Correction})
	asked := played(t, newWindDown, s.Story, 170*time.Minute)
	wantLines(t, asked[3:], "150 all_clear statement statement.Draft")
}

func TestAStandDownThatWasRefusedIsTriedAgainWhenSomethingIsNew(t *testing.T) {
	s := cleared()
	s.At(3*time.Hour).Add("delivery-o2-1-1", delivery.Requested{IncidentID: "i1", Items: []delivery.Item{{Subject: "b"}}})
	first := played(t, newWindDown, s.Story, 5*time.Hour)
	last := first[len(first)-1]
	s.At(4*time.Hour).Add("reaction-wind_down", reaction.Refused{Policy: "wind_down", Cause: last.Cause, Step: last.Step, To: string(last.To), Code: "conflict"})
	s.At(5*time.Hour).Add("conversation-a", conversation.Classified{Brand: "blue"})
	asked := played(t, newWindDown, s.Story, 6*time.Hour)
	wantLines(t, asked[3:], "240 stand_down crisis crisis.StandDown", "240 stand_down crisis crisis.StandDown") // due since then
	if asked[3].Key() == asked[4].Key() {
		t.Errorf("both are %s", asked[3].Key())
	}
}

func TestACellKeepsThePlaybookUnderWhichItWasProposed(t *testing.T) {
	s := over()
	p := book()
	p.StandDown.StableFor = 10 * time.Hour
	content, hash := p.Content()
	s.At(70*time.Minute).Add("playbook-house", playbook.Adopted{Content: content, Hash: hash})
	wantLines(t, played(t, newWindDown, s.Story, 130*time.Minute)[1:], "120 monitor crisis crisis.EnterMonitoring", "120 all_clear statement statement.Draft")
}

func TestARecoveryIsToldThoughAnotherIncidentOfTheCellLasts(t *testing.T) {
	s := &storyOf{story(book())}
	s.Add("incident-i1", reported()).Add("incident-i2", reported())
	s.Add("statement-s1", statement.Drafted{Version: 1, IncidentIDs: []string{"i1"}, Audience: "affected"})
	s.Add("statement-s2", statement.Drafted{Version: 1, IncidentIDs: []string{"i2"}, Audience: "affected"})
	s.Add("crisis-c1", crisis.Proposed{Brand: "blue", IncidentID: "i1"}, crisis.Activated{}, crisis.IncidentAbsorbed{IncidentID: "i2"})
	s.At(time.Hour).Add("incident-i1", incident.Resolved{At: noon.Add(time.Hour), StableSince: noon.Add(time.Hour)})
	asked := played(t, newWindDown, s.Story, 10*time.Hour)
	wantLines(t, asked, "60 recovery statement statement.Draft")
	if d := commandOf[statement.Draft](t, asked, 0); asked[0].To != "statement-s1" || d.Drafted.IncidentIDs[0] != "i1" {
		t.Errorf("told to %s: %+v", asked[0].To, d.Drafted)
	}
	s.At(5*time.Hour).Add("incident-i2", incident.Resolved{At: noon.Add(5 * time.Hour), StableSince: noon.Add(5 * time.Hour)})
	wantLines(t, played(t, newWindDown, s.Story, 7*time.Hour), "60 recovery statement statement.Draft", "300 recovery statement statement.Draft",
		"360 monitor crisis crisis.EnterMonitoring", "360 all_clear statement statement.Draft", "360 all_clear statement statement.Draft")
}
