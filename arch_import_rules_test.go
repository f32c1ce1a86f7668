package tocsin

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// undocumented finds packages without a comment that begins as Go's own tools expect it.
func undocumented(t *tree) (found []breach) {
	for _, f := range t.packages {
		if !slices.ContainsFunc(f.files, func(s *source) bool { return !s.test }) {
			continue
		}
		if !slices.ContainsFunc(f.files, documents) {
			found = append(found, breach{
				f.dir, "no package comment",
				`whoever opens a room reads first what it is and what it may touch: "// Package x ..." or "// Command x ..."`,
			})
		}
	}
	return found
}

func documents(s *source) bool {
	if s.test || s.ast.Doc == nil {
		return false
	}
	name := s.ast.Name.Name
	if name == "main" {
		return strings.HasPrefix(s.ast.Doc.Text(), "Command ")
	}
	return strings.HasPrefix(s.ast.Doc.Text(), "Package "+name+" ")
}

func domainImports(t *tree) (found []breach) {
	t.imported("domain", func(_ *folder, imported, where string) {
		dir, own := ours(imported)
		switch {
		case own && !within(dir, "domain"):
			found = append(found, breach{where, "imports " + imported,
				"the rules know nothing of pictures, adapters or wiring; those know the rules"})
		case !own && !std(imported):
			found = append(found, breach{where, "imports " + imported,
				"the rules must decide in twenty years as they do today: standard library only"})
		default:
			found = append(found, banned(imported, where, noLocks)...)
		}
	})
	return found
}

func projectionImports(t *tree) (found []breach) {
	t.imported("projections", func(f *folder, imported, where string) {
		dir, own := ours(imported)
		switch {
		case own && within(dir, "projections") && dir != "projections" && dir != f.dir:
			if path.Base(strings.Split(where, ":")[0]) != "policy.go" {
				found = append(found, breach{where, "imports " + imported,
					"a picture does not draw on another, whoever reads composes them; only a policy.go may embed a second fold"})
			}
		case own && !within(dir, "domain") && dir != "projections":
			found = append(found, breach{where, "imports " + imported,
				"a picture that could act would act again at every replay"})
		case f.dir == "projections":
			found = append(found, banned(imported, where)...)
		default:
			found = append(found, banned(imported, where, noLocks)...)
		}
	})
	return found
}

// banned applies stdBans and some more to one import.
func banned(imported, where string, more ...ban) (found []breach) {
	if slices.Contains(stdPure, imported) {
		return nil
	}
	for _, b := range slices.Concat(stdBans, more) {
		if within(imported, b.path) {
			found = append(found, breach{where, "imports " + imported, b.why})
		}
	}
	return found
}

func adapterImports(t *tree) (found []breach) {
	t.imported("adapters", func(f *folder, imported, where string) {
		dir, own := ours(imported)
		mine := neighbour(f.dir)
		switch {
		case !own || within(dir, "domain") || within(dir, "projections"):
		case !within(dir, "adapters"):
			found = append(found, breach{where, "imports " + imported, "an adapter serves the house and does not know its wiring"})
		case neighbour(dir) == mine || slices.Contains(doorBases, dir):
		case slices.Contains(doorGroups, dir) && path.Dir(mine) == dir:
		default:
			found = append(found, breach{where, fmt.Sprintf("%s imports its neighbour %s", mine, dir),
				"neighbours are joined in cmd, so that either can be replaced"})
		}
	})
	return found
}

// neighbour is the adapter that a directory belongs to: the first folder below adapters, one deeper within the groups.
func neighbour(dir string) string {
	parts := strings.Split(dir, "/")
	depth := 2
	if len(parts) > 2 && slices.Contains(doorGroups, path.Join(parts[0], parts[1])) {
		depth = 3
	}
	return strings.Join(parts[:min(depth, len(parts))], "/")
}

func uiImports(t *tree) (found []breach) {
	t.imported("ui", func(_ *folder, imported, where string) {
		if dir, own := ours(imported); own && !within(dir, "ui") {
			found = append(found, breach{where, "imports " + imported,
				"the screen speaks only the published API, so that anybody can build another"})
		}
	})
	return found
}

func cmdImports(t *tree) (found []breach) {
	for _, f := range t.packages {
		for _, s := range f.files { // test files too
			for _, imported := range slices.Sorted(maps.Keys(s.imports)) {
				if dir, own := ours(imported); own && within(dir, "cmd") && !within(f.dir, "cmd") {
					found = append(found, breach{t.at(s.imports[imported]), "imports " + imported,
						"the wiring is the last room: what others need of it belongs into one of theirs"})
				}
			}
		}
	}
	return found
}

func libraryOwners(t *tree) (found []breach) {
	t.imported(".", func(f *folder, imported, where string) {
		if _, own := ours(imported); own || std(imported) {
			return
		}
		library, folders := owner(imported)
		switch {
		case slices.ContainsFunc(testLibraries, func(l string) bool { return within(imported, l) }):
			found = append(found, breach{where, "imports " + imported, "it is for tests, and ships with nothing"})
		case library == "":
			found = append(found, breach{where, "imports " + imported,
				"a library needs an owner in the table of arch_test.go, so that one folder changes on the day it is replaced"})
		case !slices.ContainsFunc(folders, func(dir string) bool { return within(f.dir, dir) }):
			found = append(found, breach{where, "imports " + imported,
				fmt.Sprintf("%s belongs to %s; ask that package, behind an interface of your own", library, strings.Join(folders, ", "))})
		}
	})
	return found
}

var majorVersion = regexp.MustCompile(`/v[0-9]+(/|$)`)

// owner finds the library of an import; its major version does not matter.
func owner(imported string) (library string, folders []string) {
	plain := strings.TrimSuffix(majorVersion.ReplaceAllString(imported, "/"), "/")
	for _, l := range slices.Sorted(maps.Keys(owners)) {
		if within(plain, l) && len(l) > len(library) {
			library, folders = l, owners[l]
		}
	}
	return library, folders
}

// selected lists what a file names of an imported package: "policy.NewStock" gives "NewStock" for tocsin/domain/policy.
func (s *source) selected(imported string) map[string]bool {
	local, ok := s.localName(imported)
	names := map[string]bool{}
	if !ok {
		return names
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if sel, isSel := n.(*ast.SelectorExpr); isSel {
			if id, isIdent := sel.X.(*ast.Ident); isIdent && id.Name == local {
				names[sel.Sel.Name] = true
			}
		}
		return true
	})
	return names
}

// localName is what a file calls an import.
func (s *source) localName(imported string) (string, bool) {
	for _, spec := range s.ast.Imports {
		if strings.Trim(spec.Path.Value, "`\"") != imported {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name, true
		}
		return path.Base(strings.TrimSuffix(majorVersion.ReplaceAllString(imported, "/"), "/")), true
	}
	return "", false
}
