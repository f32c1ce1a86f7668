// Package brands knows which carrier flies under which brand name, so that what customers write to a brand can be laid
// beside what its carrier cancels. The names are data: brands.csv, which comes with the program, or a file of the same
// two columns.
//
// The package may import the shared base of the inbound formats and the standard library.
package brands

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"strings"

	"tocsin/adapters/inbound"
)

//go:embed brands.csv
var shipped []byte

// Columns of the file.
const (
	colBrand = iota
	colCarrier
)

// Mapping is brand names and carrier codes, each found from the other; case and outer spaces do not matter.
type Mapping struct {
	carriers map[string]string // by folded brand name
	brands   map[string][]string
}

// Default is the mapping that comes with the program: the carriers of the public US on-time tables.
func Default() (*Mapping, error) {
	m, bad := Read("brands.csv", bytes.NewReader(shipped))
	if len(bad) > 0 {
		return nil, fmt.Errorf("read the shipped brands: %w", bad[0])
	}
	return m, nil
}

// Read reads a file of the columns brand and carrier, a row per name; the first name of a carrier is the one it is
// shown by. Rows that cannot be used are reported and left out; a name that has two carriers keeps the first.
func Read(file string, r io.Reader) (*Mapping, []*inbound.RowError) {
	m := &Mapping{carriers: map[string]string{}, brands: map[string][]string{}}
	var bad []*inbound.RowError
	for row, problem := range inbound.NewTable(file, inbound.Need("brand"), inbound.Need("carrier")).Rows(r) {
		if problem == nil {
			problem = m.add(row)
		}
		if problem != nil {
			bad = append(bad, problem)
		}
	}
	return m, bad
}

func (m *Mapping) add(row inbound.Row) *inbound.RowError {
	brand, carrier := strings.TrimSpace(row.Cell(colBrand)), strings.ToUpper(strings.TrimSpace(row.Cell(colCarrier)))
	fault := inbound.LabelFault(brand)
	switch known, twice := m.carriers[fold(brand)]; {
	case brand == "":
		return row.Bad(colBrand, "is empty")
	case fault != "":
		return row.Bad(colBrand, "%s", fault)
	case len(carrier) < 2 || len(carrier) > 3:
		return row.Bad(colCarrier, "no carrier code of two or three letters")
	case twice && known != carrier:
		return row.Bad(colBrand, "the brand already has another carrier")
	case twice:
		return row.Bad(colBrand, "the brand is there twice")
	}
	m.carriers[fold(brand)] = carrier
	m.brands[carrier] = append(m.brands[carrier], brand)
	return nil
}

// Carrier gives the carrier code of a brand.
func (m *Mapping) Carrier(brand string) (string, bool) {
	carrier, known := m.carriers[fold(brand)]
	return carrier, known
}

// Brand gives the name a carrier is shown by.
func (m *Mapping) Brand(carrier string) (string, bool) {
	names := m.brands[strings.ToUpper(strings.TrimSpace(carrier))]
	if len(names) == 0 {
		return "", false
	}
	return names[0], true
}

// Names gives all brand names of a carrier, in the order of the file.
func (m *Mapping) Names(carrier string) []string {
	return append([]string(nil), m.brands[strings.ToUpper(strings.TrimSpace(carrier))]...)
}

// fold makes names comparable: lower case, single spaces.
func fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }
