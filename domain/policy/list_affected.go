package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/incident"
)

// ListAffected finds who is touched by an incident, as soon as it is reported and whenever it grows, and estimates the
// impact once a listing is complete.
type ListAffected struct {
	incidents map[string]*listing
}

// listing is the people of one incident so far.
type listing struct {
	people  map[string]bool
	waiting map[string]int // listing -> chunks still to come
	stated  int            // affected, by the last estimate
	any     bool           // an estimate was made
}

// NewListAffected gives the policy with an empty fold.
func NewListAffected() *ListAffected { return &ListAffected{incidents: map[string]*listing{}} }

// Name is part of the key of its requests.
func (p *ListAffected) Name() string { return "list_affected" }

// Wants lists what it reads.
func (p *ListAffected) Wants() []domain.Event {
	return []domain.Event{
		incident.Reported{}, incident.ScopeChanged{}, incident.AffectedListed{}, incident.ImpactEstimated{}, incident.Closed{},
	}
}

// Apply folds one record.
func (p *ListAffected) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	i := p.incidents[id]
	if i == nil {
		i = &listing{people: map[string]bool{}, waiting: map[string]int{}}
		p.incidents[id] = i
	}
	switch e := r.Event.(type) {
	case incident.AffectedListed:
		for _, person := range e.People {
			i.people[person.Subject] = true
		}
		left, known := i.waiting[e.Listing]
		if !known {
			left = e.Of
		}
		if i.waiting[e.Listing] = left - 1; left == 1 {
			delete(i.waiting, e.Listing)
		}
	case incident.ImpactEstimated:
		i.stated, i.any = e.Affected, true
	case incident.Closed:
		delete(p.incidents, id)
	}
}

// React asks for the manifests, or for the estimate.
func (p *ListAffected) React(r domain.Recorded) []domain.Request {
	switch e := r.Event.(type) {
	case incident.Reported:
		return p.list(r, e.Scope, true)
	case incident.ScopeChanged:
		return p.list(r, e.Added, false)
	case incident.AffectedListed:
		return p.estimate(r, e)
	}
	return nil
}

// list asks who is on the journeys of a scope. A report without journeys asks too: that nobody is listed is a finding.
func (p *ListAffected) list(r domain.Recorded, scope incident.Scope, always bool) []domain.Request {
	journeys := make([]string, 0, len(scope.Flights)+len(scope.Cells)+len(scope.Regions))
	for _, f := range scope.Flights {
		journeys = append(journeys, f.Key())
	}
	journeys = append(append(journeys, scope.Cells...), scope.Regions...)
	if len(journeys) == 0 && !always {
		return nil
	}
	id := r.ID.String()
	return []domain.Request{{
		To: r.Stream, Cause: id, Step: "list",
		Command: ask.Affected{IncidentID: r.Stream.Name(), Listing: id, Journeys: journeys},
	}}
}

func (p *ListAffected) estimate(r domain.Recorded, e incident.AffectedListed) []domain.Request {
	i := p.incidents[r.Stream.Name()]
	if _, waits := i.waiting[e.Listing]; waits || i.any && i.stated == len(i.people) {
		return nil
	}
	n := len(i.people)
	return []domain.Request{{
		To: r.Stream, Cause: r.ID.String(), Step: "estimate",
		Command: incident.Estimate{ImpactEstimated: incident.ImpactEstimated{
			Affected: n, Lo: n, Hi: n, Basis: "measured", Method: "manifest",
		}},
	}}
}

// Due has nothing to say: everything here follows from a fact.
func (p *ListAffected) Due(time.Time) []domain.Request { return nil }

// Next is never.
func (p *ListAffected) Next() (time.Time, bool) { return time.Time{}, false }

var _ domain.Policy = (*ListAffected)(nil)
