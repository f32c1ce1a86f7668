package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/policy"
)

func newAlertCell() domain.Policy { return policy.NewAlertCell() }

// called is a story in which a proposal has the brand and its decider was alerted.
func called() *storyOf {
	rules := book()
	rules.Cell.AckWithin = 2 * time.Minute
	s := &storyOf{story(rules)}
	s.Add("crisis-c1", crisis.Proposed{Brand: "blue", ExpiresAt: noon.Add(2 * time.Hour)}).
		Add("scope-blue", crisis.ScopeClaimed{CrisisID: "c1"}).
		Add("crisis-c1", crisis.MemberAlerted{Role: "gold", Channel: "phone"})
	return s
}

func TestTheDeputyIsAlertedWhenTheHolderIsSilent(t *testing.T) {
	s := called()
	wantLines(t, played(t, newAlertCell, s.Story, time.Hour), "0 alert crisis crisis.Alert", "2 deputy crisis crisis.Alert")
	s.At(2*time.Minute).Add("crisis-c1", crisis.MemberAlerted{Role: "gold", Deputy: true, Channel: "phone"})
	asked := played(t, newAlertCell, s.Story, time.Hour)
	wantLines(t, asked, "0 alert crisis crisis.Alert", "2 deputy crisis crisis.Alert")
	if c := commandOf[crisis.Alert](t, asked, 1); !c.Deputy || c.Role != "gold" {
		t.Errorf("got %+v", c)
	}
}

func TestNoDeputyIsAlertedWhenTheHolderIsThere(t *testing.T) {
	for name, e := range map[string]crisis.Event{
		"acknowledged": crisis.MemberAcknowledged{Role: "gold", Member: "m"}, "activated": crisis.Activated{},
	} {
		s := called()
		s.At(time.Minute).Add("crisis-c1", e)
		t.Run(name, func(t *testing.T) {
			wantLines(t, played(t, newAlertCell, s.Story, time.Hour), "0 alert crisis crisis.Alert")
		})
	}
	s := called()
	s.At(time.Minute).Add("scope-blue", crisis.ScopeReleased{CrisisID: "c1"})
	wantLines(t, played(t, newAlertCell, s.Story, time.Hour), "0 alert crisis crisis.Alert")
}
