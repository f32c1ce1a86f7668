package classify

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Names are the proper names of a run, by the placeholder under which rules speak of them: the airports it serves, the
// brands people write to. Rules hold no names, so that they serve any airline.
type Names map[string][]string

// The placeholders. One for which no name is given matches nothing, and the rest of its rule works without.
const (
	NameAirport   = "airport"   // codes and cities
	NameBrand     = "brand"     // names and accounts
	NameCarrier   = "carrier"   // codes that stand before flight numbers
	NameProgramme = "programme" // of frequent flyers: names, tiers, lounges
	NameAgency    = "agency"    // that sells tickets of others
)

// placeholders lists them.
func placeholders() []string {
	return []string{NameAirport, NameBrand, NameCarrier, NameProgramme, NameAgency}
}

// placeholder is how a rule writes one: "<airport>". No word of a message equals it.
func placeholder(name string) string { return "<" + name + ">" }

// isPlaceholder tells an entry of a phrase that stands for names.
func isPlaceholder(member string) bool { return strings.HasPrefix(member, "<") }

// ReadNames reads a file of names: placeholders, each with its list. The error joins every FileError found.
func ReadNames(name string, data []byte) (Names, error) {
	f := &yamlFile{name: name}
	names := Names{}
	if root := f.document(data); root != nil {
		f.entries(root, "", func(of string, n *yaml.Node, key string) {
			if !slices.Contains(placeholders(), of) {
				f.complain(n, key, "unknown placeholder, want one of %v", placeholders())
				return
			}
			f.list(n, key, func(n *yaml.Node, key string) {
				var text string
				f.text(&text)(n, key)
				names[of] = append(names[of], text)
			})
		})
	}
	return names, errors.Join(f.errs...)
}

// Add adds the names of another list.
func (n Names) Add(more Names) {
	for of, names := range more {
		n[of] = append(n[of], names...)
	}
}
