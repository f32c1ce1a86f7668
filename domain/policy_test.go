package domain_test

import (
	"testing"

	"tocsin/domain"
)

func TestTheFirstEvidenceOfAFactCounts(t *testing.T) {
	evidence := []domain.Evidence{
		{Fact: "crisis.activated", Value: "7", Position: 3}, {Fact: "statement.published", Value: "a/1", Position: 5},
		{Fact: "statement.published", Value: "a/2", Position: 9},
	}
	if got, ok := domain.Find(evidence, "statement.published"); !ok || got != evidence[1] {
		t.Errorf("got %+v, %t", got, ok)
	}
	for _, missing := range [][]domain.Evidence{nil, evidence} {
		if got, ok := domain.Find(missing, "desk.claimed"); ok || got != (domain.Evidence{}) {
			t.Errorf("got %+v, %t, want none", got, ok)
		}
	}
}
