package report

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/incident"
)

// Messages counts what customers wrote and what was answered.
type Messages struct {
	Recorded int `json:"recorded"`
	Replies  int `json:"replies"`
	Resolved int `json:"resolved"`
}

func (m *Messages) apply(e conversation.Event) {
	switch e.(type) {
	case conversation.MessageReceived:
		m.Recorded++
	case conversation.Replied:
		m.Replies++
	case conversation.Resolved:
		m.Resolved++
	case conversation.Opened, conversation.Classified, conversation.Reopened:
	}
}

// Incidents counts disruptions; one that customers alone told of is suspected.
type Incidents struct {
	Reported  int                        `json:"reported"`
	Suspected int                        `json:"suspected"`
	Resolved  int                        `json:"resolved"`
	Flights   int                        `json:"flights"` // disrupted, over all incidents
	People    int                        `json:"people"`  // affected, over all incidents
	Affected  map[string]int             `json:"affected"`
	Aware     map[string]time.Time       `json:"aware"`
	Scope     map[string]map[string]bool `json:"scope"` // incident -> keys of its flights
}

func (i *Incidents) apply(r domain.Recorded, e incident.Event) {
	switch e := e.(type) {
	case incident.Reported:
		i.Reported++
		i.join(r, e.Scope.Flights)
		i.Aware[r.Stream.Name()] = e.AwareAt
	case incident.ScopeChanged:
		i.leave(r, e.Removed.Flights)
		i.join(r, e.Added.Flights)
	case incident.ImpactEstimated:
		i.People += e.Affected - i.Affected[r.Stream.Name()]
		i.Affected[r.Stream.Name()] = e.Affected
	case incident.Suspected:
		i.Suspected++
	case incident.Resolved:
		i.Resolved++
	case incident.Reopened:
		i.Resolved--
	case incident.AffectedListed, incident.EtaSet, incident.Closed:
	}
}

// join counts each flight of an incident once: one that is added again has a new status.
func (i *Incidents) join(r domain.Recorded, flights []incident.Flight) {
	scope := i.Scope[r.Stream.Name()]
	if scope == nil {
		scope = map[string]bool{}
		i.Scope[r.Stream.Name()] = scope
	}
	for _, f := range flights {
		if !scope[f.Key()] {
			scope[f.Key()] = true
			i.Flights++
		}
	}
}

func (i *Incidents) leave(r domain.Recorded, flights []incident.Flight) {
	scope := i.Scope[r.Stream.Name()]
	for _, f := range flights {
		if scope[f.Key()] {
			delete(scope, f.Key())
			i.Flights--
		}
	}
}
