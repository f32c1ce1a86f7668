package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/outreach"
	"tocsin/domain/policy"
	"tocsin/domain/statement"
)

func newPauseFalse() domain.Policy { return policy.NewPauseFalse() }

func until(value string) []statement.Fact {
	return []statement.Fact{{Key: "affected", Value: "10"}, {Key: "until", Value: value}}
}

// sending is a story in which v1, which says "until 10:00", is on its way.
func sending() *storyOf {
	s := &storyOf{story(book())}
	s.Add("statement-s1", statement.Drafted{Version: 1, Push: true, Facts: until("10:00")}, statement.Published{Version: 1}).
		Add("outreach-o1", outreach.Planned{StatementID: "s1", StatementVersion: 1})
	return s
}

func TestARunIsPausedWhenItsTextHasBecomeFalse(t *testing.T) {
	s := sending()
	s.At(time.Minute).Add("statement-s1", statement.Drafted{Version: 2, Push: true, Facts: until("24:00")}).
		Add("outreach-o1", outreach.Paused{}).
		Add("outreach-o2", outreach.Planned{StatementID: "s1", StatementVersion: 2})
	s.At(2*time.Minute).Add("outreach-o3", outreach.Planned{StatementID: "s1", StatementVersion: 1})
	s.At(5*time.Minute).Add("statement-s1", statement.Published{Version: 2}).
		Add("outreach-o4", outreach.Planned{StatementID: "s1", StatementVersion: 2})
	wantLines(t, played(t, newPauseFalse, s.Story, time.Hour), "1 pause outreach outreach.Pause", "2 pause outreach outreach.Pause")
}

func TestARunGoesOnWhenTheNewerTextOnlySaysMore(t *testing.T) {
	for name, draft := range map[string]statement.Drafted{
		"the same end, more people": {Version: 2, Push: true, Facts: []statement.Fact{{Key: "affected", Value: "900"}, {Key: "until", Value: "10:00"}}},
		"it says nothing of it":     {Version: 2, Push: true},
		"told to the untold only":   {Version: 2, Facts: until("24:00")},
	} {
		t.Run(name, func(t *testing.T) {
			s := sending()
			s.At(time.Minute).Add("statement-s1", draft)
			wantLines(t, played(t, newPauseFalse, s.Story, time.Hour))
		})
	}
	s := sending()
	s.At(time.Minute).Add("outreach-o1", outreach.Completed{}).Add("statement-s1", statement.Drafted{Version: 2, Push: true, Facts: until("24:00")})
	wantLines(t, played(t, newPauseFalse, s.Story, time.Hour))
}
