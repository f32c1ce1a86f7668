package tocsin

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// contracts finds engines, channels and vaults that do not pass the suite of their kind.
func contracts(t *tree) (found []breach) {
	for _, f := range t.packages {
		suite := ""
		switch parent, base := path.Dir(f.dir), path.Base(f.dir); {
		case f.forTests():
		case parent == "adapters/channels":
			suite = "adapters/channels/channeltest"
		case parent == "adapters" && strings.HasSuffix(base, "log"):
			suite = "adapters/logtest"
		case f.dir == "adapters/vault":
			suite = "adapters/vaulttest"
		}
		if suite != "" && !f.runs(module+"/"+suite) {
			found = append(found, breach{
				f.dir, "no test calls " + path.Base(suite) + ".Run",
				"what is not held to the contract of its kind can not be put in the place of another",
			})
		}
	}
	return found
}

// runs tells whether a test file of the folder names the suite's Run.
func (f *folder) runs(suite string) bool {
	return slices.ContainsFunc(f.files, func(s *source) bool { return s.test && s.selected(suite)["Run"] })
}

// wire is the file that lists what a node is made of.
const wire = "cmd/tocsin/wire.go"

// wiring finds kinds, policies and pictures that wire.go does not list.
func wiring(t *tree) (found []breach) {
	lists := t.wire()
	if lists == nil {
		return []breach{{wire, "does not exist", "what it does not list does not exist"}}
	}
	say := func(dir, what, why string) { found = append(found, breach{dir, what + " is not in " + wire, why}) }
	for _, f := range t.packages {
		listed := lists.selected(module + "/" + f.dir)
		switch {
		case f.forTests():
		case f.dir == "domain/policy" || within(f.dir, "projections") && f.dir != "projections":
			for _, name := range f.policies() {
				if !listed[name] {
					say(f.dir, name, "a policy that no reactor steps asks for nothing")
				}
			}
			if f.dir != "domain/policy" && len(listed) == 0 {
				say(f.dir, "the picture", "a picture that no projector draws shows nothing")
			}
		case within(f.dir, "domain"):
			for _, name := range f.kinds() {
				if !listed[name] {
					say(f.dir, name, "the executor refuses commands to a stream whose kind it does not know")
				}
			}
		}
	}
	return found
}

func (t *tree) wire() *source {
	cmd := t.folder(path.Dir(wire))
	if cmd == nil {
		return nil
	}
	for _, s := range cmd.files {
		if s.name == wire {
			return s
		}
	}
	return nil
}

// kinds lists the variables made by Decider.Kind("category", types).
func (f *folder) kinds() (names []string) {
	for _, s := range f.shipped() {
		for _, decl := range s.ast.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.VAR {
				continue
			}
			for _, spec := range group.Specs {
				value := spec.(*ast.ValueSpec)
				for i, v := range value.Values {
					if category(v) != "" && i < len(value.Names) {
						names = append(names, value.Names[i].Name)
					}
				}
			}
		}
	}
	return names
}

// category reads the name of a stream category out of Decider.Kind("category", types).
func category(v ast.Expr) string {
	call, ok := v.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return ""
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Kind" {
		return ""
	}
	name, ok := call.Args[0].(*ast.BasicLit)
	if !ok || name.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(name.Value)
	if err != nil {
		return ""
	}
	return text
}

// policies lists the constructors of what has the methods React and Due.
func (f *folder) policies() (names []string) {
	methods := map[string]map[string]bool{}
	for _, s := range f.shipped() {
		for _, decl := range s.ast.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv != nil {
				receiver := typeName(fn.Recv.List[0].Type)
				if methods[receiver] == nil {
					methods[receiver] = map[string]bool{}
				}
				methods[receiver][fn.Name.Name] = true
			}
		}
	}
	for _, s := range f.shipped() {
		for _, decl := range s.ast.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || !strings.HasPrefix(fn.Name.Name, "New") || fn.Type.Results.NumFields() != 1 {
				continue
			}
			made := methods[typeName(fn.Type.Results.List[0].Type)]
			if made["React"] && made["Due"] {
				names = append(names, fn.Name.Name)
			}
		}
	}
	return names
}

// typeName is the name of a type of the same package, behind its pointer.
func typeName(e ast.Expr) string {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return fmt.Sprintf("%T", e)
}

// plan is the page that tells newcomers what each package is for.
const plan = "docs/architecture.md"

// unmapped finds packages that the plan of the house does not name, as `a` for domain/a.
func unmapped(t *tree) (found []breach) {
	for _, f := range t.packages {
		room, name, below := strings.Cut(f.dir, "/")
		if !below || !slices.Contains([]string{"domain", "projections", "adapters"}, room) || path.Base(name) == "fake" {
			continue
		}
		if !strings.Contains(t.plan, "`"+name+"`") {
			found = append(found, breach{f.dir, fmt.Sprintf("%s does not name `%s`", plan, name), "a plan with a room missing sends people to the wrong door"})
		}
	}
	return found
}
