package tocsin

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"strings"
)

// What no rule and no picture may call, by package, with the reason.
const (
	noClock   = "time comes in the command or as an argument: a clock would make a replay differ"
	noMachine = "the answer depends on the machine that asks"
	noConsole = "rules and pictures return what they have to say"
)

var forbiddenCalls = map[string]map[string]string{
	"time": {
		"Now": noClock, "Since": noClock, "Until": noClock, "After": noClock, "AfterFunc": noClock, "Sleep": noClock,
		"Tick": noClock, "NewTimer": noClock, "NewTicker": noClock,
		"LoadLocation": "it reads the machine's zone files; the offsets of a zone lie in the playbook",
		"Local":        noMachine, // the variable, and the method of Time
	},
	"context": {
		"WithTimeout": noClock, "WithTimeoutCause": noClock, "WithDeadline": noClock, "WithDeadlineCause": noClock,
		"AfterFunc": noClock,
	},
	"fmt": {
		"Print": noConsole, "Printf": noConsole, "Println": noConsole,
		"Scan": noConsole, "Scanf": noConsole, "Scanln": noConsole,
	},
}

// pureRooms hold the rules and the pictures, and with them every policy.
var pureRooms = []string{"domain", "projections"}

// impure finds clocks, goroutines and channels.
func impure(t *tree) (found []breach) {
	return t.eachPure(func(f *folder, s *source, info *types.Info) (found []breach) {
		say := func(n ast.Node, what, why string) {
			found = append(found, breach{t.at(n.Pos()), what, why})
		}
		universal := map[ast.Expr]bool{} // x in x.UTC()
		ast.Inspect(s.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				universal[n.X] = universal[n.X] || n.Sel.Name == "UTC"
			case *ast.CallExpr:
				if pkg, name := callee(info, n); pkg == "time" && strings.HasPrefix(name, "Unix") && !universal[n] {
					say(n, "uses time."+name+" without UTC()", noMachine)
				}
			case *ast.GoStmt:
				say(n, "starts a goroutine", "what two threads do has no order that a replay could repeat; only a live driver starts them")
			case *ast.SelectStmt, *ast.SendStmt, *ast.ChanType:
				if f.dir != "projections" { // Live wakes who waits; what it folds does not know
					say(n, "uses a channel", "a select is a throw of dice, and a channel needs a second thread")
				}
			case *ast.Ident:
				used := info.Uses[n]
				if used == nil {
					return true
				}
				if b, builtin := used.(*types.Builtin); builtin && strings.HasPrefix(b.Name(), "print") {
					say(n, "calls "+b.Name(), noConsole)
				}
				if _, isField := used.(*types.Var); used.Pkg() == nil || isField && used.Parent() != used.Pkg().Scope() {
					return true
				}
				if fn, isFunc := used.(*types.Func); isFunc && fn.Signature().Recv() != nil && fn.Name() != "Local" {
					return true // Time.After compares, time.After waits
				}
				if why, no := forbiddenCalls[used.Pkg().Path()][used.Name()]; no {
					say(n, "uses "+used.Pkg().Name()+"."+used.Name(), why)
				}
			}
			return true
		})
		return found
	})
}

// orderFree begins the comment that excuses a walk over a map; what follows says why its order does not matter.
const orderFree = "order-free:"

// mapOrder finds walks over a map whose order could reach an output. Walk over slices.Sorted(maps.Keys(m)), or say behind
// "order-free:", on the line or alone on the line above, why it does not matter.
func mapOrder(t *tree) (found []breach) {
	const why = "the order of a map is thrown anew each time: walk over slices.Sorted(maps.Keys(m)), or say why it does not matter in a comment // " + orderFree + " ..."
	return t.eachPure(func(_ *folder, s *source, info *types.Info) (found []breach) {
		excused := s.excusedLines(t.fset)
		say := func(n ast.Node, what string) {
			if !excused[t.fset.Position(n.Pos()).Line] {
				found = append(found, breach{t.at(n.Pos()), what, why})
			}
		}
		harmless := map[*ast.CallExpr]bool{} // calls of maps.Keys and the like whose order goes nowhere
		ast.Inspect(s.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.RangeStmt:
				if n.Key != nil && isMap(info.TypeOf(n.X)) {
					say(n, "walks over a map")
				}
			case *ast.CallExpr:
				switch pkg, name := callee(info, n); {
				case pkg == "slices" && name == "Sorted", pkg == "maps" && (name == "Collect" || name == "Insert"):
					for _, arg := range n.Args {
						if inner, isCall := ast.Unparen(arg).(*ast.CallExpr); isCall {
							harmless[inner] = true
						}
					}
				case pkg == "maps" && (name == "Keys" || name == "Values" || name == "All") && !harmless[n]:
					say(n, "takes "+pkg+"."+name+" in the order of the map")
				}
			}
			return true
		})
		return found
	})
}

