package inbound

import "testing"

func TestLabelFault(t *testing.T) {
	for _, good := range []string{"Example Air", "A*", "**", "Été", ""} {
		if reason := LabelFault(good); reason != "" {
			t.Errorf("%q %s", good, reason)
		}
	}
	for _, bad := range []string{"*", " * ", "Example\tAir", "Example\x1b[31m", "Example\u0085Air", "Example\n"} {
		if LabelFault(bad) == "" {
			t.Errorf("%q is accepted", bad)
		}
	}
}
