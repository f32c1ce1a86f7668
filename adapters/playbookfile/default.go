package playbookfile

import (
	_ "embed" // ships the playbooks inside of the program

	"tocsin/domain/playbook"
)

//go:embed airline.yaml
var airline string

//go:embed telecom.yaml
var telecom string

// Names under which the shipped playbooks are asked for.
const (
	AirlineName = "airline" // the default
	TelecomName = "telecom"
)

// Names lists the playbooks that ship with the program.
func Names() []string { return []string{AirlineName, TelecomName} }

// Shipped gives a shipped playbook as it was written, with its comments; false if there is none of that name.
func Shipped(name string) ([]byte, bool) {
	switch name {
	case AirlineName:
		return []byte(airline), true
	case TelecomName:
		return []byte(telecom), true
	}
	return nil, false
}

// Airline gives the shipped playbook of an airline: the default.
func Airline() (playbook.Playbook, error) { return shipped(AirlineName) }

// Telecom gives the shipped playbook of a mobile operator.
func Telecom() (playbook.Playbook, error) { return shipped(TelecomName) }

func shipped(name string) (playbook.Playbook, error) {
	text, _ := Shipped(name)
	return Parse(name+".yaml", text)
}

// Load reads a playbook: one that ships with the program, by its name, or one from a file. A file of that name is read as
// "./telecom".
func Load(nameOrPath string) (playbook.Playbook, error) {
	if _, ok := Shipped(nameOrPath); ok {
		return shipped(nameOrPath)
	}
	return Read(nameOrPath)
}
