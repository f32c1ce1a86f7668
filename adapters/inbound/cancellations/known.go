package cancellations

import (
	"fmt"

	"tocsin/adapters/inbound"
)

// Airports are found by their code. They remember which rows of the table were rejected, so that a flight can say why its
// airport is missing.
type Airports struct {
	known    map[string]Airport
	rejected map[string]*inbound.RowError
}

// Len is how many airports can be used.
func (a Airports) Len() int { return len(a.known) }

// Find gives the airport of a code.
func (a Airports) Find(code string) (Airport, bool) {
	airport, known := a.known[code]
	return airport, known
}

// why says why there is no airport of this code.
func (a Airports) why(code string) string {
	problem, there := a.rejected[code]
	if !there {
		return "the airport is not in the table of airports"
	}
	return fmt.Sprintf("the airport cannot be used, its row %d of %s was rejected: %s: %s", problem.Line, problem.File, problem.Field, problem.Reason)
}
