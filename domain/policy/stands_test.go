package policy_test

import (
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/policy"
	"tocsin/domain/statement"
)

func TestThePlaybookSaysHowLongTextsAndAlternativesStand(t *testing.T) {
	rules := book()
	rules.Outreach.TextStands, rules.Offer.AlternativesStand = 5*time.Hour, 7*time.Hour
	s := story(rules).Add("incident-i1", reported(), incident.ImpactEstimated{Affected: 5})

	text := commandOf[statement.Draft](t, played(t, func() domain.Policy { return policy.NewFirstWord() }, s, time.Hour), 0)
	if want := noon.Add(5 * time.Hour); !text.Drafted.ValidUntil.Equal(want) {
		t.Errorf("the text stands until %s, want %s", text.Drafted.ValidUntil, want)
	}
	seats := commandOf[inventory.Add](t, played(t, func() domain.Policy { return policy.NewStock() }, s, time.Hour), 0)
	if want := noon.Add(7 * time.Hour); !seats.AlternativeAdded.ValidTo.Equal(want) {
		t.Errorf("the alternative stands until %s, want %s", seats.AlternativeAdded.ValidTo, want)
	}
}
