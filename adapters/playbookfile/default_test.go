package playbookfile

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	_ "time/tzdata"

	"go.yaml.in/yaml/v3"

	"tocsin/domain/playbook"
	"tocsin/domain/sms"
	"tocsin/domain/statement"
)

func airlinePlaybook(t *testing.T) playbook.Playbook {
	t.Helper()
	p, err := Airline()
	if err != nil {
		t.Fatalf("the shipped playbook:\n%v", err)
	}
	return p
}

func TestAirlineHoldsWhatItPromises(t *testing.T) {
	p := airlinePlaybook(t)
	if len(p.Roster) < 100 || len(p.Texts) != 6*3*4 {
		t.Errorf("%d members, %d texts", len(p.Roster), len(p.Texts))
	}
	if p.Roster[0].ID != "r001" || p.Roster[len(p.Roster)-1].ID != "r120" {
		t.Errorf("members are %s to %s", p.Roster[0].ID, p.Roster[len(p.Roster)-1].ID)
	}
	if _, err := playbook.Parse(first(p.Content())); err != nil {
		t.Errorf("content: %v", err)
	}
}

func first(content, _ string) string { return content }

func TestAirlineShortMessages(t *testing.T) {
	p := airlinePlaybook(t)
	for _, text := range p.Texts {
		if text.Channel != sms.Kind {
			continue
		}
		full := p.Longest(text.Template, "")
		if size := sms.Measure(full); size.Parts > 2 || size.Encoding != sms.GSM7 {
			t.Errorf("%s in %s: %+v: %s", text.Kind, text.Lang, size, full)
		}
	}
}

// Every private text must render for a person who has a flight, a brand and a link, and nothing else but the promise.
func TestAirlineTextsRender(t *testing.T) {
	values := map[string]string{
		"brand": "Meridian Airways", "flight": "XY 1234", "origin": "AAA", "dest": "BBB", "date": "2031-01-14",
		"next": "14:05", "link": "https://care.example/status",
	}
	types := map[string]string{"origin": "place", "dest": "place", "next": "time"}
	p := airlinePlaybook(t)
	for _, text := range p.Texts {
		places, err := statement.Places(text.Template)
		if err != nil {
			t.Fatal(err)
		}
		var params []statement.Param
		given := map[string]string{}
		for _, name := range places {
			kind := name
			if types[name] != "" {
				kind = types[name]
			}
			params = append(params, statement.Param{Name: name, Type: kind})
			given[name] = values[name]
		}
		if _, err := statement.Render(text.Template, params, []string{p.LinkDomain}, given); err != nil {
			t.Errorf("%s in %s by %s: %v", text.Kind, text.Lang, text.Channel, err)
		}
		final := text.Kind == statement.Instruction || text.Kind == statement.AllClear
		if slices.Contains(places, "next") == final {
			t.Errorf("%s in %s by %s: the next update is said where there is none, or not said where there is one",
				text.Kind, text.Lang, text.Channel)
		}
	}
}

// The rules of tone: no cause, no promise of what operations alone can promise, nothing to sell.
func TestAirlineTextsNameNoCause(t *testing.T) {
	cause := regexp.MustCompile(`(?i)weather|snow|strike|technical|météo|neige|grève|technique|wetter|schnee|streik|technisch|guarantee|discount`)
	for _, text := range airlinePlaybook(t).Texts {
		if found := cause.FindString(text.Template); found != "" {
			t.Errorf("%s in %s by %s says %q", text.Kind, text.Lang, text.Channel, found)
		}
	}
}

// The classifier names the topics; a topic that the detector does not know would count as "other".
func TestTopicsAreThoseOfTheClassifier(t *testing.T) {
	data, err := os.ReadFile("../classify/rules/topics.yaml")
	if err != nil {
		t.Skipf("no rules to compare with: %v", err)
	}
	var rules struct {
		Topics []struct{ Name string } `yaml:"topics"`
	}
	if err := yaml.Unmarshal(data, &rules); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, topic := range rules.Topics {
		names = append(names, topic.Name)
	}
	for _, p := range []playbook.Playbook{airlinePlaybook(t), telecomPlaybook(t)} {
		inOrder := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(p.Detector.Topics, name) })
		if got := p.Detector.Topics; !slices.Equal(got, inOrder) {
			t.Errorf("topics are\n%s, of those the classifier has\n%s", strings.Join(got, " "), strings.Join(inOrder, " "))
		}
	}
}

func TestApprovalsFollowTheRules(t *testing.T) {
	p := airlinePlaybook(t)
	for kind, want := range map[string]string{
		"holding": "[[comms]]", "instruction": "[[comms]]", "update": "[[comms] [gold legal]]",
		"correction": "[[comms] [gold legal]]", "recovery": "[[comms] [gold legal]]", "all_clear": "[[comms] [gold]]",
		"apology": "[[comms] [gold legal]]",
	} {
		if got := fmt.Sprint(p.Approvals.For(kind)); got != want {
			t.Errorf("%s needs %s, want %s", kind, got, want)
		}
	}
}
