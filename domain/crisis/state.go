package crisis

import (
	"fmt"
	"slices"
	"time"
)

// Phase is where a cell stands; the zero value means that there is none.
type Phase int

// Phases of a crisis.
const (
	Unknown Phase = iota
	PhaseProposed
	PhaseActive
	PhaseMonitoring
	PhaseStoodDown
)

// State is what the rules of a crisis ask. The zero value means "does not exist".
type State struct {
	Phase     Phase
	Level     int
	Incidents []string
	Roles     []RoleAssigned // in force, one per role
	ExpiresAt time.Time      // of the proposal
	Until     time.Time      // of the monitoring
	Promises  []Promise      // all that were ever made

	alerts  []alerted
	present []string // roles whose holder or deputy has acknowledged
}

// Promise is a next update that an audience was told of.
type Promise struct {
	ID       string
	Audience string
	At       time.Time
	Fate     Fate
}

// Fate is what became of a promise.
type Fate int

// Fates of a promise.
const (
	Open Fate = iota
	Kept
	Broken
)

// Holder gives who holds a role, and nobody if it is not filled.
func (s State) Holder(role string) string {
	for _, r := range s.Roles {
		if r.Role == role {
			return r.Member
		}
	}
	return ""
}

// ShortHanded tells that one of the three is missing without whom a cell neither decides, speaks nor remembers.
func (s State) ShortHanded() bool {
	return s.Holder("gold") == "" || s.Holder("comms") == "" || s.Holder("log") == ""
}

func (s State) promise(id string) (int, bool) {
	i := slices.IndexFunc(s.Promises, func(p Promise) bool { return p.ID == id })
	return i, i >= 0
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Proposed:
		s.Phase, s.Level, s.ExpiresAt = PhaseProposed, e.Level, e.ExpiresAt
		if e.IncidentID != "" {
			s.Incidents = []string{e.IncidentID}
		}
		return s
	case Activated:
		s.Phase, s.Level, s.Incidents = PhaseActive, e.Level, e.IncidentIDs
		return s
	case RoleAssigned:
		s.Roles = slices.DeleteFunc(slices.Clone(s.Roles), func(r RoleAssigned) bool { return r.Role == e.Role })
		s.Roles = append(s.Roles, e)
		return s
	case LogEntryMade:
		return s
	case PromiseMade:
		s.Promises = append(slices.Clip(s.Promises), Promise{ID: e.PromiseID, Audience: e.Audience, At: e.At})
		return s
	case PromiseKept:
		return s.with(e.PromiseID, func(p *Promise) { p.Fate = Kept })
	case PromiseBroken:
		return s.with(e.PromiseID, func(p *Promise) { p.Fate = Broken })
	case PromiseRenewed:
		return s.with(e.PromiseID, func(p *Promise) { p.At = e.To })
	case IncidentAbsorbed:
		s.Incidents = append(slices.Clip(s.Incidents), e.IncidentID)
		return s
	case MonitoringEntered:
		s.Phase, s.Until = PhaseMonitoring, e.Until
		return s
	case Relapsed:
		s.Phase, s.Until = PhaseActive, time.Time{}
		return s
	case MemberAlerted:
		s.alerts = append(slices.Clip(s.alerts), alerted{e.Role, e.Deputy})
		return s
	case MemberAcknowledged:
		s.present = append(slices.Clip(s.present), e.Role)
		return s
	case StoodDown:
		s.Phase = PhaseStoodDown
		return s
	}
	panic(fmt.Sprintf("crisis: no fold for %T", e))
}

func (s State) with(promiseID string, change func(*Promise)) State {
	if i, known := s.promise(promiseID); known {
		s.Promises = slices.Clone(s.Promises)
		change(&s.Promises[i])
	}
	return s
}
