package playbook

import (
	"testing"

	"tocsin/domain/statement"
)

func TestASummaryIsInTheLanguageAsked(t *testing.T) {
	p := Playbook{Phrases: []Phrase{
		{"fr", NothingKnown, "rien de plus n'est connu"}, {"fr", "affected", "{value} personnes concernées"},
		{"fr", Doing, "nous cherchons"}, {"fr", Doing + "_recovery", "le service revient"}, {"de", Doing, "wir suchen"},
	}}
	facts := []statement.Fact{{Key: "affected", Value: "96"}, {Key: "cause", Value: "ice"}}
	for _, c := range []struct{ got, want string }{
		{p.Known("fr", facts), "96 personnes concernées; cause: ice"},
		{p.Known("fr", nil), "rien de plus n'est connu"},
		{p.Known("en", nil), NothingKnown},
		{p.Said("fr", Doing, statement.Recovery), "le service revient"},
		{p.Said("fr", Doing, statement.Holding), "nous cherchons"},
		{p.Said("de", Doing, statement.Recovery), "wir suchen"},
		{p.Said("en", Doing, statement.Recovery), Doing},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
