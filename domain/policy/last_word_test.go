package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/policy"
	"tocsin/domain/statement"
)

func newLastWord() domain.Policy { return policy.NewLastWord() }

func TestAnIncidentWithoutACellIsNotLeftWithAnOpenText(t *testing.T) {
	const drafted = "120 all_clear statement statement.Draft"
	published := func(kind string) *storyOf {
		s := &storyOf{story(book())}
		s.Add("incident-i1", reported()).Add(textOf("i1"), statement.Published{Version: 1, IncidentIDs: []string{"i1"}, Kind: kind})
		return s
	}
	resolved := func(s *storyOf) *storyOf {
		s.At(time.Hour).Add("incident-i1", incident.Resolved{At: noon.Add(time.Hour), StableSince: noon.Add(time.Hour)})
		return s
	}
	asks := func(s *storyOf, want ...string) {
		t.Helper()
		wantLines(t, played(t, newLastWord, s.Story, 3*time.Hour), want...)
	}
	asks(resolved(published(statement.Holding)), drafted)
	asks(published(statement.Holding))
	asks(resolved(published(statement.Instruction)))
	asks(resolved(published(statement.AllClear)))

	celled := published(statement.Holding)
	celled.At(10*time.Minute).Add("crisis-c1", crisis.Activated{IncidentIDs: []string{"i1"}})
	asks(resolved(celled))
	absorbed := published(statement.Holding)
	absorbed.At(10*time.Minute).Add("crisis-c1", crisis.IncidentAbsorbed{IncidentID: "i1"})
	asks(resolved(absorbed))

	back := published(statement.Update)
	back.At(10*time.Minute).Add("crisis-c1", crisis.Activated{IncidentIDs: []string{"i1"}}, crisis.StoodDown{})
	asks(resolved(back), drafted)

	reopened := resolved(published(statement.Holding))
	reopened.At(90*time.Minute).Add("incident-i1", incident.Reopened{Reason: "ice"})
	asks(reopened)

	once := resolved(published(statement.Holding))
	once.At(2*time.Hour).Add(textOf("i1"), statement.Drafted{Version: 2, IncidentIDs: []string{"i1"}, Kind: statement.AllClear})
	asks(once, drafted)
}
