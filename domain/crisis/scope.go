package crisis

import (
	"fmt"

	"tocsin/domain"
)

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
type ClaimScope struct{ ScopeClaimed ScopeClaimed }

// ReleaseScope gives it back; only the holder's release counts.
type ReleaseScope struct{ CrisisID string }

// ScopeState is who holds a scope. The zero value means "does not exist"; a scope that was given back is free.
type ScopeState struct {
	Known  bool
	Holder string
}

// ScopeDecider of a scope stream.
var ScopeDecider = domain.Decider[ScopeState, ScopeCommand, ScopeEvent]{Decide: decideScope, Evolve: evolveScope, Lasting: true}

// ScopeKind is the one name that the wiring lists.
var ScopeKind = ScopeDecider.Kind("scope", ScopeTypes)

func decideScope(c ScopeCommand, s ScopeState) ([]ScopeEvent, error) {
	switch c := c.(type) {
	case ClaimScope:
		switch {
		case c.ScopeClaimed.CrisisID == "":
			return nil, domain.Refuse(domain.Invalid, "crisis_id is required")
		case s.Holder == c.ScopeClaimed.CrisisID:
			return nil, nil
		case s.Holder != "":
			return nil, domain.Refuse(domain.Conflict, "another cell holds the scope")
		}
		return []ScopeEvent{c.ScopeClaimed}, nil
	case ReleaseScope:
		switch {
		case !s.Known:
			return nil, domain.Refuse(domain.NotFound, "the scope was never claimed")
		case s.Holder == "":
			return nil, nil
		case s.Holder != c.CrisisID:
			return nil, domain.Refuse(domain.Conflict, "another cell holds the scope")
		}
		return []ScopeEvent{ScopeReleased{CrisisID: c.CrisisID}}, nil
	}
	panic(fmt.Sprintf("scope: no rule for %T", c))
}

func evolveScope(s ScopeState, e ScopeEvent) ScopeState {
	switch e := e.(type) {
	case ScopeClaimed:
		return ScopeState{Known: true, Holder: e.CrisisID}
	case ScopeReleased:
		s.Holder = ""
		return s
	}
	panic(fmt.Sprintf("scope: no fold for %T", e))
}
