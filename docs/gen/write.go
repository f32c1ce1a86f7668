package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
)

// page is the catalogue while it is written.
type page struct {
	bytes.Buffer
	rules   *rules
	shapes  map[string]shape // used so far, by anchor
	written map[string]bool  // anchors of shapes that have been explained
}

// shape is a struct that is not an event and stands inside some.
type shape struct {
	in   *room
	name string
	spec *ast.StructType
}

const head = `# Event catalogue
<!-- Written by docs/gen from the sources of the domain: change those, then run "make docs". -->

Every event that the log can hold, by stream. A stored name never changes and is never used again; a new version of an event
is read beside all its older ones, which are lifted to the shape below. Times are RFC 3339, JSON keys are as stored. A field
with a **?** may be missing. *Sealed* is ciphertext under a key of the vault: nothing personal stands in clear.

`

func (r *rules) catalogue() ([]byte, error) {
	p := &page{rules: r, shapes: map[string]shape{}, written: map[string]bool{}}
	p.WriteString(head)
	total, kinds, err := p.contents()
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(p, "\n%d events in %d kinds of stream.\n", total, kinds)
	for _, in := range r.rooms() {
		if err := p.room(in); err != nil {
			return nil, err
		}
	}
	p.WriteString("\n## Shared shapes\nShapes that several streams use.\n")
	p.explain(func(s shape) string { return s.in.name + "." + s.name }, func(shape) bool { return true })
	return p.Bytes(), nil
}

// rooms lists the packages that have streams, by name.
func (r *rules) rooms() (rooms []*room) {
	for _, name := range slices.Sorted(maps.Keys(r.packages)) {
		if in := r.packages[name]; len(in.streams) > 0 {
			slices.SortFunc(in.streams, func(a, b stream) int { return strings.Compare(a.category, b.category) })
			rooms = append(rooms, in)
		}
	}
	return rooms
}

func (p *page) contents() (total, kinds int, err error) {
	p.WriteString("| stream | events |\n|---|---|\n")
	for _, in := range p.rules.rooms() {
		for _, s := range in.streams {
			events, err := in.events(s.events)
			if err != nil {
				return 0, 0, err
			}
			links := make([]string, len(events))
			for i, e := range events {
				_, short, _ := strings.Cut(e.name, ".")
				links[i] = fmt.Sprintf("[%s](#%s)", short, anchor(e.name))
			}
			fmt.Fprintf(p, "| `%s-...` | %s |\n", s.category, strings.Join(links, ", "))
			total, kinds = total+len(events), kinds+1
		}
	}
	return total, kinds, nil
}

// room writes the streams of one package, then the shapes that only they use.
func (p *page) room(in *room) error {
	fmt.Fprintf(p, "\n## %s\n%s\n", in.name, sentence("Package "+in.name, in.doc))
	for _, s := range in.streams {
		events, err := in.events(s.events)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := p.event(in, s, e); err != nil {
				return err
			}
		}
	}
	p.explain(func(s shape) string { return s.name }, func(s shape) bool { return s.in == in })
	return nil
}

func (p *page) event(in *room, s stream, e event) error {
	spec := in.types[e.goType]
	if spec == nil {
		return fmt.Errorf("%s: no type %s.%s", e.name, in.name, e.goType)
	}
	body, ok := spec.Type.(*ast.StructType)
	if !ok {
		return fmt.Errorf("%s: %s.%s is not a struct", e.name, in.name, e.goType)
	}
	if in.docs[e.goType] == "" {
		return fmt.Errorf("%s: %s.%s says nothing about itself", e.name, in.name, e.goType)
	}
	fmt.Fprintf(p, "\n<a id=%q></a>\n### `%s`\n%s\n\n", anchor(e.name), e.name, sentence(e.goType+":", in.docs[e.goType]))
	fmt.Fprintf(p, "Version %d, in `%s-...`", e.version, s.category)
	for i, up := range e.lifted {
		fmt.Fprintf(p, "; `%s` lifts version %d", up, i+1)
	}
	if example := fmt.Sprintf("%s/testdata/%s.v%d.json", in.dir, e.name, e.version); p.rules.golden[example] {
		fmt.Fprintf(p, "; [example](../%s)", example)
	}
	p.WriteString(".\n")
	p.table(in, body)
	return nil
}

