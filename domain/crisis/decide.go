package crisis

import (
	"fmt"
	"slices"

	"tocsin/domain"
)

// Decider of a crisis stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("crisis", Types)

func decide(c Command, s State) ([]Event, error) {
	if p, ok := c.(Propose); ok {
		return propose(p, s)
	}
	if s.Phase == Unknown {
		return nil, domain.Refuse(domain.NotFound, "there is no such crisis")
	}
	switch c := c.(type) {
	case Propose: // decided above
	case Activate:
		return activate(c, s)
	case AssignRole:
		return assignRole(c, s)
	case LogEntry:
		return logEntry(c)
	case MakePromise:
		return makePromise(c, s)
	case KeepPromise:
		return keepPromise(c, s)
	case BreakPromise:
		return breakPromise(c, s)
	case RenewPromise:
		return renewPromise(c, s)
	case AbsorbIncident:
		return absorbIncident(c, s)
	case EnterMonitoring:
		return enterMonitoring(c, s)
	case Relapse:
		return relapse(c, s)
	case StandDown:
		return standDown(c, s)
	case Alert:
		return alert(c, s)
	case Acknowledge:
		return acknowledge(c, s)
	}
	panic(fmt.Sprintf("crisis: no rule for %T", c))
}

func propose(c Propose, s State) ([]Event, error) {
	switch {
	case s.Phase != Unknown:
		return nil, nil
	case c.Proposed.Brand == "":
		return nil, domain.Refuse(domain.Invalid, "brand is required")
	case !slices.Contains([]string{"impact", "life_safety", "surge", "person"}, c.Proposed.Trigger):
		return nil, domain.Refuse(domain.Invalid, "trigger must be impact, life_safety, surge or person")
	case c.Proposed.Level < 1 || c.Proposed.Level > 3:
		return nil, domain.Refuse(domain.Invalid, "level must be from 1 to 3")
	case c.Proposed.Playbook.Hash == "":
		return nil, domain.Refuse(domain.Invalid, "a crisis pins the hash of an adopted playbook")
	case c.Proposed.ExpiresAt.IsZero():
		return nil, domain.Refuse(domain.Invalid, "expires_at is required")
	}
	return []Event{c.Proposed}, nil
}

func activate(c Activate, s State) ([]Event, error) {
	switch {
	case s.Phase == PhaseActive || s.Phase == PhaseMonitoring:
		return nil, nil
	case s.Phase == PhaseStoodDown:
		return nil, domain.Refuse(domain.Conflict, "the crisis is over")
	case c.Level < 1 || c.Level > 3:
		return nil, domain.Refuse(domain.Invalid, "level must be from 1 to 3")
	case c.CrisisID == "":
		return nil, domain.Refuse(domain.Invalid, "crisis_id is required: the claim must name it")
	case !c.Now.Before(s.ExpiresAt):
		return nil, domain.Refuse(domain.TooLate, "the proposal has lapsed")
	case !claimed(c):
		return nil, domain.Refuse(domain.Conflict, "the scope is not claimed by this crisis")
	}
	return []Event{Activated{
		Level: c.Level, Mandate: c.Mandate, SingleVoice: c.SingleVoice, IncidentIDs: slices.Clone(s.Incidents),
		ShortHanded: s.ShortHanded(), Evidence: c.Evidence,
	}}, nil
}

func claimed(c Activate) bool {
	return slices.ContainsFunc(c.Evidence, func(e domain.Evidence) bool {
		return e.Fact == "scope.claimed" && e.Value == c.CrisisID
	})
}

func absorbIncident(c AbsorbIncident, s State) ([]Event, error) {
	switch {
	case c.IncidentID == "":
		return nil, domain.Refuse(domain.Invalid, "incident_id is required")
	case slices.Contains(s.Incidents, c.IncidentID):
		return nil, nil
	case s.Phase != PhaseActive && s.Phase != PhaseMonitoring:
		return nil, domain.Refuse(domain.Conflict, "only an active or monitoring cell takes a further incident")
	}
	return []Event{IncidentAbsorbed{IncidentID: c.IncidentID, Evidence: c.Evidence}}, nil
}

func enterMonitoring(c EnterMonitoring, s State) ([]Event, error) {
	switch {
	case s.Phase == PhaseMonitoring && c.Until.Equal(s.Until):
		return nil, nil
	case s.Phase != PhaseActive:
		return nil, domain.Refuse(domain.Conflict, "only an active cell begins to monitor")
	case !c.Until.After(c.Now):
		return nil, domain.Refuse(domain.Invalid, "until must be after now")
	}
	return []Event{MonitoringEntered{Until: c.Until}}, nil
}

func relapse(c Relapse, s State) ([]Event, error) {
	switch {
	case s.Phase == PhaseActive:
		return nil, nil
	case s.Phase != PhaseMonitoring:
		return nil, domain.Refuse(domain.Conflict, "only a monitoring cell relapses")
	case c.Reason == "":
		return nil, domain.Refuse(domain.Invalid, "reason is required")
	}
	return []Event{Relapsed{Reason: c.Reason}}, nil
}

func standDown(c StandDown, s State) ([]Event, error) {
	overridden := !c.OverrideReason.IsZero()
	switch {
	case s.Phase == PhaseStoodDown:
		return nil, nil
	case s.Phase == PhaseProposed:
		return nil, domain.Refuse(domain.Conflict, "the cell was never active")
	}
	if err := checkCriteria(c.Criteria); err != nil {
		return nil, err
	}
	switch {
	case overridden: // a person answers for it, and the reason is on record
	case slices.ContainsFunc(c.Criteria, func(k Criterion) bool { return !k.Met }):
		return nil, domain.Refuse(domain.Conflict, "a criterion is not met, and there is no reason to override it")
	case slices.ContainsFunc(s.Promises, func(p Promise) bool { return p.Fate == Open }):
		return nil, domain.Refuse(domain.Conflict, "a promise is open, and there is no reason to override it")
	}
	return []Event{StoodDown{Criteria: c.Criteria, OverrideReason: c.OverrideReason}}, nil
}

// checkCriteria wants a fact behind each criterion that is met: without its position nobody can look it up.
func checkCriteria(criteria []Criterion) error {
	if len(criteria) == 0 {
		return domain.Refuse(domain.Invalid, "the criteria are required")
	}
	for i, k := range criteria {
		switch {
		case k.Name == "":
			return domain.Refuse(domain.Invalid, "a criterion needs a name")
		case k.Met && k.Position == 0:
			return domain.Refuse(domain.Invalid, "a criterion that is met needs the position of its evidence")
		case slices.ContainsFunc(criteria[:i], func(before Criterion) bool { return before.Name == k.Name }):
			return domain.Refuse(domain.Invalid, "a criterion is named twice")
		}
	}
	return nil
}
