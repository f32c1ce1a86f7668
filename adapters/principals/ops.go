package principals

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/incident"
)

// ops is the duty manager who declares an incident of flights over, some time after the last departure it touched.
type ops struct {
	s        *Script
	lastDep  map[string]time.Time
	resolved map[string]domain.Evidence
}

func (o *ops) begin() {
	o.lastDep, o.resolved = map[string]time.Time{}, map[string]domain.Evidence{}
}

func (o *ops) apply(r domain.Recorded, e incident.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case incident.Reported:
		o.watch(r, id, e.Scope.Flights)
	case incident.ScopeChanged:
		o.watch(r, id, e.Added.Flights)
	case incident.Resolved:
		o.resolved[id] = domain.Evidence{Fact: "incident.resolved", Value: id, Position: r.Position}
	case incident.Reopened:
		delete(o.resolved, id)
		if o.s.manners.ResolveAfter > 0 {
			o.book(r, id, r.Meta.RecordedAt)
		}
	case incident.EtaSet, incident.AffectedListed, incident.ImpactEstimated, incident.Closed, incident.Suspected:
	}
}

func (o *ops) watch(r domain.Recorded, id string, flights []incident.Flight) {
	if o.s.manners.ResolveAfter == 0 {
		return // somebody else ends the incidents
	}
	last := o.lastDep[id]
	for _, f := range flights {
		if f.Std.After(last) {
			last = f.Std
		}
	}
	if last.After(o.lastDep[id]) {
		o.book(r, id, last)
	}
}

// book declares an incident over some time after a departure, unless a later one joins it.
func (o *ops) book(r domain.Recorded, id string, last time.Time) {
	o.lastDep[id] = last
	at := last.Add(o.s.manners.ResolveAfter)
	if at.Before(r.Meta.RecordedAt) {
		at = r.Meta.RecordedAt.Add(o.s.manners.ResolveAfter)
	}
	o.s.later(at, func(at time.Time) []domain.Act {
		if _, done := o.resolved[id]; done || !o.lastDep[id].Equal(last) {
			return nil // a later flight has joined
		}
		return []domain.Act{{
			Request: domain.Request{
				To: r.Stream, Cause: r.ID.String(), Step: "resolve",
				Command: incident.Resolve{At: at, StableSince: last},
			},
			Actor: domain.Actor{Kind: domain.ActorPerson, ID: person("ops"), Role: "ops"},
		}}
	})
}

// evidence cites the resolutions of incidents, as far as they are resolved.
func (o *ops) evidence(ids []string) (found []domain.Evidence) {
	for _, id := range ids {
		if e, ok := o.resolved[id]; ok {
			found = append(found, e)
		}
	}
	return found
}
