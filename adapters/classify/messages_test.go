package classify

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// messages are short texts that were written for this test, each with its topic. They show that the rules of a language
// do what they are meant to; how they do on what people really write is measured on real messages, see labels_test.go.
func messages(t *testing.T, lang string) (all [][2]string) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "messages-"+lang+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		all = append(all, [2]string{row[0], row[1]})
	}
	return all
}

func TestMessagesOfEachLanguage(t *testing.T) {
	b := book(t, Options{})
	var names []string
	for _, topic := range b.Topics() {
		names = append(names, topic.Name)
	}
	for _, lang := range []string{"en", "fr", "de"} {
		t.Run(lang, func(t *testing.T) {
			table, other := newConfusion(), 0
			all := messages(t, lang)
			for _, m := range all {
				got := b.Classify(Input{Text: m[1], Language: lang})
				table.add(m[0], got.Topic)
				if got.Topic == "other" {
					other++
				} else if !strings.Contains(got.Reason, `"`) {
					t.Errorf("%q: %s without a reason", m[1], got.Topic)
				}
				if got.Topic != m[0] {
					t.Logf("%q: got %s, want %s (%s)", m[1], got.Topic, m[0], got.Reason)
				}
			}
			t.Logf("%d messages\n%s", len(all), table.table(names))
			if len(all) < 60 {
				t.Errorf("%d messages, want at least 60", len(all))
			}
			if 100*other > 40*len(all) {
				t.Errorf("other is %d of %d, want at most 40 %%", other, len(all))
			}
			if 100*table.right < 90*len(all) {
				t.Errorf("%d of %d are right, want at least 90 %%: they were written with the rules", table.right, len(all))
			}
		})
	}
}

// Every language has rules for every topic that rules give, and says who cannot wait.
func TestEveryLanguageCoversEveryTopic(t *testing.T) {
	b := book(t, Options{})
	for name, l := range b.languages {
		covered, urgent, asks, personal := map[int]bool{}, map[Urgency]bool{}, false, false
		for _, r := range l.rules {
			covered[r.topic] = true
			urgent[r.urgency] = true
			asks, personal = asks || r.asks, personal || r.tier == TierPersonal
		}
		for i, topic := range b.Topics() {
			if !covered[i] && !topic.Reserved && topic.Name != "other" {
				t.Errorf("%s has no rule for %s", name, topic.Name)
			}
		}
		for _, u := range urgencies()[:4] {
			if !urgent[u] {
				t.Errorf("%s has no rule for %s", name, u)
			}
		}
		if !asks || !personal {
			t.Errorf("%s does not tell a question, or an exception", name)
		}
	}
}

func TestUrgencyInFrenchAndGerman(t *testing.T) {
	b := book(t, Options{})
	for _, c := range []struct {
		lang, text string
		urgency    Urgency
		tier       Tier
	}{
		{"fr", "On n'arrive pas à joindre le 112", UrgencyLifeSafety, TierPersonal},
		{"fr", "Ma mère de 84 ans est en fauteuil roulant", UrgencyVulnerable, TierPersonal},
		{"fr", "Nous dormons ici, la nuit à l'aéroport", UrgencyStranded, TierReaction},
		{"fr", "Je pars dans deux heures !", UrgencySoon, TierReaction},
		{"de", "Die 112 ist nicht erreichbar", UrgencyLifeSafety, TierPersonal},
		{"de", "Meine Mutter, 84 Jahre, braucht den Rollstuhl", UrgencyVulnerable, TierPersonal},
		{"de", "Wir müssen am Flughafen schlafen, übernachten am Flughafen", UrgencyStranded, TierReaction},
		{"de", "Mein Flug geht in zwei Stunden", UrgencySoon, TierReaction},
		{"de", "Ich habe meinen Anwalt eingeschaltet", UrgencyNormal, TierPersonal},
		{"fr", "Je porte plainte, mon avocat vous écrira", UrgencyNormal, TierPersonal},
	} {
		got := b.Classify(Input{Text: c.text, Language: c.lang})
		if got.Urgency != c.urgency || c.tier == TierPersonal && got.Tier != c.tier {
			t.Errorf("%q: %s, %s (%s)", c.text, got.Urgency, got.Tier, got.Reason)
		}
	}
}

// A run that knows some topics only is given no other.
func TestTopicsOfARun(t *testing.T) {
	const text = "No signal at the airport"
	if got := book(t, Options{}).Classify(Input{Text: text, Language: "en"}); got.Topic != "no_data" {
		t.Errorf("got %s (%s)", got.Topic, got.Reason)
	}
	airline := book(t, Options{Topics: []string{"delay", "phone", "outreach_reply", "other"}})
	got := airline.Classify(Input{Text: text, Language: "en"})
	if got.Topic != "other" || strings.Contains(got.Reason, "network") {
		t.Errorf("got %s (%s)", got.Topic, got.Reason)
	}
	if all := book(t, Options{}).Classify(Input{Text: text, Language: "en"}); all.ModelVersion == got.ModelVersion {
		t.Error("another set of topics is another model")
	}
	if got := book(t, Options{Topics: []string{"weather"}}).Classify(Input{Text: text, Language: "en"}); got.Topic != "other" {
		t.Errorf("got %s (%s)", got.Topic, got.Reason)
	}
}
