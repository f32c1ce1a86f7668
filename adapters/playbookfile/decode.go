package playbookfile

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"tocsin/domain/playbook"
)

// Types that are written otherwise than their fields say; so are phrases.
func isDuration(t reflect.Type) bool { return t == reflect.TypeFor[time.Duration]() }
func isOffsets(t reflect.Type) bool  { return t == reflect.TypeFor[[]playbook.Offset]() } // worked out from the zone, never written
func isRoster(t reflect.Type) bool   { return t == reflect.TypeFor[[]playbook.Member]() } // may be written in groups
func isTexts(t reflect.Type) bool    { return t == reflect.TypeFor[[]playbook.Text]() }   // written as kind: lang: channel: text

// value reads one node into v. Path names it for people ("stock[1].id"), pattern for the table of keys ("stock[].id").
func (r *reader) value(n *yaml.Node, v reflect.Value, path, pattern string) {
	r.startsAt(path, n)
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.complain(n.Line, path, "anchors and aliases are not read: write it out")
	case n.ShortTag() == "!!null":
		r.complain(n.Line, path, "has no value")
	case isTexts(v.Type()):
		r.texts(n, v.Addr().Interface().(*[]playbook.Text), path)
	case isPhrases(v.Type()):
		r.phrases(n, v.Addr().Interface().(*[]playbook.Phrase), path)
	case isRoster(v.Type()):
		r.roster(n, v.Addr().Interface().(*[]playbook.Member), path)
	case v.Kind() == reflect.Struct:
		r.mapping(n, v, path, pattern)
	case v.Kind() == reflect.Slice:
		r.sequence(n, v, path, pattern)
	default:
		r.scalar(n, v, path, pattern)
	}
}

// field is one key that a mapping may have.
type field struct {
	name     string
	optional bool
	into     reflect.Value
}

// fields lists the keys of a struct by its JSON names, so that file and stored content speak of the same things.
func (r *reader) fields(v reflect.Value, pattern string) []field {
	var all []field
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if isOffsets(f.Type) {
			continue
		}
		name := jsonName(f)
		all = append(all, field{name: name, optional: r.keys[join(pattern, name)].optional, into: v.Field(i)})
	}
	return all
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// mapping reads a mapping into a struct.
func (r *reader) mapping(n *yaml.Node, v reflect.Value, path, pattern string) {
	r.startsAt(path, n)
	r.object(n, path, pattern, r.fields(v, pattern))
}

// startsAt notes the line of a path, unless that of its key is noted already: a block begins a line below its key.
func (r *reader) startsAt(path string, n *yaml.Node) {
	if r.lines[path] == 0 {
		r.lines[path] = n.Line
	}
}

// object reads a mapping with exactly these keys: unknown, repeated and missing ones are complained about.
func (r *reader) object(n *yaml.Node, path, pattern string, fields []field) {
	seen := map[string]bool{}
	ok := r.pairs(n, path, func(name, value *yaml.Node, at string) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == name.Value })
		if i < 0 {
			r.complain(name.Line, at, "unknown key%s", didYouMean(name.Value, fields))
			return
		}
		seen[name.Value] = true
		r.value(value, fields[i].into, at, join(pattern, name.Value))
	})
	for _, f := range fields {
		if ok && !f.optional && !seen[f.name] {
			r.complain(r.lines[path], join(path, f.name), "is missing")
		}
	}
}

// pairs visits the pairs of a mapping, each key once; false if it is none.
func (r *reader) pairs(n *yaml.Node, path string, visit func(name, value *yaml.Node, at string)) bool {
	if n.Kind != yaml.MappingNode {
		r.complain(n.Line, path, "must be a mapping of keys, is %s", kindOf(n))
		return false
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		at := join(path, name.Value)
		switch {
		case name.Kind != yaml.ScalarNode || name.Anchor != "" || name.ShortTag() != "!!str":
			r.complain(name.Line, path, "a key must be a word, is %s", kindOf(name))
		case seen[name.Value]:
			r.complain(name.Line, at, "is given twice")
		default:
			r.lines[at] = name.Line
			visit(name, value, at)
		}
		seen[name.Value] = true
	}
	return true
}

// sequence reads a list. An empty one and none at all are the same.
func (r *reader) sequence(n *yaml.Node, v reflect.Value, path, pattern string) {
	if n.Kind != yaml.SequenceNode {
		r.complain(n.Line, path, "must be a list, is %s", kindOf(n))
		return
	}
	if why := r.keys[pattern].checkLength(len(n.Content)); why != "" {
		r.complain(r.lines[path], path, "%s", why)
	}
	if len(n.Content) == 0 {
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		r.value(item, list.Index(i), fmt.Sprintf("%s[%d]", path, i), pattern+"[]")
	}
	v.Set(list)
}

// kindOf says what a node is, for people.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch n.ShortTag() {
	case "!!str":
		return "text"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!null":
		return "empty"
	case "!!timestamp":
		return "a date"
	}
	return "something else"
}

// didYouMean names the known key that a wrong one was probably meant to be, else all of them.
func didYouMean(wrong string, fields []field) string {
	folded := strings.NewReplacer("-", "", "_", "", " ", "")
	names := make([]string, len(fields))
	for i, f := range fields {
		if strings.EqualFold(folded.Replace(wrong), folded.Replace(f.name)) {
			return fmt.Sprintf(", did you mean %q?", f.name)
		}
		names[i] = f.name
	}
	return "; there are " + strings.Join(names, ", ")
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
