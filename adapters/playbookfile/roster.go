package playbookfile

import (
	"fmt"
	"reflect"

	"go.yaml.in/yaml/v3"

	"tocsin/domain/playbook"
)

// maxRoster bounds the reserve, so that a slip in a count does not fill the memory.
const maxRoster = 20000

// group stands for count members who are alike; they are named by the prefix and their number in the whole roster.
type group struct {
	count  int
	prefix string
	member playbook.Member
}

// roster reads members and groups of members, and writes groups out.
func (r *reader) roster(n *yaml.Node, into *[]playbook.Member, path string) {
	if n.Kind != yaml.SequenceNode {
		r.complain(n.Line, path, "must be a list, is %s", kindOf(n))
		return
	}
	for i, item := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.lines[at] = item.Line
		g := group{count: 1}
		r.object(item, at, "roster[]", r.groupFields(item, &g))
		if r.keys["roster[].count"].check(float64(g.count)) != "" {
			g.count = 1 // told already
		}
		if len(*into)+g.count > maxRoster {
			r.complain(item.Line, at, "more than %d members in all", maxRoster)
			return
		}
		for range g.count {
			m := g.member
			if g.prefix != "" {
				m.ID = numbered(g.prefix, len(*into))
			}
			m.Langs, m.Skills = clone(m.Langs), clone(m.Skills)
			*into = append(*into, m)
			r.memberAt = append(r.memberAt, at)
		}
	}
}

// groupFields are those of a member; in a group, count and prefix are in the place of the id.
func (r *reader) groupFields(n *yaml.Node, g *group) []field {
	fields := r.fields(reflect.ValueOf(&g.member).Elem(), "roster[]")
	if !has(n, "count") && !has(n, "prefix") {
		return fields
	}
	names := []field{
		{name: "count", into: reflect.ValueOf(&g.count).Elem()},
		{name: "prefix", into: reflect.ValueOf(&g.prefix).Elem()},
	}
	for _, f := range fields {
		if f.name != "id" {
			names = append(names, f)
		}
	}
	return names
}

func has(n *yaml.Node, name string) bool {
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return true
		}
	}
	return false
}

// clone copies a list, so that no two members share one.
func clone(list []string) []string { return append([]string(nil), list...) }
