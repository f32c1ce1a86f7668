package classify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// FileError is one thing wrong with a rule file: where, under which key, and why.
type FileError struct {
	File   string
	Line   int
	Key    string
	Reason string
}

// Error reads like a compiler's message.
func (e *FileError) Error() string {
	return fmt.Sprintf("%s:%d: %s: %s", e.File, e.Line, e.Key, e.Reason)
}

// yamlFile walks one YAML document by its nodes, so that every complaint has a line, and collects all complaints.
type yamlFile struct {
	name string
	errs []error
}

// complain notes one thing wrong.
func (f *yamlFile) complain(n *yaml.Node, key, format string, args ...any) {
	f.errs = append(f.errs, &FileError{File: f.name, Line: n.Line, Key: key, Reason: fmt.Sprintf(format, args...)})
}

// document reads the one document a file holds; nil means it could not be read and has been complained about.
func (f *yamlFile) document(data []byte) *yaml.Node {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("empty file")
		}
		f.complain(&yaml.Node{Line: 1}, "(document)", "%v", err)
		return nil
	}
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		f.complain(&yaml.Node{Line: max(1, more.Line)}, "(document)", "more than one document")
		return nil
	}
	if len(doc.Content) != 1 {
		f.complain(&doc, "(document)", "empty file")
		return nil
	}
	return doc.Content[0]
}

// field is one key a mapping may have.
type field struct {
	name string
	must bool
	read func(n *yaml.Node, key string)
}

// mapping reads a mapping with exactly these keys: an unknown, a repeated and a missing one are complained about.
func (f *yamlFile) mapping(n *yaml.Node, path string, fields ...field) {
	if n.Kind != yaml.MappingNode {
		f.complain(n, path, "must be a mapping")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		key := join(path, name.Value)
		if seen[name.Value] {
			f.complain(name, key, "is given twice")
			continue
		}
		seen[name.Value] = true
		known := false
		for _, fd := range fields {
			if fd.name == name.Value {
				known = true
				fd.read(value, key)
			}
		}
		if !known {
			f.complain(name, key, "unknown key")
		}
	}
	for _, fd := range fields {
		if fd.must && !seen[fd.name] {
			f.complain(n, join(path, fd.name), "is missing")
		}
	}
}

// entries reads a mapping whose keys are free names.
func (f *yamlFile) entries(n *yaml.Node, path string, read func(name string, n *yaml.Node, key string)) {
	if n.Kind != yaml.MappingNode {
		f.complain(n, path, "must be a mapping")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		key := join(path, name)
		if name == "" || seen[name] {
			f.complain(n.Content[i], key, "is empty or given twice")
			continue
		}
		seen[name] = true
		read(name, n.Content[i+1], key)
	}
}

// list reads a list that is not empty.
func (f *yamlFile) list(n *yaml.Node, path string, read func(n *yaml.Node, key string)) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		f.complain(n, path, "must be a list with at least one entry")
		return
	}
	for i, item := range n.Content {
		read(item, fmt.Sprintf("%s[%d]", path, i))
	}
}

// text reads a text that is not empty.
func (f *yamlFile) text(into *string) func(*yaml.Node, string) {
	return func(n *yaml.Node, key string) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!str" || n.Value == "" {
			f.complain(n, key, "must be a text")
			return
		}
		*into = n.Value
	}
}

// number reads a whole number within bounds.
func (f *yamlFile) number(into *int, low, high int) func(*yaml.Node, string) {
	return func(n *yaml.Node, key string) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < low || v > high {
			f.complain(n, key, "must be a whole number from %d to %d", low, high)
			return
		}
		*into = v
	}
}

// truth reads "true": a switch that is off is left out.
func (f *yamlFile) truth(into *bool) func(*yaml.Node, string) {
	return func(n *yaml.Node, key string) {
		if n.Kind != yaml.ScalarNode || n.Value != "true" {
			f.complain(n, key, "must be true, or be left out")
			return
		}
		*into = true
	}
}

// oneOf reads a text of a closed set.
func oneOf[T ~string](f *yamlFile, into *T, allowed ...T) func(*yaml.Node, string) {
	return func(n *yaml.Node, key string) {
		for _, a := range allowed {
			if n.Kind == yaml.ScalarNode && n.Value == string(a) {
				*into = a
				return
			}
		}
		f.complain(n, key, "must be one of %v", allowed)
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
