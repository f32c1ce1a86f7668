package playbook

import "slices"

// Down lists the kinds of channel that need a service of the list: who is cut off from it is not told by them.
func (p Playbook) Down(services []string) (kinds []string) {
	for _, c := range p.Channels {
		if slices.ContainsFunc(c.Needs, func(need string) bool { return slices.Contains(services, need) }) {
			kinds = append(kinds, c.Kind)
		}
	}
	return kinds
}
