package classify

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

const smallTopics = `default: other
threshold: 1
topics:
  - {name: bags, about: bags, told: complaint, asked: routine}
  - {name: notice, about: ours, told: routine, asked: routine, reserved: true}
  - {name: other, about: rest, told: reaction, asked: routine}
`

const smallRules = `language: xx
version: 1
apostrophe: splits
lists:
  bag: [valise, "valises", sac*]
negators: [pas]
rules:
  - id: bag
    topic: bags
    weight: 1
    match:
      - perdu ma|mes? <bag>
`

func load(topics, rules string) (*Rulebook, error) {
	return Load(fstest.MapFS{
		"topics.yaml": {Data: []byte(topics)},
		"xx.yaml":     {Data: []byte(rules)},
	}, Options{})
}

func TestAddingALanguageIsAddingAFile(t *testing.T) {
	b, err := load(smallTopics, smallRules)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"J'ai perdu l'autre":       "other",
		"Ils ont PERDU MES SACS !": "bags",
		"perdu valise":             "bags",
	} {
		if got := b.Classify(Input{Text: text, Language: "xx-YY"}); got.Topic != want {
			t.Errorf("%q: got %s, want %s", text, got.Topic, want)
		}
	}
}

// TestMistakesAreNamed: every mistake in a rule file is answered with file, line and key.
func TestMistakesAreNamed(t *testing.T) {
	for name, tc := range map[string]struct{ old, new, want string }{
		"unknown topic":        {"topic: bags", "topic: bag", `xx.yaml:9: rules[0].topic: unknown topic "bag"`},
		"reserved topic":       {"topic: bags", "topic: notice", `xx.yaml:9: rules[0].topic: topic "notice" is not given by rules`},
		"default topic":        {"topic: bags", "topic: other", `topic "other" is not given by rules`},
		"unknown key":          {"weight: 1", "weigth: 1", "xx.yaml:10: rules[0].weigth: unknown key"},
		"unknown key on top":   {"version: 1", "version: 1\nversoin: 2", "xx.yaml:3: versoin: unknown key"},
		"key twice":            {"weight: 1", "weight: 1\n    weight: 2", "xx.yaml:11: rules[0].weight: is given twice"},
		"no weight":            {"    weight: 1\n", "", "rules[0].weight: is missing"},
		"weight out of bounds": {"weight: 1", "weight: 100", "xx.yaml:10: rules[0].weight: must be a whole number from 1 to 9"},
		"weight not a number":  {"weight: 1", "weight: heavy", "xx.yaml:10: rules[0].weight: must be a whole number"},
		"no id":                {"- id: bag", "- affirmed: true", "rules[0].id: is missing"},
		"no match":             {"    match:\n      - perdu ma|mes? <bag>\n", "", "rules[0].match: is missing"},
		"empty pattern":        {"perdu ma|mes? <bag>", `""`, "xx.yaml:12: rules[0].match[0]: must be a text"},
		"blank pattern":        {"perdu ma|mes? <bag>", `" "`, "xx.yaml:12: rules[0].match[0]: empty pattern"},
		"pattern is a number":  {"perdu ma|mes? <bag>", "911", "rules[0].match[0]: must be a text"},
		"unknown list":         {"<bag>", "<bags>", `rules[0].match[0]: unknown list "<bags>"`},
		"two words in one":     {"perdu ma", "l'eau ma", `rules[0].match[0]: "l'eau" is not one word`},
		"short stem":           {"perdu ma", "pe* ma", `the stem "pe*" has fewer than 3 letters`},
		"gap at the end":       {"<bag>\n", "..\n", "a gap needs a word on either side"},
		"two gaps":             {"perdu ma", "perdu .. .. ma", "two gaps in a row"},
		"optional gap":         {"perdu ma", "perdu ..? ma", "a gap is optional already"},
		"all optional":         {"perdu ma|mes? <bag>", "perdu? ma?", "every word is optional"},
		"empty alternative":    {"ma|mes?", "ma||mes", "empty word"},
		"too many words":       {"perdu ma", "a b c d e f g h i j k l m", "more than 12 words"},
		"too many phrases":     {"perdu ma", "a? b? c? d? e? f ma", "more than 16 phrases"},
		"pattern twice":        {"      - perdu", "      - sac\n      - sac\n      - perdu", "xx.yaml:13: rules[0].match[1]: pattern is given twice"},
		"id twice":             {"rules:\n", "rules:\n  - {id: bag, asks: true, match: [ou]}\n", `rules[1].id: rule id "bag" is already used on line 8`},
		"two kinds":            {"weight: 1", "weight: 1\n    asks: true", "needs exactly one of topic, tier, urgency, asks"},
		"no kind":              {"    topic: bags\n    weight: 1\n", "", "needs exactly one of topic, tier, urgency, asks"},
		"weight without topic": {"topic: bags", "asks: true", "only a rule about a topic has a weight"},
		"switch that is off":   {"topic: bags\n    weight: 1", "asks: false", "must be true, or be left out"},
		"unknown urgency":      {"topic: bags\n    weight: 1", "urgency: now", "rules[0].urgency: must be one of [life_safety vulnerable stranded soon]"},
		"wrong language":       {"language: xx", "language: yy", `xx.yaml:1: language: must be "xx", like the file`},
		"unknown spelling":     {"apostrophe: splits", "apostrophe: maybe", "xx.yaml:3: apostrophe: must be one of [joins splits]"},
		"negator of two words": {"negators: [pas]", "negators: [ne pas]", `negators[0]: "ne pas" is not one word`},
		"list is not a list":   {`bag: [valise, "valises", sac*]`, "bag: valise", "xx.yaml:5: lists.bag: must be a list"},
		"rules is not a list":  {"rules:\n", "negators2: [x]\nrules: {}\nmore:\n", "must be a list with at least one entry"},
		"not YAML":             {"language: xx", "language: [xx", "xx.yaml:1: (document): yaml:"},
		"list called as names": {"lists:\n", "lists:\n  brand: [x]\n", "xx.yaml:5: lists.brand: is the name of a placeholder"},
		"alias":                {"bag: [valise, \"valises\", sac*]", "bag: &b [valise]\n  other: *b", "lists.other: must be a list"},
		"second document":      {"language: xx", "language: xx\n---\nlanguage: xx", "more than one document"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(smallRules, tc.old) {
				t.Fatalf("the rules hold no %q", tc.old)
			}
			_, err := load(smallTopics, strings.Replace(smallRules, tc.old, tc.new, 1))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v\nwant %s", err, tc.want)
			}
			if _, ok := errors.AsType[*FileError](err); !ok {
				t.Errorf("%v is no FileError", err)
			}
		})
	}
}

