package statement

import (
	"time"

	"tocsin/domain"
)

// Command is anything that can be asked of a statement.
//
//sumtype:decl
type Command interface{ statementCommand() }

func (Draft) statementCommand()      {}
func (SetVariant) statementCommand() {}
func (Submit) statementCommand()     {}
func (Approve) statementCommand()    {}
func (Refuse) statementCommand()     {}
func (Publish) statementCommand()    {}

// Draft writes the next version (Version of Drafted is filled in by the decider). With Variants they are set in the
// same append; with Required it is submitted in the same append. A draft that was never published is replaced.
type Draft struct {
	Drafted  Drafted
	Variants []Variant
	Required [][]string // submit at once, to be approved by these; nil: stays a draft
	Now      time.Time
}

// Variant is the text of one language and channel kind.
type Variant struct {
	Lang, Channel, Template string
	Params                  []Param
	LinkDomains             []string
	Parts                   int
	Machine                 bool
}

// SetVariant sets or replaces one variant of a draft. After submission it voids what was approved: the version is a
// draft again.
type SetVariant struct {
	Version int
	Variant Variant
}

// Submit asks for approval.
type Submit struct {
	Version  int
	Required [][]string
}

// Approve is one person's yes to exactly ContentHash, in a role he holds. The author may not.
type Approve struct {
	Version               int
	ContentHash, Role, By string
}

// Refuse sends a version back to draft, with a reason.
type Refuse struct {
	Version    int
	Reason, By string
}

// Publish makes an approved version the current one and supersedes the one before in the same append. For an
// all-clear Evidence must hold "incident.resolved" of each incident. Langs that must be covered come from the playbook.
type Publish struct {
	Version       int
	RequiredLangs []string
	Evidence      []domain.Evidence
	Now           time.Time
}
