package classify

import (
	"math"
	"slices"

	"go.yaml.in/yaml/v3"
)

// maxRules bounds the rules of one language: the working memory of one message holds a place for each.
const maxRules = 256

// rule is one explained reason to put a message somewhere. Exactly one of topic, tier, urgency and asks is set.
type rule struct {
	id       string
	topic    int // index into the topics, -1 if the rule is about something else
	weight   int // towards its topic
	tier     Tier
	urgency  Urgency
	asks     bool // the message asks for something
	affirmed bool // a denied phrase ("not helpful") does not count
}

// language is one rule file, compiled.
type language struct {
	name    string
	version int
	split   bool
	rules   []rule
	matcher *matcher
	model   string
}

// languageFile reads one rule file.
type languageFile struct {
	yamlFile
	topics  *topicList
	grammar grammar
	out     *language
	ids     map[string]int // line of each rule id
}

// readLanguage reads, checks and compiles the rules of one language.
func readLanguage(name string, data []byte, topics *topicList) (*language, []error) {
	f := &languageFile{yamlFile: yamlFile{name: name}, topics: topics, ids: map[string]int{}}
	f.grammar.lists = map[string][]string{}
	f.out = &language{matcher: newMatcher()}
	root := f.document(data)
	if root == nil {
		return nil, f.errs
	}
	// Spelling and lists come first wherever they stand, for phrases are read with them.
	var spelling string
	var lists, negators, rules *yaml.Node
	keep := func(into **yaml.Node) func(*yaml.Node, string) {
		return func(n *yaml.Node, _ string) { *into = n }
	}
	f.mapping(root, "",
		field{"language", true, f.text(&f.out.name)},
		field{"version", true, f.number(&f.out.version, 1, math.MaxInt32)},
		field{"apostrophe", true, oneOf(&f.yamlFile, &spelling, "joins", "splits")},
		field{"lists", false, keep(&lists)},
		field{"negators", false, keep(&negators)},
		field{"rules", true, keep(&rules)},
	)
	f.out.split = spelling == "splits"
	f.grammar.split = f.out.split
	if lists != nil {
		f.entries(lists, "lists", f.readList)
	}
	if negators != nil {
		f.list(negators, "negators", f.readNegator)
	}
	if rules != nil {
		f.list(rules, "rules", f.readRule)
	}
	if len(f.errs) > 0 {
		return nil, f.errs
	}
	f.out.matcher.seal()
	return f.out, nil
}

func (f *languageFile) readList(name string, n *yaml.Node, key string) {
	if slices.Contains(placeholders(), name) {
		f.complain(n, key, "is the name of a placeholder")
		return
	}
	f.list(n, key, func(n *yaml.Node, key string) {
		var text string
		f.text(&text)(n, key)
		word, err := f.grammar.word(text)
		if err != nil {
			f.complain(n, key, "%v", err)
			return
		}
		f.grammar.lists[name] = append(f.grammar.lists[name], word)
	})
}

func (f *languageFile) readNegator(n *yaml.Node, key string) {
	var text string
	f.text(&text)(n, key)
	word, err := f.grammar.word(text)
	if err != nil {
		f.complain(n, key, "%v", err)
		return
	}
	f.out.matcher.negators[word] = true
}

// readRule reads one rule and puts its phrases into the trie.
func (f *languageFile) readRule(n *yaml.Node, key string) {
	r := rule{topic: -1}
	var topic string
	var kinds int
	kind := func(read func(*yaml.Node, string)) func(*yaml.Node, string) {
		return func(n *yaml.Node, key string) { kinds++; read(n, key) }
	}
	f.mapping(n, key,
		field{"id", true, f.text(&r.id)},
		field{"topic", false, kind(func(n *yaml.Node, key string) { f.text(&topic)(n, key); r.topic = f.topic(n, key, topic) })},
		field{"tier", false, kind(oneOf(&f.yamlFile, &r.tier, TierComplaint, TierPersonal))},
		field{"urgency", false, kind(oneOf(&f.yamlFile, &r.urgency, urgencies()[:4]...))},
		field{"asks", false, kind(f.truth(&r.asks))},
		field{"weight", false, f.number(&r.weight, 1, 9)},
		field{"affirmed", false, f.truth(&r.affirmed)},
		field{"match", true, f.phrases(false)},
		field{"unless", false, f.phrases(true)},
	)
	f.checkRule(n, key, &r, topic, kinds)
	f.out.rules = append(f.out.rules, r)
}

// phrases reads the phrases of the rule that will be the next in the list. A phrase of "unless" silences the rule for the
// whole message.
func (f *languageFile) phrases(veto bool) func(*yaml.Node, string) {
	return func(n *yaml.Node, key string) {
		seen := map[string]bool{}
		f.list(n, key, func(n *yaml.Node, key string) {
			var text string
			before := len(f.errs)
			f.text(&text)(n, key)
			if len(f.errs) > before {
				return
			}
			if seen[text] {
				f.complain(n, key, "pattern is given twice in this rule")
			}
			seen[text] = true
			variants, err := f.grammar.phrase(text)
			if err != nil {
				f.complain(n, key, "%v", err)
				return
			}
			for _, v := range variants {
				f.out.matcher.add(v, min(len(f.out.rules), maxRules), veto)
			}
		})
	}
}

// checkRule looks at what only the whole rule shows.
func (f *languageFile) checkRule(n *yaml.Node, key string, r *rule, topic string, kinds int) {
	if first, twice := f.ids[r.id]; twice && r.id != "" {
		f.complain(n, key+".id", "rule id %q is already used on line %d", r.id, first)
	}
	f.ids[r.id] = n.Line
	if kinds != 1 {
		f.complain(n, key, "needs exactly one of topic, tier, urgency, asks")
	}
	if topic != "" {
		if r.weight == 0 {
			f.complain(n, key+".weight", "is missing")
		}
	} else if r.weight != 0 {
		f.complain(n, key+".weight", "only a rule about a topic has a weight")
	}
	if len(f.out.rules) >= maxRules {
		f.complain(n, key, "more than %d rules", maxRules)
	}
}

// topic finds the topic a rule may give, or complains and answers -1.
func (f *languageFile) topic(n *yaml.Node, key, name string) int {
	at, known := f.topics.byName[name]
	switch {
	case name == "":
		return -1
	case !known:
		f.complain(n, key, "unknown topic %q", name)
		return -1
	case f.topics.topics[at].Reserved || at == f.topics.fallback:
		f.complain(n, key, "topic %q is not given by rules", name)
		return -1
	}
	return at
}
