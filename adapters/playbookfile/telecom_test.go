package playbookfile

import (
	"regexp"
	"slices"
	"testing"

	"tocsin/domain/playbook"
	"tocsin/domain/sms"
	"tocsin/domain/statement"
)

func telecomPlaybook(t *testing.T) playbook.Playbook {
	t.Helper()
	p, err := Telecom()
	if err != nil {
		t.Fatalf("the shipped playbook:\n%v", err)
	}
	return p
}

func TestTelecomHoldsWhatItPromises(t *testing.T) {
	p := telecomPlaybook(t)
	if p.Domain != "telecom" || len(p.Texts) != 6*4*4 || len(p.Roster) < 300 {
		t.Errorf("%s: %d texts, %d members", p.Domain, len(p.Texts), len(p.Roster))
	}
	if door, _ := p.Channel(sms.Kind); door.PartsPerS != 1000 {
		t.Errorf("%v parts a second", door.PartsPerS)
	}
	if _, err := playbook.Parse(first(p.Content())); err != nil {
		t.Errorf("content: %v", err)
	}
}

// A text to millions is one part, whatever the brand is called.
func TestTelecomShortMessagesAreOnePart(t *testing.T) {
	p := telecomPlaybook(t)
	for _, text := range p.Texts {
		if text.Channel == sms.Kind && p.Parts(text, "") != 1 {
			t.Errorf("%s in %s: %+v", text.Kind, text.Lang, sms.Measure(p.Longest(text.Template, "")))
		}
	}
}

// Nobody has a flight here, and a text that asks for one could be sent to nobody.
func TestTelecomTextsSpeakOfNoJourney(t *testing.T) {
	for _, text := range telecomPlaybook(t).Texts {
		places, err := statement.Places(text.Template)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range places {
			if !slices.Contains([]string{"brand", "next", "link"}, name) {
				t.Errorf("%s in %s by %s has {%s}", text.Kind, text.Lang, text.Channel, name)
			}
		}
	}
}

// The rules of tone: no cause, no end before it is known, sorry at most once, and what to do in an emergency where there
// is room.
func TestToneOfTexts(t *testing.T) {
	cause := regexp.MustCompile(`(?i)hacker|attack|software|hardware|configur|attaque|logiciel|angriff|attacco|lieferant|supplier|guarantee`)
	sorry := regexp.MustCompile(`(?i)\bsorry\b|\bleid\b|désolé|excuse|scusiamo|spiace`)
	for _, p := range []playbook.Playbook{airlinePlaybook(t), telecomPlaybook(t)} {
		for _, text := range p.Texts {
			at := p.ID + ": " + text.Kind + " in " + text.Lang + " by " + text.Channel
			if found := cause.FindString(text.Template); found != "" {
				t.Errorf("%s says %q", at, found)
			}
			switch n := len(sorry.FindAllString(text.Template, -1)); {
			case n > 1:
				t.Errorf("%s says sorry %d times", at, n)
			case n == 0 && text.Kind == statement.Holding && text.Channel != "push":
				t.Errorf("%s does not say sorry", at)
			case n > 0 && (text.Kind == statement.Update || text.Kind == statement.Recovery):
				t.Errorf("%s says sorry again", at)
			}
		}
	}
}

// What is broken carries no news of it.
func TestDoorsThatNeedWhatIsBrokenAreDown(t *testing.T) {
	p := telecomPlaybook(t)
	for _, c := range []struct {
		services []string
		want     []string
	}{
		{[]string{"mobile_data"}, []string{"push"}}, {[]string{"mobile_data", "sms"}, []string{"push", "sms"}},
		{[]string{"voice", "emergency_call"}, nil}, {nil, nil},
	} {
		if got := p.Down(c.services); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.services, got, c.want)
		}
	}
	if got := airlinePlaybook(t).Down([]string{"mobile_data"}); got != nil {
		t.Errorf("an airline: %v", got)
	}
}

func TestShippedPlaybooksAreFoundByName(t *testing.T) {
	for _, name := range Names() {
		p, err := Load(name)
		if err != nil || p.ID != name {
			t.Errorf("%s: %s, %v", name, p.ID, err)
		}
	}
	if _, err := Load("no-such-playbook"); err == nil {
		t.Error("a playbook that is not there was read")
	}
}
