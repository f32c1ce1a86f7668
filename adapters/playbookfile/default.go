package playbookfile

import (
	_ "embed" // ships the playbook inside of the program

	"tocsin/domain/playbook"
)

//go:embed airline.yaml
var airline string

// AirlineName is the file name under which the shipped playbook speaks of its lines.
const AirlineName = "airline.yaml"

// AirlineYAML gives the shipped playbook of an airline as it was written, with its comments.
func AirlineYAML() []byte { return []byte(airline) }

// Airline gives the shipped playbook of an airline: the default.
func Airline() (playbook.Playbook, error) { return Parse(AirlineName, AirlineYAML()) }
