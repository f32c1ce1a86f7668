package playbookfile

import (
	"strings"
	"testing"

	"tocsin/domain/statement"
)

func TestMistakesInPhrases(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"missing", "    origin: au départ de {value}\n", "", "phrases.fr.origin: is missing: every language says the same"},
		{"only in one language", "    doing: nous cherchons", "    doing_update: nous cherchons encore\n    doing: nous cherchons", "phrases.de.doing_update: is missing"},
		{"unknown name", "    origin: from", "    orign: from", "phrases.en.orign: must be one of nothing_known, doing, action, affected"},
		{"unknown language", "  de:\n    nothing_known", "  it:\n    nothing_known", `phrases.it.affected: "it" is not in languages`},
		{"no value", "origin: from {value}", "origin: from there", "phrases.en.origin: must say {value}"},
		{"a value of what is no fact", "nothing_known: nothing further", "nothing_known: nothing of {value}", "phrases.en.nothing_known: has no places"},
		{"another place", "origin: from {value}", "origin: from {value} at {time}", "phrases.en.origin: has no places"},
		{"not a text", "origin: from {value}", "origin: [from]", "phrases.en.origin: must be text, is a list"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, _ := spoil(t, c.old, c.new)
			if all := wrong(t, text); !strings.Contains(all.Error(), c.want) {
				t.Errorf("got\n%v\nwant %s", all, c.want)
			}
		})
	}
}

// A summary is read by those who approve; it is in their language, whatever it tells.
func TestSummariesOfTheAirline(t *testing.T) {
	p := airlinePlaybook(t)
	facts := []statement.Fact{{Key: "affected", Value: "51000"}, {Key: "flights", Value: "412"}, {Key: "origin", Value: "ZZA"}, {Key: "until", Value: "24:00"}}
	for lang, want := range map[string]string{
		"en": "51000 travellers affected; 412 flights; from ZZA; expected to last until 24:00",
		"fr": "51000 voyageurs concernés; 412 vols; au départ de ZZA; fin prévue vers 24:00",
		"de": "51000 Reisende betroffen; 412 Flüge; ab ZZA; voraussichtlich bis 24:00",
	} {
		if got := p.Known(lang, facts); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, kind := range statement.Kinds() {
		said := map[string]bool{}
		for _, lang := range p.Languages {
			said[p.Said(lang, "doing", kind)], said[p.Said(lang, "action", kind)] = true, true
		}
		if len(said) != 2*len(p.Languages) || said["doing"] || said["action"] {
			t.Errorf("%s: %v", kind, said)
		}
	}
}
