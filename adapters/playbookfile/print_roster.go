package playbookfile

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"tocsin/domain/playbook"
)

// roster writes members, and runs of members who are alike as groups.
func (w printer) roster(members []playbook.Member) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	if len(members) == 0 {
		list.Style = yaml.FlowStyle
	}
	for i := 0; i < len(members); {
		n := w.mapping(reflect.ValueOf(members[i]), "roster[]")
		n.Style = yaml.FlowStyle
		prefix, length := run(members, i)
		if length > 1 {
			n.Content = append([]*yaml.Node{
				plainNode("!!str", "count"), plainNode("!!int", strconv.Itoa(length)),
				plainNode("!!str", "prefix"), textNode(prefix),
			}, n.Content[2:]...) // in the place of the id, which comes first
		}
		list.Content = append(list.Content, n)
		i += length
	}
	return list
}

// run counts the members from i on that one group stands for.
func run(members []playbook.Member, i int) (prefix string, length int) {
	prefix = strings.TrimRight(members[i].ID, "0123456789")
	for length = 0; i+length < len(members) && length < 9999; length++ {
		m := members[i+length]
		id := m.ID
		m.ID = members[i].ID
		if id != numbered(prefix, i+length) || !reflect.DeepEqual(m, members[i]) {
			break
		}
	}
	if keyTable()["roster[].prefix"].checkText(prefix) != "" || length == 0 {
		return "", 1
	}
	return prefix, length
}

// numbered names the member at a place of the whole roster.
func numbered(prefix string, i int) string { return fmt.Sprintf("%s%03d", prefix, i+1) }
