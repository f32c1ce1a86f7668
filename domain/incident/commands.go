package incident

import (
	"time"

	"tocsin/domain"
)

// Command is anything that can be asked of an incident.
//
//sumtype:decl
type Command interface{ incidentCommand() }

func (Report) incidentCommand()       {}
func (ChangeScope) incidentCommand()  {}
func (SetEta) incidentCommand()       {}
func (ListAffected) incidentCommand() {}
func (Estimate) incidentCommand()     {}
func (Resolve) incidentCommand()      {}
func (Reopen) incidentCommand()       {}
func (Close) incidentCommand()        {}
func (Suspect) incidentCommand()      {}

// Report opens an incident. The same report twice changes nothing; a suspected incident becomes a reported one.
type Report struct{ Reported Reported }

// ChangeScope adds and removes flights, cells and services. It is applied by Seq: an older one that comes late is kept
// and flagged, but does not overrule a newer one. A flight that is there already is not added twice, but may get a new
// status. Seq 0 has no number and is taken as it comes.
type ChangeScope struct {
	Added, Removed Scope
	Seq            int64
}

// SetEta states an expected end. ValidUntil is required.
type SetEta struct{ EtaSet EtaSet }

// ListAffected records one chunk of a listing; asked by the resolver.
type ListAffected struct{ AffectedListed AffectedListed }

// Estimate states how many are affected. Affected is lowered only by an estimate that names its basis and method.
type Estimate struct{ ImpactEstimated ImpactEstimated }

// Resolve ends the disruption. StableSince is required and not after At.
type Resolve struct {
	At, StableSince time.Time
}

// Reopen takes a resolution back.
type Reopen struct{ Reason string }

// Close ends a resolved incident for good.
type Close struct{}

// Suspect opens an incident that only customers have told of.
type Suspect struct {
	Brand, Topic, SurgeID string
	Evidence              []domain.Evidence
	At                    time.Time
}