func TestMistakesInTopicsAreNamed(t *testing.T) {
	for name, tc := range map[string]struct{ old, new, want string }{
		"unknown default": {"default: other", "default: else", `topics.yaml:1: default: unknown topic "else"`},
		"topic twice":     {"name: notice", "name: bags", `topics.yaml:5: topics[1].name: topic "bags" is given twice`},
		"unknown tier":    {"told: complaint", "told: angry", "topics.yaml:4: topics[0].told: must be one of"},
		"no threshold":    {"threshold: 1\n", "", "threshold: is missing"},
		"unknown key":     {"about: bags", "abuot: bags", "topics[0].abuot: unknown key"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(strings.Replace(smallTopics, tc.old, tc.new, 1), smallRules)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v\nwant %s", err, tc.want)
			}
		})
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	_, err := load(smallTopics, strings.NewReplacer("weight: 1", "weight: 0", "version: 1", "version: x").Replace(smallRules))
	if err == nil || strings.Count(err.Error(), "xx.yaml:") != 3 {
		t.Errorf("want a line each for version, weight and the weight that is missing, got %v", err)
	}
}

// TestHostileTextIsCheap: the cost of a message is bounded, whatever is in it.
func TestHostileTextIsCheap(t *testing.T) {
	b := book(t, Options{})
	for _, piece := range []string{"on hold ", "my ", "no bag lost ", "Late Flight", "?", "a\u0301", "@", "& ", "1:", "http://"} {
		b.Classify(Input{Text: strings.Repeat(piece, 1<<20/len(piece)), Language: "en"})
	}
}

func TestNoRulesAtAll(t *testing.T) {
	if _, err := Load(fstest.MapFS{"topics.yaml": {Data: []byte(smallTopics)}}, Options{}); err == nil {
		t.Error("a folder without a language was accepted")
	}
	if _, err := Load(fstest.MapFS{}, Options{}); err == nil {
		t.Error("an empty folder was accepted")
	}
	for _, empty := range []string{"", "\n", "# only a comment\n", "null"} {
		if _, err := load(smallTopics, empty); err == nil {
			t.Errorf("the file %q was accepted", empty)
		}
	}
}
