package playbookfile

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"tocsin/domain/playbook"
)

func isPhrases(t reflect.Type) bool { return t == reflect.TypeFor[[]playbook.Phrase]() } // written as lang: name: text

// phrases reads lang: name: text, in the order of the file.
func (r *reader) phrases(n *yaml.Node, into *[]playbook.Phrase, path string) {
	r.pairs(n, path, func(lang, names *yaml.Node, at string) {
		r.word(lang, at, "phrases[].lang")
		r.pairs(names, at, func(name, text *yaml.Node, at string) {
			r.word(name, at, "phrases[].name")
			f := playbook.Phrase{Lang: lang.Value, Name: name.Value}
			r.value(text, reflect.ValueOf(&f.Text).Elem(), at, "phrases[].text")
			*into = append(*into, f)
		})
	})
}

// phrasesNode writes lang: name: text.
func phrasesNode(phrases []playbook.Phrase) *yaml.Node {
	root := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range phrases {
		names := under(root, f.Lang)
		names.Content = append(names.Content, plainNode("!!str", f.Name), textNode(f.Text))
	}
	return root
}

func phrasePath(lang, name string) string { return join(join("phrases", lang), name) }

// checkPhrases asks for the same phrases in every language, and for {value} in those of facts, only there.
func checkPhrases(r *reader, p *playbook.Playbook) {
	given := map[string]bool{}
	for _, f := range p.Phrases {
		path := phrasePath(f.Lang, f.Name)
		given[path] = true
		r.known(f.Lang, p.Languages, path, "languages")
		fact := slices.Contains(playbook.FactNames(), f.Name)
		switch rest := strings.ReplaceAll(f.Text, "{value}", ""); {
		case strings.ContainsAny(rest, "{}"), !fact && rest != f.Text:
			r.at(path, "has no places, but for {value} in the phrase of a fact")
		case fact && rest == f.Text:
			r.at(path, "must say {value}")
		}
	}
	wanted := append(playbook.RequiredPhrases(), pick(p.Phrases, func(f playbook.Phrase) string { return f.Name })...)
	slices.Sort(wanted)
	for _, name := range slices.Compact(wanted) {
		for _, lang := range p.Languages {
			if path := phrasePath(lang, name); !given[path] {
				r.at(path, "is missing: every language says the same")
			}
		}
	}
}
