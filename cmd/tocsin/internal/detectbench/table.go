package detectbench

// Table is one result, for a person and for a program. A cell is a number or a word; nil was not measured.
type Table struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Notes   []string `json:"notes,omitempty"`
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
}

func (t *Table) add(cells ...any) { t.Rows = append(t.Rows, cells) }
