package classify

import "go.yaml.in/yaml/v3"

// Topic is one entry of the closed list, the same for every language.
type Topic struct {
	Name     string
	About    string // for people: what belongs here
	Told     Tier   // of a message that tells something about it
	Asked    Tier   // of a message that asks for something about it
	Reserved bool   // given by the program itself, never by a rule
}

// topicList is the content of rules/topics.yaml. Where two topics have the same score, the earlier one wins.
type topicList struct {
	topics    []Topic
	byName    map[string]int
	fallback  int      // the topic of messages no rule speaks for
	threshold int      // the score a topic needs
	only      []string // that this run may give; none: all
}

// readTopics reads and checks the list of topics.
func readTopics(name string, data []byte) (*topicList, []error) {
	f := &yamlFile{name: name}
	list := &topicList{byName: map[string]int{}, fallback: -1}
	root := f.document(data)
	if root == nil {
		return nil, f.errs
	}
	var fallback string
	var fallbackAt *yaml.Node
	f.mapping(root, "",
		field{"default", true, func(n *yaml.Node, key string) { fallbackAt = n; f.text(&fallback)(n, key) }},
		field{"threshold", true, f.number(&list.threshold, 1, 100)},
		field{"topics", true, func(n *yaml.Node, key string) {
			f.list(n, key, func(n *yaml.Node, key string) { list.add(f, n, key) })
		}},
	)
	if at, known := list.byName[fallback]; known {
		list.fallback = at
	} else if fallback != "" {
		f.complain(fallbackAt, "default", "unknown topic %q", fallback)
	}
	return list, f.errs
}

// add reads one topic.
func (l *topicList) add(f *yamlFile, n *yaml.Node, key string) {
	var t Topic
	tiers := []Tier{TierReaction, TierComplaint, TierRoutine, TierPersonal}
	f.mapping(n, key,
		field{"name", true, f.text(&t.Name)},
		field{"about", true, f.text(&t.About)},
		field{"told", true, oneOf(f, &t.Told, tiers...)},
		field{"asked", true, oneOf(f, &t.Asked, tiers...)},
		field{"reserved", false, f.truth(&t.Reserved)},
	)
	if _, twice := l.byName[t.Name]; twice {
		f.complain(n, key+".name", "topic %q is given twice", t.Name)
		return
	}
	l.byName[t.Name] = len(l.topics)
	l.topics = append(l.topics, t)
}
