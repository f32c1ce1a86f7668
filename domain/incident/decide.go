package incident

import (
	"fmt"
	"maps"
	"slices"

	"tocsin/domain"
)

// Decider of an incident stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("incident", Types)

func decide(c Command, s State) ([]Event, error) {
	switch c := c.(type) {
	case Report:
		return report(c, s)
	case Suspect:
		return suspect(c, s)
	case ChangeScope:
		return open(c, s, changeScope)
	case SetEta:
		return open(c, s, setEta)
	case ListAffected:
		return open(c, s, listAffected)
	case Estimate:
		return open(c, s, estimate)
	case Resolve:
		return open(c, s, resolve)
	case Reopen:
		return open(c, s, reopen)
	case Close:
		return closeIt(s)
	}
	panic(fmt.Sprintf("incident: no rule for %T", c))
}

// open asks a rule of an incident that exists and is not closed.
func open[C any](c C, s State, rule func(C, State) ([]Event, error)) ([]Event, error) {
	switch s.Phase {
	case Unknown:
		return nil, domain.Refuse(domain.NotFound, "there is no such incident")
	case PhaseClosed:
		return nil, domain.Refuse(domain.Conflict, "the incident is closed")
	case PhaseSuspected, PhaseConfirmed, PhaseResolved:
	}
	return rule(c, s)
}

func report(c Report, s State) ([]Event, error) {
	e := c.Reported
	switch {
	case e.Source.System == "" || e.Source.ExternalRef == "":
		return nil, domain.Refuse(domain.Invalid, "source needs system and external_ref")
	case e.Source.Seq < 0:
		return nil, domain.Refuse(domain.Invalid, "seq must not be negative")
	case e.Brand == "" || e.Kind == "":
		return nil, domain.Refuse(domain.Invalid, "brand and kind are required")
	case !slices.Contains([]string{"air", "rail", "telecom", "other"}, e.Domain):
		return nil, domain.Refuse(domain.Invalid, "domain must be air, rail, telecom or other")
	case e.StartedAt.IsZero():
		return nil, domain.Refuse(domain.Invalid, "started_at is required")
	case e.AwareAt.IsZero():
		return nil, domain.Refuse(domain.Invalid, "aware_at is required: legal clocks start there")
	}
	if err := e.Scope.check(); err != nil {
		return nil, err
	}
	if s.Phase > PhaseSuspected {
		if e.Source.System != s.source.System || e.Source.ExternalRef != s.source.ExternalRef {
			return nil, domain.Refuse(domain.Conflict, "another source has reported this incident")
		}
		return nil, nil
	}
	e.Scope = e.Scope.once()
	e.LifeSafety = e.LifeSafety || slices.Contains(e.Scope.Services, EmergencyCall)
	return []Event{e}, nil
}

func suspect(c Suspect, s State) ([]Event, error) {
	switch {
	case c.Brand == "" || c.Topic == "":
		return nil, domain.Refuse(domain.Invalid, "brand and topic are required")
	case c.At.IsZero():
		return nil, domain.Refuse(domain.Invalid, "at is required")
	case s.Phase != Unknown:
		return nil, nil
	}
	return []Event{Suspected{Brand: c.Brand, Topic: c.Topic, SurgeID: c.SurgeID, Evidence: c.Evidence, At: c.At}}, nil
}

func setEta(c SetEta, s State) ([]Event, error) {
	switch {
	case c.EtaSet.ValidUntil.IsZero():
		return nil, domain.Refuse(domain.Invalid, "valid_until is required")
	case !slices.Contains([]string{"low", "medium", "high"}, c.EtaSet.Confidence):
		return nil, domain.Refuse(domain.Invalid, "confidence must be low, medium or high")
	case s.Phase == PhaseResolved:
		return nil, domain.Refuse(domain.Conflict, "the incident is resolved")
	case sameEta(c.EtaSet, s.eta):
		return nil, nil
	}
	return []Event{c.EtaSet}, nil
}

func estimate(c Estimate, s State) ([]Event, error) {
	e, before := c.ImpactEstimated, s.estimate
	switch {
	case e.Lo < 0 || e.Affected < e.Lo || e.Hi < e.Affected:
		return nil, domain.Refuse(domain.Invalid, "want 0 <= lo <= affected <= hi")
	case !slices.Contains([]string{"", "measured", "modelled", "reported"}, e.Basis):
		return nil, domain.Refuse(domain.Invalid, "basis must be measured, modelled or reported")
	case s.estimated && sameEstimate(e, before):
		return nil, nil
	case e.Affected < before.Affected && (e.Basis == "" || e.Method == ""):
		return nil, domain.Refuse(domain.Invalid, "a lower number needs basis and method")
	case e.Affected < before.Affected && e.Basis == before.Basis && e.Method == before.Method:
		return nil, domain.Refuse(domain.Conflict, "a lower number needs another basis or method than before")
	}
	return []Event{e}, nil
}

func sameEstimate(a, b ImpactEstimated) bool {
	return a.Affected == b.Affected && a.Lo == b.Lo && a.Hi == b.Hi && a.Basis == b.Basis && a.Method == b.Method &&
		maps.Equal(a.BySegment, b.BySegment)
}

func resolve(c Resolve, s State) ([]Event, error) {
	switch {
	case c.At.IsZero() || c.StableSince.IsZero():
		return nil, domain.Refuse(domain.Invalid, "at and stable_since are required")
	case c.StableSince.After(c.At):
		return nil, domain.Refuse(domain.Invalid, "stable_since must not be after at")
	case s.Phase == PhaseResolved:
		return nil, nil
	}
	return []Event{Resolved{At: c.At, StableSince: c.StableSince}}, nil
}

func reopen(c Reopen, s State) ([]Event, error) {
	switch {
	case c.Reason == "":
		return nil, domain.Refuse(domain.Invalid, "reason is required")
	case s.Phase != PhaseResolved:
		return nil, domain.Refuse(domain.Conflict, "the incident is not resolved")
	}
	return []Event{Reopened{Reason: c.Reason}}, nil
}

func closeIt(s State) ([]Event, error) {
	switch s.Phase {
	case Unknown:
		return nil, domain.Refuse(domain.NotFound, "there is no such incident")
	case PhaseSuspected, PhaseConfirmed:
		return nil, domain.Refuse(domain.Conflict, "the incident is not resolved")
	case PhaseResolved:
		return []Event{Closed{}}, nil
	case PhaseClosed:
		return nil, nil
	}
	panic(fmt.Sprintf("incident: no rule for phase %d", s.Phase))
}
