package detectbench

// part is a group of tables that are made together.
type part struct {
	name  string
	steps int
	make  func(Options) []Table
}

func parts() []part {
	return []part{
		{"known", 4, Known},
		{"learned", 8, Learned},
		{"short", 4, Short},
		{"shapes", 3, Shapes},
		{"prior", 3, Prior},
		{"grouped", 10, Grouped},
		{"echo", 2, Echo},
		{"clock", 3, Clock},
		{"causes", 3, Causes},
	}
}

// nabPart is the name of what is made from series that are given.
const nabPart = "nab"

// Names are the groups of tables there are.
func Names() (names []string) {
	for _, p := range parts() {
		names = append(names, p.name)
	}
	return append(names, nabPart)
}

// Steps counts how often Options.Step will be told.
func Steps(names []string) (n int) {
	for _, p := range chosen(names) {
		n += p.steps
	}
	return n
}

// Run makes the tables of the names, in the order of Names. Without series there is none of NAB. When the context ends it
// gives up between two parts.
func Run(names []string, series []Series, o Options) (tables []Table) {
	if o.Rules == nil {
		o.Rules = shippedVariant().rules
	}
	for _, p := range chosen(names) {
		if o.Context != nil && o.Context.Err() != nil {
			return tables
		}
		tables = append(tables, p.make(o)...)
	}
	if len(series) > 0 {
		tables = append(tables, NAB(o.Rules, series)...)
	}
	return tables
}

func chosen(names []string) (found []part) {
	for _, p := range parts() {
		for _, n := range names {
			if n == p.name {
				found = append(found, p)
			}
		}
	}
	return found
}
