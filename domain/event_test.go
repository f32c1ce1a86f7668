package domain_test

import (
	"testing"

	"tocsin/domain"
)

func TestAStreamIDIsCutAtItsFirstDash(t *testing.T) {
	for _, c := range []struct {
		id             domain.StreamID
		category, name string
	}{
		{"incident-9f1c", "incident", "9f1c"},
		{"incident-9f1c-8a7b-5c", "incident", "9f1c-8a7b-5c"},
		{"scope-Example Air", "scope", "Example Air"},
		{"incident", "incident", ""},
		{"incident-", "incident", ""},
		{"-9f1c", "", "9f1c"},
		{"", "", ""},
	} {
		if category, name := c.id.Category(), c.id.Name(); category != c.category || name != c.name {
			t.Errorf("%q: got %q and %q, want %q and %q", c.id, category, name, c.category, c.name)
		}
	}
}
