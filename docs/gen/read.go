package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// rules is the domain as it is written down.
type rules struct {
	packages map[string]*room // by name: "domain", "incident" ...
	golden   map[string]bool  // paths of golden files
}

// room is one package of the domain.
type room struct {
	name, dir, doc string
	types          map[string]*ast.TypeSpec
	docs           map[string]string // of types
	texts          map[string]bool   // types that marshal themselves to text
	vars           map[string]ast.Expr
	streams        []stream
}

// stream is one category: the variable that Decider.Kind made of it.
type stream struct {
	category string
	events   string // variable that lists its events
}

// event is one stored type.
type event struct {
	name, goType string
	version      int
	lifted       []string // names of the upcasters
}

// field is one key of a JSON object.
type field struct {
	name     string
	goType   ast.Expr
	optional bool
	comment  string
}

func read(root fs.FS) (*rules, error) {
	r := &rules{packages: map[string]*room{}, golden: map[string]bool{}}
	fset := token.NewFileSet()
	err := fs.WalkDir(root, "domain", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
			return err
		case path.Base(path.Dir(name)) == "testdata":
			r.golden[name] = true
			return nil
		case path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		return r.take(path.Dir(name), file)
	})
	return r, err
}

// take adds one file to its package.
func (r *rules) take(dir string, file *ast.File) error {
	in := r.packages[file.Name.Name]
	if in == nil {
		in = &room{
			name: file.Name.Name, dir: dir, types: map[string]*ast.TypeSpec{}, docs: map[string]string{},
			texts: map[string]bool{}, vars: map[string]ast.Expr{},
		}
		r.packages[in.name] = in
	}
	if in.dir != dir {
		return fmt.Errorf("two packages are called %s: %s and %s", in.name, in.dir, dir)
	}
	if file.Doc != nil {
		in.doc = file.Doc.Text()
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				in.spec(d, spec)
			}
		case *ast.FuncDecl:
			if d.Recv != nil && d.Name.Name == "MarshalText" {
				if id, ok := d.Recv.List[0].Type.(*ast.Ident); ok {
					in.texts[id.Name] = true
				}
			}
		}
	}
	return nil
}

func (in *room) spec(group *ast.GenDecl, spec ast.Spec) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		in.types[s.Name.Name] = s
		doc := s.Doc
		if doc == nil && len(group.Specs) == 1 {
			doc = group.Doc
		}
		in.docs[s.Name.Name] = doc.Text()
	case *ast.ValueSpec:
		if group.Tok != token.VAR {
			return
		}
		for i, v := range s.Values {
			in.vars[s.Names[i].Name] = v
			if found, ok := asStream(v); ok {
				in.streams = append(in.streams, found)
			}
		}
	}
}

// asStream reads Decider.Kind("category", Types).
func asStream(v ast.Expr) (stream, bool) {
	call, ok := v.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return stream{}, false
	}
	sel, isSel := call.Fun.(*ast.SelectorExpr)
	category, isName := call.Args[0].(*ast.BasicLit)
	list, isVar := call.Args[1].(*ast.Ident)
	if !isSel || sel.Sel.Name != "Kind" || !isName || !isVar {
		return stream{}, false
	}
	name, err := strconv.Unquote(category.Value)
	return stream{category: name, events: list.Name}, err == nil
}

// events reads []domain.EventType{domain.Type[E]("name", upcasters...), ...}.
func (in *room) events(variable string) ([]event, error) {
	list, ok := in.vars[variable].(*ast.CompositeLit)
	if !ok {
		return nil, fmt.Errorf("%s.%s is not a list of events", in.name, variable)
	}
	events := make([]event, 0, len(list.Elts))
	for _, elt := range list.Elts {
		e, ok := asEvent(elt)
		if !ok {
			return nil, fmt.Errorf("%s.%s holds something that is no domain.Type[Event](\"name\", ...)", in.name, variable)
		}
		events = append(events, e)
	}
	return events, nil
}

func asEvent(elt ast.Expr) (e event, ok bool) {
	call, ok := elt.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 || call.Ellipsis.IsValid() {
		return e, false
	}
	made, isGeneric := call.Fun.(*ast.IndexExpr)
	name, isName := call.Args[0].(*ast.BasicLit)
	if !isGeneric || !isName {
		return e, false
	}
	goType, isOurs := made.Index.(*ast.Ident)
	if !isOurs {
		return e, false
	}
	e = event{goType: goType.Name, version: len(call.Args)}
	for _, up := range call.Args[1:] {
		if id, isFunc := up.(*ast.Ident); isFunc {
			e.lifted = append(e.lifted, id.Name)
		}
	}
	var err error
	e.name, err = strconv.Unquote(name.Value)
	return e, err == nil
}

// fields lists the JSON keys of a struct; an embedded struct without a key of its own spreads its fields.
func (r *rules) fields(in *room, s *ast.StructType) (fields []field) {
	for _, f := range s.Fields.List {
		tag := ""
		if f.Tag != nil {
			quoted, _ := strconv.Unquote(f.Tag.Value)
			tag = reflect.StructTag(quoted).Get("json")
		}
		key, options, _ := strings.Cut(tag, ",")
		if key == "-" {
			continue
		}
		comment := f.Comment.Text()
		if comment == "" {
			comment = f.Doc.Text()
		}
		optional := slices.ContainsFunc(strings.Split(options, ","), func(o string) bool { return strings.HasPrefix(o, "omit") })
		if len(f.Names) == 0 && key == "" {
			if from, _, spec := r.find(in, f.Type); spec != nil {
				if inner, ok := spec.Type.(*ast.StructType); ok {
					fields = append(fields, r.fields(from, inner)...)
					continue
				}
			}
		}
		for _, n := range f.Names {
			if !n.IsExported() {
				continue
			}
			name := key
			if name == "" {
				name = n.Name
			}
			fields = append(fields, field{name: name, goType: f.Type, optional: optional, comment: comment})
		}
	}
	return fields
}

// find resolves the name of a type of the domain.
func (r *rules) find(in *room, e ast.Expr) (*room, string, *ast.TypeSpec) {
	switch e := e.(type) {
	case *ast.Ident:
		return in, e.Name, in.types[e.Name]
	case *ast.SelectorExpr:
		if id, ok := e.X.(*ast.Ident); ok && r.packages[id.Name] != nil {
			from := r.packages[id.Name]
			return from, e.Sel.Name, from.types[e.Sel.Name]
		}
	}
	return nil, "", nil
}
