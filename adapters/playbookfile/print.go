package playbookfile

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"tocsin/domain/playbook"
)

// Print writes a playbook as YAML that Parse reads the same: every value that is in force, each group under a comment
// that says what it is for. Members who are alike are written as a group. Texts must stand together by kind and language,
// as Parse leaves them.
func Print(p playbook.Playbook) ([]byte, error) {
	w := printer{keys: keyTable()}
	root := w.mapping(reflect.ValueOf(p), "")
	for i := 0; i < len(root.Content); i += 2 {
		if name := root.Content[i]; root.Content[i+1].Kind != yaml.ScalarNode || i == 0 {
			name.HeadComment = w.keys[name.Value].about
		}
	}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("print playbook: %w", err)
	}
	if err := e.Close(); err != nil {
		return nil, fmt.Errorf("print playbook: %w", err)
	}
	return out.Bytes(), nil
}

type printer struct{ keys map[string]key }

func (w printer) value(v reflect.Value, pattern string) *yaml.Node {
	switch {
	case isDuration(v.Type()):
		return plainNode("!!str", printDuration(time.Duration(v.Int())))
	case isTexts(v.Type()):
		return textsNode(v.Interface().([]playbook.Text))
	case isPhrases(v.Type()):
		return phrasesNode(v.Interface().([]playbook.Phrase))
	case isRoster(v.Type()):
		return w.roster(v.Interface().([]playbook.Member))
	}
	switch v.Kind() {
	case reflect.Struct:
		n := w.mapping(v, pattern)
		n.Style = yaml.FlowStyle // elements of lists are one line each
		return n
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		if v.Len() == 0 || isScalar(v.Type().Elem()) || v.Type().Elem().Kind() == reflect.Slice {
			n.Style = yaml.FlowStyle
		}
		for i := range v.Len() {
			n.Content = append(n.Content, w.value(v.Index(i), pattern+"[]"))
		}
		return n
	case reflect.String:
		return textNode(v.String())
	case reflect.Bool:
		return plainNode("!!bool", strconv.FormatBool(v.Bool()))
	case reflect.Int:
		return plainNode("!!int", strconv.FormatInt(v.Int(), 10))
	}
	return plainNode("!!float", plainNumber(v.Float()))
}

func isScalar(t reflect.Type) bool { return t.Kind() != reflect.Struct && t.Kind() != reflect.Slice }

// mapping writes a struct; optional keys that are not set are left out.
func (w printer) mapping(v reflect.Value, pattern string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		at := join(pattern, jsonName(f))
		if isOffsets(f.Type) || w.keys[at].optional && v.Field(i).IsZero() {
			continue
		}
		value := w.value(v.Field(i), at)
		if pattern == "" && f.Type.Kind() == reflect.Struct {
			value.Style = 0 // a group has a line for each key
		}
		n.Content = append(n.Content, plainNode("!!str", jsonName(f)), value)
	}
	return n
}

func plainNode(tag, value string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
	if tag != "!!str" {
		n.Tag = "" // told by its form; "60" is a number where a number is wanted
	}
	return n
}

// textNode writes text so that no reader takes it for a number or a truth.
func textNode(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	switch {
	case strings.Contains(s, "\n"):
		n.Style = yaml.LiteralStyle
	case s == "" || strings.ContainsAny(s, "{}[]#&*!|>'\"%@`,:?-") || strings.Trim(s, "0123456789.+eE") == "":
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// textsNode writes kind: lang: channel: text.
func textsNode(texts []playbook.Text) *yaml.Node {
	root := &yaml.Node{Kind: yaml.MappingNode}
	for _, t := range texts {
		channels := under(under(root, t.Kind), t.Lang)
		channels.Content = append(channels.Content, plainNode("!!str", t.Channel), textNode(t.Template))
	}
	return root
}

// under finds or adds the mapping of a name.
func under(n *yaml.Node, name string) *yaml.Node {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	inner := &yaml.Node{Kind: yaml.MappingNode}
	n.Content = append(n.Content, plainNode("!!str", name), inner)
	return inner
}
