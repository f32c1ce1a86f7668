package playbookfile

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"tocsin/domain/playbook"
)

// Over reads a playbook that ships with some of its values replaced: mappings are joined key by key, everything else is
// taken from the changes. Lines in complaints are those of the joined text.
func Over(base string, changes *yaml.Node) (playbook.Playbook, error) {
	text, ok := Shipped(base)
	if !ok {
		return playbook.Playbook{}, fmt.Errorf("no playbook %q ships; there are %v", base, Names())
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return playbook.Playbook{}, fmt.Errorf("read playbook %s: %w", base, err)
	}
	if changes.Kind == yaml.MappingNode {
		overlay(doc.Content[0], changes)
	}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	if err := e.Encode(&doc); err != nil {
		return playbook.Playbook{}, fmt.Errorf("join playbook %s: %w", base, err)
	}
	return Parse(base+".yaml", out.Bytes())
}

// overlay puts the values of one mapping over those of another.
func overlay(into, from *yaml.Node) {
	for i := 0; i+1 < len(from.Content); i += 2 {
		name, value := from.Content[i], from.Content[i+1]
		switch old := valueOf(into, name.Value); {
		case old == nil:
			into.Content = append(into.Content, name, value)
		case old.Kind == yaml.MappingNode && value.Kind == yaml.MappingNode:
			overlay(old, value)
		default:
			*old = *value
		}
	}
}

func valueOf(mapping *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i+1]
		}
	}
	return nil
}
