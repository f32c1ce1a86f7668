package tocsin

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the name of go.mod: imports of ours begin with it.
const module = "tocsin"

// breach is one broken rule: where, what is wrong, and why it is forbidden.
type breach struct{ where, what, why string }

func (b breach) String() string { return fmt.Sprintf("%s: %s: %s", b.where, b.what, b.why) }

// ban is an import path (and all below it) that is forbidden, and the reason.
type ban struct{ path, why string }

// tree is the source of a module, parsed and not built: it needs neither a network nor the go command, and sees the
// files of every platform.
type tree struct {
	fset     *token.FileSet
	packages []*folder // sorted by dir
	types    *checker  // made when first asked for
	plan     string    // text of the page that explains the packages
}

// folder is one directory with Go files.
type folder struct {
	dir   string // "domain/incident", "." for the root
	files []*source
}

// source is one Go file.
type source struct {
	name    string // path from the root
	text    []byte
	test    bool
	ast     *ast.File
	imports map[string]token.Pos
}

// readTree parses every Go file that belongs to the module.
func readTree(root fs.FS) (*tree, error) {
	t := &tree{fset: token.NewFileSet()}
	byDir := map[string]*folder{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && outside(root, name):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		s, err := t.parse(root, name)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		if byDir[dir] == nil {
			byDir[dir] = &folder{dir: dir}
			t.packages = append(t.packages, byDir[dir])
		}
		byDir[dir].files = append(byDir[dir].files, s)
		return nil
	})
	if text, err := fs.ReadFile(root, plan); err == nil {
		t.plan = string(text)
	}
	slices.SortFunc(t.packages, func(a, b *folder) int { return strings.Compare(a.dir, b.dir) })
	return t, err
}

// outside tells a directory that the go command would not take for a part of this module.
func outside(root fs.FS, dir string) bool {
	base := path.Base(dir)
	if base == "testdata" || base == "node_modules" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := fs.Stat(root, path.Join(dir, "go.mod"))
	return err == nil
}

func (t *tree) parse(root fs.FS, name string) (*source, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	s := &source{name: name, text: text, test: strings.HasSuffix(name, "_test.go"), ast: file, imports: map[string]token.Pos{}}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		s.imports[imported] = spec.Pos()
	}
	return s, nil
}

// at is where in the source something stands.
func (t *tree) at(pos token.Pos) string {
	p := t.fset.Position(pos)
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// folder finds a directory, or nil.
func (t *tree) folder(dir string) *folder {
	i := slices.IndexFunc(t.packages, func(f *folder) bool { return f.dir == dir })
	if i < 0 {
		return nil
	}
	return t.packages[i]
}

// forTests tells a package of test support: channeltest, logtest, domaintest ...
func (f *folder) forTests() bool { return strings.HasSuffix(f.dir, "test") }

// shipped lists the files that become part of the program.
func (f *folder) shipped() []*source {
	if f.forTests() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.files), func(s *source) bool { return s.test })
}

// imported calls visit for each import of each shipped file, in a fixed order.
func (t *tree) imported(room string, visit func(f *folder, imported, where string)) {
	for _, f := range t.packages {
		if !within(f.dir, room) {
			continue
		}
		for _, s := range f.shipped() {
			paths := make([]string, 0, len(s.imports))
			for p := range s.imports {
				paths = append(paths, p)
			}
			slices.Sort(paths)
			for _, p := range paths {
				visit(f, p, t.at(s.imports[p]))
			}
		}
	}
}

// within tells whether a path is another one or lies below it; everything lies within ".".
func within(p, above string) bool {
	return above == "." || p == above || strings.HasPrefix(p, above+"/")
}

// ours gives the directory of an import of this module.
func ours(imported string) (dir string, ok bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// std tells an import of the standard library: its first element has no dot.
func std(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return first != module && !strings.Contains(first, ".")
}
