// Package statement holds the rules of the one text: numbered versions, variants per language and channel, approval by
// people who did not write it, bound to a hash of what they saw, and supersession.
package statement

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of a statement stream.
//
//sumtype:decl
type Event interface{ statementEvent() }

func (Drafted) statementEvent()         {}
func (VariantSet) statementEvent()      {}
func (Submitted) statementEvent()       {}
func (ApprovalGiven) statementEvent()   {}
func (ApprovalRefused) statementEvent() {}
func (Approved) statementEvent()        {}
func (Published) statementEvent()       {}
func (Superseded) statementEvent()      {}

// Kinds of statement.
const (
	Holding     = "holding"     // known, doing, next update; nothing else yet
	Update      = "update"      // what changed, or that nothing did
	Instruction = "instruction" // what to do; final facts, so it may come without a next update
	Correction  = "correction"
	Recovery    = "recovery"
	AllClear    = "all_clear" // the last statement; only when resolved and stable, approved by gold
	Apology     = "apology"
	Reinstated  = "reinstated" // a journey is to run after all: who was on it is asked, never moved
)

// Fact is one checked value that every variant must carry alike.
type Fact struct {
	Key    string    `json:"key"`
	Value  string    `json:"value"`
	AsOf   time.Time `json:"as_of"`
	Source string    `json:"source"`
}

// Drafted: a new version stands as a draft.
type Drafted struct {
	Version      int               `json:"version"`
	Brand        string            `json:"brand"`
	CrisisID     string            `json:"crisis_id,omitempty"`
	IncidentIDs  []string          `json:"incident_ids"`
	Kind         string            `json:"kind"`
	Audience     string            `json:"audience"` // affected or public
	Push         bool              `json:"push"`     // told to everybody affected, also to those who got an older version
	MasterLang   string            `json:"master_lang"`
	Facts        []Fact            `json:"facts,omitempty"`
	Known        string            `json:"known"`
	Unknown      string            `json:"unknown,omitempty"`
	Doing        string            `json:"doing"`
	Action       string            `json:"action,omitempty"`
	Empathy      string            `json:"empathy,omitempty"`
	NextUpdateAt time.Time         `json:"next_update_at,omitzero"`
	ValidUntil   time.Time         `json:"valid_until"`
	Author       string            `json:"author"` // actor id
	Evidence     []domain.Evidence `json:"evidence,omitempty"`
}

// Param is a typed place in a template. Types are a closed list, see ParamTypes.
type Param struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// VariantSet: the text of a version in one language for one kind of channel.
type VariantSet struct {
	Version      int      `json:"version"`
	Lang         string   `json:"lang"`
	Channel      string   `json:"channel"`  // sms, email, push, status ...
	Template     string   `json:"template"` // {name} places, no logic
	Params       []Param  `json:"params,omitempty"`
	LinkDomains  []string `json:"link_domains,omitempty"`
	TemplateHash string   `json:"template_hash"` // over template, params and link domains
	Parts        int      `json:"parts,omitempty"`
	Machine      bool     `json:"machine,omitempty"` // translated by a machine
}

// Submitted: the version awaits approval. Required lists sets of roles: from each set, one must approve.
type Submitted struct {
	Version     int        `json:"version"`
	ContentHash string     `json:"content_hash"`
	Required    [][]string `json:"required"`
}

// ApprovalGiven: one person in one role approved exactly this content.
type ApprovalGiven struct {
	Version     int    `json:"version"`
	ContentHash string `json:"content_hash"`
	Role        string `json:"role"`
	By          string `json:"by"` // actor id
}

// ApprovalRefused: back to draft.
type ApprovalRefused struct {
	Version int    `json:"version"`
	Reason  string `json:"reason"`
	By      string `json:"by"`
}

// Approved: the required set is complete.
type Approved struct {
	Version     int    `json:"version"`
	ContentHash string `json:"content_hash"`
}

// Published: from now on this is what is said.
type Published struct {
	Version      int       `json:"version"`
	ContentHash  string    `json:"content_hash"`
	Langs        []string  `json:"langs"`
	Channels     []string  `json:"channels"`
	NextUpdateAt time.Time `json:"next_update_at,omitzero"`
	Kind         string    `json:"kind"`
	Brand        string    `json:"brand"`
	CrisisID     string    `json:"crisis_id,omitempty"`
	IncidentIDs  []string  `json:"incident_ids"`
	Push         bool      `json:"push"`
}

// Superseded: this version cannot be sent any more.
type Superseded struct {
	Version   int `json:"version"`
	ByVersion int `json:"by_version"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Drafted]("statement.drafted"),
	domain.Type[VariantSet]("statement.variant_set"),
	domain.Type[Submitted]("statement.submitted"),
	domain.Type[ApprovalGiven]("statement.approval_given"),
	domain.Type[ApprovalRefused]("statement.approval_refused"),
	domain.Type[Approved]("statement.approved"),
	domain.Type[Published]("statement.published"),
	domain.Type[Superseded]("statement.superseded"),
}
