package tocsin

import "go/ast"

// unexplained finds exported names that say nothing about themselves. A comment above, behind, or above the group will do for
// constants and variables; a type and a function have their own. Methods are exempt: what they do, their type says, or the
// interface that asks for them.
func unexplained(t *tree) (found []breach) {
	for _, f := range t.packages {
		for _, s := range f.files {
			if s.test {
				continue
			}
			for _, decl := range s.ast.Decls {
				for _, name := range silent(decl) {
					found = append(found, breach{
						t.at(name.Pos()), name.Name + " has no comment",
						"a name that others may use says what it promises, so that nobody has to read how it keeps it",
					})
				}
			}
		}
	}
	return found
}

// silent lists the exported names of a declaration that no comment explains.
func silent(decl ast.Decl) (names []*ast.Ident) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.IsExported() && !says(d.Doc) {
			names = append(names, d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && !says(s.Doc, s.Comment) && (d.Lparen.IsValid() || !says(d.Doc)) {
					names = append(names, s.Name)
				}
			case *ast.ValueSpec:
				for _, name := range s.Names {
					if name.IsExported() && !says(s.Doc, s.Comment, d.Doc) {
						names = append(names, name)
					}
				}
			}
		}
	}
	return names
}

// says tells whether one of the comments has words in it; orders to tools are none.
func says(comments ...*ast.CommentGroup) bool {
	for _, c := range comments {
		if c.Text() != "" {
			return true
		}
	}
	return false
}
