package cancellations

import (
	"io"
	"strings"
	"time"

	"tocsin/adapters/inbound"
)

// Airport is where a flight leaves, and whose clock it leaves by.
type Airport struct {
	Code string // IATA
	Name string
	City string
	Zone *time.Location
}

// Columns of the table of airports.
const (
	airportCode = iota
	airportName
	airportCity
	airportZone
)

// ReadAirports reads a table of airports; rows that cannot be used are reported and left out.
func ReadAirports(file string, r io.Reader) (Airports, []*inbound.RowError) {
	table := inbound.NewTable(file,
		inbound.Need("IATA_CODE", "iata", "code"),
		inbound.May("AIRPORT", "name"),
		inbound.May("CITY"),
		inbound.Need("TZ", "timezone", "tz_database_timezone"),
	)
	airports := Airports{known: map[string]Airport{}, rejected: map[string]*inbound.RowError{}}
	var bad []*inbound.RowError
	for row, problem := range table.Rows(r) {
		if problem == nil {
			problem = airports.add(row)
		}
		if problem != nil {
			bad = append(bad, problem)
		}
	}
	return airports, bad
}

func (a Airports) add(row inbound.Row) *inbound.RowError {
	code := strings.ToUpper(strings.TrimSpace(row.Cell(airportCode)))
	if len(code) != 3 {
		return row.Bad(airportCode, "no code of three letters")
	}
	if _, twice := a.known[code]; twice {
		return row.Bad(airportCode, "the airport is there twice")
	}
	name := strings.TrimSpace(row.Cell(airportZone))
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		problem := row.Bad(airportZone, "no zone of the IANA time zone database")
		a.rejected[code] = problem
		return problem
	}
	a.known[code] = Airport{Code: code, Name: row.Cell(airportName), City: row.Cell(airportCity), Zone: zone}
	return nil
}
