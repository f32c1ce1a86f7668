package policy

import (
	"slices"
	"testing"

	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// The summary of a draft is in the language of its master text, and its words are the playbook's.
func TestADraftIsSummarisedInTheMasterLanguage(t *testing.T) {
	p := playbook.Playbook{
		Languages: []string{"fr", "de"}, LinkDomain: "care.example",
		Phrases: []playbook.Phrase{
			{Lang: "fr", Name: "affected", Text: "{value} clients concernés"}, {Lang: "fr", Name: "doing", Text: "nous réparons"},
			{Lang: "fr", Name: "action", Text: "utilisez le Wi-Fi"}, {Lang: "fr", Name: "action_recovery", Text: "redémarrez le téléphone"},
			{Lang: "de", Name: "doing", Text: "wir reparieren"},
		},
		Texts: []playbook.Text{
			{Kind: statement.Update, Lang: "fr", Channel: "sms", Template: "{brand} : panne. Suite avant {next}. {link}"},
			{Kind: statement.Update, Lang: "de", Channel: "sms", Template: "{brand}: Panne. Mehr bis {next}. {link}"},
			{Kind: statement.Update, Lang: "it", Channel: "sms", Template: "{brand}: guasto."},
		},
	}
	facts := []statement.Fact{{Key: "affected", Value: "775000"}}
	c := compose(p, draft{kind: statement.Update, brand: "Blue", facts: facts})
	if d := c.Drafted; d.MasterLang != "fr" || d.Known != "775000 clients concernés" || d.Doing != "nous réparons" || d.Action != "utilisez le Wi-Fi" {
		t.Errorf("got %+v", d)
	}
	if d := compose(p, draft{kind: statement.Recovery}).Drafted; d.Action != "redémarrez le téléphone" {
		t.Errorf("got %q", d.Action)
	}
	if len(c.Variants) != 2 {
		t.Fatalf("%d texts, want those of the two languages", len(c.Variants))
	}
	v := c.Variants[0]
	want := []statement.Param{{Name: "brand", Type: "brand"}, {Name: "next", Type: "time"}, {Name: "link", Type: "link"}}
	if v.Lang != "fr" || v.Parts != 1 || !slices.Equal(v.Params, want) || !slices.Equal(v.LinkDomains, []string{"care.example"}) {
		t.Errorf("got %+v", v)
	}
}
