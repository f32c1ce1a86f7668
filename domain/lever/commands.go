package lever

import (
	"time"

	"tocsin/domain"
)

// Command is anything that can be asked of a lever stream.
//
//sumtype:decl
type Command interface{ leverCommand() }

func (Propose) leverCommand() {}
func (Pull) leverCommand()    {}
func (Release) leverCommand() {}

// Propose says what a lever would do.
type Propose struct{ Proposed Proposed }

// Pull puts a lever in force. An exceptional reply time needs an exception: Evidence must show an open surge
// ("surge.detected") for lever 1.
type Pull struct {
	Pulled   Pulled
	Evidence []domain.Evidence
}

// Release ends it, with what was measured.
type Release struct {
	Lever    int
	By       string
	Reason   string
	Measured Measured
	At       time.Time
}
