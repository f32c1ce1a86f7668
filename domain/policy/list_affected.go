package policy

import (
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/incident"
	"tocsin/domain/packed"
	"tocsin/domain/playbook"
)

// ListAffected finds who is touched by an incident, as soon as it is reported and whenever it grows, and estimates the
// impact once a listing is complete. Where the playbook has it gather, flights that come one by one are looked up
// together.
type ListAffected struct {
	rules
	incidents map[string]*listing
}

// listing is the people of one incident so far.
type listing struct {
	people  packed.Set
	waiting map[string]int // listing -> chunks still to come
	stated  int            // affected, by the last estimate
	any     bool           // an estimate was made

	groups []group // of journeys that are not looked up yet, oldest first
}

// group is journeys that are looked up together.
type group struct {
	cause    string // id of the event that brought the first of them; names the listing
	journeys []string
	since    time.Time
	last     time.Time // when the newest of them came
}

// NewListAffected gives the policy with an empty fold.
func NewListAffected() *ListAffected { return &ListAffected{incidents: map[string]*listing{}} }

// Name is part of the key of its requests.
func (p *ListAffected) Name() string { return "list_affected" }

// Wants lists what it reads.
func (p *ListAffected) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.ScopeChanged{}, incident.AffectedListed{}, incident.ImpactEstimated{},
		incident.Closed{},
	}
}

// Apply folds one record.
func (p *ListAffected) Apply(r domain.Recorded) {
	if adopted, ok := r.Event.(playbook.Adopted); ok {
		p.adopt(adopted)
		return
	}
	id := r.Stream.Name()
	i := p.incidents[id]
	if i == nil {
		i = &listing{waiting: map[string]int{}}
		p.incidents[id] = i
	}
	switch e := r.Event.(type) {
	case incident.Reported:
		p.gather(r, i, e.Scope)
	case incident.ScopeChanged:
		p.gather(r, i, e.Added)
	case incident.AffectedListed:
		i.groups = slices.DeleteFunc(i.groups, func(g group) bool { return g.cause == e.Listing })
		for _, person := range e.People {
			i.people.Add(person.Subject)
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
	found := journeys(scope)
	if len(found) == 0 && !always || len(found) > 0 && p.Trigger.GatherFor > 0 {
		return nil
	}
	return []domain.Request{lookUp(r.Stream.Name(), r.ID.String(), found)}
}

func lookUp(incidentID, cause string, found []string) domain.Request {
	return domain.Request{
		To: incident.Stream(incidentID), Cause: cause, Step: "list",
		Command: ask.Affected{IncidentID: incidentID, Listing: cause, Journeys: found},
	}
}

func journeys(scope incident.Scope) []string {
	found := make([]string, 0, len(scope.Flights)+len(scope.Cells)+len(scope.Regions))
	for _, f := range scope.Flights {
		found = append(found, f.Key())
	}
	return append(append(found, scope.Cells...), scope.Regions...)
}

// gather notes journeys that are looked up together later. What comes when the newest group is due begins another: what
// a group holds must follow from the log alone.
func (p *ListAffected) gather(r domain.Recorded, i *listing, scope incident.Scope) {
	found, now := journeys(scope), r.Meta.RecordedAt
	if p.Trigger.GatherFor <= 0 || len(found) == 0 {
		return
	}
	if n := len(i.groups); n == 0 || !p.lookUpAt(i.groups[n-1]).After(now) {
		i.groups = append(i.groups, group{cause: r.ID.String(), since: now})
	}
	g := &i.groups[len(i.groups)-1]
	g.journeys, g.last = append(g.journeys, found...), now
}

// GathersAtMost is how many times the pause between two journeys they are gathered for at most.
const GathersAtMost = 4

// lookUpAt is when a group is looked up.
func (p *ListAffected) lookUpAt(g group) time.Time {
	quiet, latest := g.last.Add(p.Trigger.GatherFor), g.since.Add(GathersAtMost*p.Trigger.GatherFor)
	if latest.Before(quiet) {
		return latest
	}
	return quiet
}

func (p *ListAffected) estimate(r domain.Recorded, e incident.AffectedListed) []domain.Request {
	i := p.incidents[r.Stream.Name()]
	if _, waits := i.waiting[e.Listing]; waits || i.any && i.stated == i.people.Len() {
		return nil
	}
	n := i.people.Len()
	return []domain.Request{{
		To: r.Stream, Cause: r.ID.String(), Step: "estimate",
		Command: incident.Estimate{ImpactEstimated: incident.ImpactEstimated{
			Affected: n, Lo: n, Hi: n, Basis: "measured", Method: "manifest",
		}},
	}}
}

// Due looks up what was gathered.
func (p *ListAffected) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.incidents) {
		for _, g := range p.incidents[id].groups {
			if !p.lookUpAt(g).After(now) {
				asked = append(asked, lookUp(id, g.cause, g.journeys))
			}
		}
	}
	return asked
}

// Next is when something is looked up.
func (p *ListAffected) Next() (next time.Time, ok bool) {
	for _, i := range p.incidents { // order-free: a minimum
		for _, g := range i.groups {
			next, ok = earliest(next, ok, p.lookUpAt(g))
		}
	}
	return next, ok
}

var _ domain.Policy = (*ListAffected)(nil)