func (p *page) table(in *room, body *ast.StructType) {
	fields := p.rules.fields(in, body)
	if len(fields) == 0 {
		p.WriteString("\nIt has no fields.\n")
		return
	}
	p.WriteString("\n| field | type | |\n|---|---|---|\n")
	for _, f := range fields {
		name := "`" + f.name + "`"
		if f.optional {
			name += " ?"
		}
		fmt.Fprintf(p, "| %s | %s |%s |\n", name, p.typeText(in, f.goType), cell(f.comment))
	}
}

// explain writes the chosen shapes that are not written yet, and those that they use in turn.
func (p *page) explain(label func(shape) string, chosen func(shape) bool) {
	for again := true; again; {
		again = false
		for _, key := range slices.Sorted(maps.Keys(p.shapes)) {
			s := p.shapes[key]
			if p.written[key] || !chosen(s) {
				continue
			}
			p.written[key], again = true, true
			fmt.Fprintf(p, "\n<a id=%q></a>\n#### %s\n%s\n", key, label(s), sentence("", s.in.docs[s.name]))
			p.table(s.in, s.spec)
		}
	}
}

// basic is the JSON of a type that Go brings along, empty for others.
func basic(name string) string {
	switch name {
	case "string", "any":
		return name
	case "bool":
		return "boolean"
	case "float32", "float64":
		return "number"
	case "byte", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64":
		return "integer"
	}
	return ""
}

// typeText says what JSON a Go type becomes.
func (p *page) typeText(in *room, e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return p.typeText(in, e.X) + " or null"
	case *ast.ArrayType:
		if id, ok := e.Elt.(*ast.Ident); ok && id.Name == "byte" {
			return "base64"
		}
		return "list of " + p.typeText(in, e.Elt)
	case *ast.MapType:
		return "object of " + p.typeText(in, e.Value)
	case *ast.SelectorExpr:
		if id, ok := e.X.(*ast.Ident); ok && id.Name == "time" && e.Sel.Name == "Time" {
			return "time"
		}
	}
	from, name, spec := p.rules.find(in, e)
	switch {
	case spec == nil && from != nil && basic(name) != "":
		return basic(name)
	case spec == nil:
		return "any"
	case from.texts[name]:
		return "string"
	}
	body, ok := spec.Type.(*ast.StructType)
	if !ok {
		return p.typeText(from, spec.Type)
	}
	key := anchor("shape " + from.name + " " + name)
	p.shapes[key] = shape{in: from, name: name, spec: body}
	label := name
	if from != in && from.name != "domain" {
		label = from.name + "." + name
	}
	return fmt.Sprintf("[%s](#%s)", label, key)
}

func anchor(name string) string {
	return strings.NewReplacer(".", "-", "_", "-", " ", "-").Replace(strings.ToLower(name))
}

// plain keeps text from being read as markup.
func plain(text string) string { return strings.NewReplacer("<", "&lt;", "|", `\|`).Replace(text) }

// sentence takes the name that a doc comment begins with away, and gives the rest as prose.
func sentence(name, doc string) string {
	rest := strings.TrimSpace(strings.TrimPrefix(doc, name))
	if rest == "" {
		return ""
	}
	return plain(strings.ToUpper(rest[:1]) + rest[1:])
}

// cell makes a comment fit into a table, with the space before it.
func cell(comment string) string {
	words := strings.Fields(comment)
	if len(words) == 0 {
		return ""
	}
	return " " + plain(strings.Join(words, " "))
}