// callee is the package function that a call calls, if it is one.
func callee(info *types.Info, call *ast.CallExpr) (pkg, name string) {
	fun := ast.Unparen(call.Fun)
	if index, generic := fun.(*ast.IndexExpr); generic {
		fun = index.X
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	fn, ok := info.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Signature().Recv() != nil {
		return "", ""
	}
	return fn.Pkg().Path(), fn.Name()
}

// isMap tells a map, a named map, and a type parameter that stands for maps.
func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	if p, isParam := t.(*types.TypeParam); isParam {
		constraint, _ := p.Constraint().Underlying().(*types.Interface)
		for e := range constraint.EmbeddedTypes() {
			switch e := e.(type) {
			case *types.Union:
				for term := range e.Terms() {
					if isMap(term.Type()) {
						return true
					}
				}
			default:
				if isMap(e) {
					return true
				}
			}
		}
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// excusedLines are those with an order-free comment, and those below one that stands alone.
func (s *source) excusedLines(fset *token.FileSet) map[int]bool {
	lines := map[int]bool{}
	for _, group := range s.ast.Comments {
		excuses := false
		for _, c := range group.List {
			reason, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(c.Text, "//")), orderFree)
			if ok && strings.TrimSpace(reason) != "" {
				excuses = true
				lines[fset.Position(c.Pos()).Line] = true
			}
		}
		if excuses && s.alone(fset, group.Pos()) {
			lines[fset.Position(group.End()).Line+1] = true
		}
	}
	return lines
}

// alone tells a comment with no code before it on its line.
func (s *source) alone(fset *token.FileSet, pos token.Pos) bool {
	p := fset.Position(pos)
	return strings.TrimSpace(string(s.text[p.Offset-p.Column+1:p.Offset])) == ""
}

// eachPure looks at each shipped file of the pure rooms, with the types of what stands in it.
func (t *tree) eachPure(look func(*folder, *source, *types.Info) []breach) (found []breach) {
	checker := t.typesOf()
	for _, f := range t.packages {
		for _, room := range pureRooms {
			if !within(f.dir, room) || f.forTests() || len(f.shipped()) == 0 {
				continue
			}
			c, err := checker.check(f)
			if err != nil {
				found = append(found, breach{f.dir, err.Error(), "what has no types cannot be judged"})
				continue
			}
			for _, s := range f.shipped() {
				found = append(found, look(f, s, c.info)...)
			}
		}
	}
	return found
}

// checked is a package of ours with its types.
type checked struct {
	pkg  *types.Package
	info *types.Info
	err  error
}

// checker gives types to the packages of a tree, from their sources alone.
type checker struct {
	t    *tree
	done map[string]*checked // by dir
}

// elsewhere reads the sources of the standard library (and of modules), once for all.
var elsewhere = importer.ForCompiler(token.NewFileSet(), "source", nil)

func (t *tree) typesOf() *checker {
	if t.types == nil {
		t.types = &checker{t: t, done: map[string]*checked{}}
	}
	return t.types
}

// Import makes a checker the importer of its own packages.
func (c *checker) Import(imported string) (*types.Package, error) {
	dir, own := ours(imported)
	if !own {
		return elsewhere.Import(imported)
	}
	f := c.t.folder(dir)
	if f == nil {
		return nil, fmt.Errorf("no package %s", imported)
	}
	done, err := c.check(f)
	return done.pkg, err
}

func (c *checker) check(f *folder) (*checked, error) {
	if done, ok := c.done[f.dir]; ok {
		return done, done.err
	}
	done := &checked{
		info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}},
		err:  fmt.Errorf("import cycle through %s", f.dir),
	}
	c.done[f.dir] = done
	var files []*ast.File
	for _, s := range f.files {
		if !s.test {
			files = append(files, s.ast)
		}
	}
	config := types.Config{Importer: c}
	done.pkg, done.err = config.Check(module+"/"+f.dir, c.t.fset, files, done.info)
	return done, done.err
}
