package classify

import (
	"testing"
	"unicode/utf8"
)

// FuzzClassify: any bytes get an answer, from the closed lists, within the bounds, and the same one twice.
func FuzzClassify(f *testing.F) {
	b := book(f, Options{})
	undo := book(f, Options{Repairs: ownRepairs(f), Names: invented()})
	for _, seed := range []string{
		"", "on hold for 2 hours", "@", "&", "&amp", "&#", "http://", "??!!", "1:2:3", "can’t’", "\xff\xfe on hold \x80",
		"Late Flight", "Late FlightLate Flight", "chocoLate Flightr", "a\u0301\u0301", "😭😡", "\x00", "lost .. bag 99999999999999999999",
		"Port Liss", "Port @x Liss DAY", "Port Port Liss",
	} {
		f.Add(seed)
	}
	known := map[string]bool{}
	for _, topic := range b.Topics() {
		known[topic.Name] = true
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range []*Rulebook{b, undo} {
			got := c.Classify(Input{Text: text, Language: "en"})
			if !known[got.Topic] || got.Confidence < 0 || got.Confidence >= 1 || got.Tier == "" || got.Urgency == "" {
				t.Errorf("got %+v", got)
			}
			if !utf8.ValidString(got.Reason) || len(got.Reason) > maxReasons*400 {
				t.Errorf("reason %q", got.Reason)
			}
			if again := c.Classify(Input{Text: text, Language: "en"}); again != got {
				t.Errorf("first %+v, then %+v", got, again)
			}
		}
	})
}

// FuzzRules: a rule file is refused or works; it never panics.
func FuzzRules(f *testing.F) {
	f.Add(smallRules)
	f.Add("rules: [{id: a, asks: true, match: [a, b*, '<x>', 'a .. b']}]")
	f.Add("a: &a [*a]")
	f.Add("language: xx\nversion: 1\napostrophe: joins\nrules:\n- {id: q, asks: true, match: [QUESTION, 'NUMBER|a? b']}")
	f.Fuzz(func(t *testing.T, rules string) {
		b, err := load(smallTopics, rules)
		if err != nil {
			return
		}
		b.Classify(Input{Text: rules, Language: "xx"})
	})
}
