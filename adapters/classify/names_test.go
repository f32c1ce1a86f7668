package classify

import (
	"strings"
	"testing"
)

func invented() Names {
	return Names{
		NameAirport:   {"QXA", "DAY", "Zurbagan", "Port Liss", "Mobile"},
		NameBrand:     {"Gondola", "Fair Winds", "Pear Air"},
		NameCarrier:   {"GQ", "US", "B6", "9Z"},
		NameProgramme: {"CloudPoints"},
	}
}

// TestNamesOfTheRun: a rule speaks of names by placeholder, and the run says which they are.
func TestNamesOfTheRun(t *testing.T) {
	bare, named := book(t, Options{}), book(t, Options{Names: invented()})
	for _, tc := range []struct{ text, bare, named string }{
		{"waiting in QXA", "other", "delay"},
		{"waiting in Zurbagan", "other", "delay"},
		{"waiting in #zurbagan", "other", "delay"},
		{"waiting in Port Liss with kids", "other", "delay"},
		{"waiting in #PortLiss", "other", "delay"},
		{"waiting in port. Liss", "other", "other"},
		{"waiting in line all day", "other", "other"},
		{"WAITING IN MOBILE", "other", "other"},
		{"switching to Gondola", "other", "service"},
		{"switching to fair winds", "other", "service"},
		{"I love Fair Winds", "other", "praise"},
		{"what happened with GQ", "other", "delay"},
		{"what happened with us", "other", "other"},
		{"joined CloudPoints", "other", "loyalty"},
		{"fly us again", "other", "other"},
	} {
		in := Input{Text: tc.text, Language: "en"}
		if got := bare.Classify(in); got.Topic != tc.bare {
			t.Errorf("%q without names: got %s, want %s (%s)", tc.text, got.Topic, tc.bare, got.Reason)
		}
		if got := named.Classify(in); got.Topic != tc.named {
			t.Errorf("%q: got %s, want %s (%s)", tc.text, got.Topic, tc.named, got.Reason)
		}
	}
}

// TestRulesWorkWithoutNames: a placeholder nobody filled takes nothing from its rule.
func TestRulesWorkWithoutNames(t *testing.T) {
	b := book(t, Options{})
	for text, want := range map[string]string{
		"waiting on the runway": "delay", "I love you": "praise", "switching to a competitor": "service",
	} {
		if got := b.Classify(Input{Text: text, Language: "en"}); got.Topic != want {
			t.Errorf("%q: got %s, want %s", text, got.Topic, want)
		}
	}
}

func TestReasonGivesThePlaceholder(t *testing.T) {
	b := book(t, Options{Names: invented()})
	for _, text := range []string{"waiting in Zurbagan", "waiting in Port Liss"} {
		got := b.Classify(Input{Text: text, Language: "en"}).Reason
		if !strings.Contains(got, `"waiting in <airport>"`) {
			t.Errorf("%q: reason %s", text, got)
		}
	}
}

func TestModelVersionChangesWithNamesAndRepairs(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range []Options{{}, {Names: invented()}, {Repairs: ownRepairs(t)}} {
		seen[book(t, o).Classify(Input{Language: "en"}).ModelVersion] = true
	}
	if len(seen) != 3 {
		t.Errorf("versions %v, want three", seen)
	}
}

func TestNamesFromAFile(t *testing.T) {
	got, err := ReadNames("n.yaml", []byte("brand: [Gondola]\nprogramme: [CloudPoints]\n"))
	if err != nil || got[NameBrand][0] != "Gondola" || got[NameProgramme][0] != "CloudPoints" {
		t.Errorf("got %v, %v", got, err)
	}
	for name, tc := range map[string]struct{ text, want string }{
		"unknown": {"ship: [Secret]", "n.yaml:1: ship: unknown placeholder"},
		"no list": {"brand: Gondola", "n.yaml:1: brand: must be a list"},
		"number":  {"brand: [1]", "n.yaml:1: brand[0]: must be a text"},
		"empty":   {"", "empty file"},
	} {
		if _, err := ReadNames("n.yaml", []byte(tc.text)); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %s", name, err, tc.want)
		}
	}
}

func TestServedLanguages(t *testing.T) {
	b := book(t, Options{})
	if got := b.Languages(); strings.Join(got, " ") != "de en fr" {
		t.Errorf("languages %v", got)
	}
	for tag, want := range map[string]bool{"en": true, "en-GB": true, "EN_us": true, "fr-CH": true, "de": true, "it": false, "": false, "eng": false} {
		if b.Serves(tag) != want {
			t.Errorf("%q: got %v", tag, !want)
		}
	}
}
