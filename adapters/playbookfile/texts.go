package playbookfile

import (
	"reflect"

	"go.yaml.in/yaml/v3"

	"tocsin/domain/playbook"
)

// texts reads kind: lang: channel: text, in the order of the file.
func (r *reader) texts(n *yaml.Node, into *[]playbook.Text, path string) {
	r.pairs(n, path, func(kind, langs *yaml.Node, at string) {
		r.word(kind, at, "texts[].kind")
		r.pairs(langs, at, func(lang, channels *yaml.Node, at string) {
			r.word(lang, at, "texts[].lang")
			r.pairs(channels, at, func(channel, text *yaml.Node, at string) {
				r.word(channel, at, "texts[].channel")
				t := playbook.Text{Kind: kind.Value, Lang: lang.Value, Channel: channel.Value}
				r.value(text, reflect.ValueOf(&t.Template).Elem(), at, "texts[].template")
				*into = append(*into, t)
			})
		})
	})
}

// word checks a key that is a value too.
func (r *reader) word(n *yaml.Node, at, pattern string) {
	if why := r.keys[pattern].checkText(n.Value); why != "" {
		r.complain(n.Line, at, "%s", why)
	}
}

// textPath is where the text stands in the file.
func textPath(t playbook.Text) string {
	return join(join(join("texts", t.Kind), t.Lang), t.Channel)
}
