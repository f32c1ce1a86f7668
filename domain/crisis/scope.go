package crisis

import "tocsin/domain"

// ScopeEvent is any fact of a scope stream: which cell speaks for a brand.
//
//sumtype:decl
type ScopeEvent interface{ scopeEvent() }

func (ScopeClaimed) scopeEvent()  {}
func (ScopeReleased) scopeEvent() {}

// ScopeClaimed: this crisis is the one cell of the brand.
type ScopeClaimed struct {
	CrisisID string   `json:"crisis_id"`
	Markets  []string `json:"markets,omitempty"`
	Services []string `json:"services,omitempty"`
}

// ScopeReleased: the brand has no cell any more.
type ScopeReleased struct {
	CrisisID string `json:"crisis_id"`
}

// ScopeTypes is the stored name of each event of a scope.
var ScopeTypes = []domain.EventType{
	domain.Type[ScopeClaimed]("scope.claimed"),
	domain.Type[ScopeReleased]("scope.released"),
}

// ScopeCommand is anything that can be asked of a scope.
//
//sumtype:decl
type ScopeCommand interface{ scopeCommand() }

func (ClaimScope) scopeCommand()   {}
func (ReleaseScope) scopeCommand() {}

// ClaimScope takes the scope for a crisis; Conflict while another holds it, nothing when this one does.
type ClaimScope struct{ ScopeClaimed }

// ReleaseScope gives it back; only the holder's release counts.
type ReleaseScope struct{ CrisisID string }
