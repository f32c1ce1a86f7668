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
	switch e := e.(type) {
	case conversation.MessageReceived:
		m.Recorded++
	case conversation.Replied:
		m.Replies++
	case conversation.Resolved:
		m.Resolved++
	case conversation.Opened, conversation.Classified, conversation.Reopened:
		_ = e
	}
}

// Incidents counts disruptions; one that customers alone told of is suspected.
type Incidents struct {
	Reported  int                  `json:"reported"`
	Suspected int                  `json:"suspected"`
	Resolved  int                  `json:"resolved"`
	Flights   int                  `json:"flights"`
	People    int                  `json:"people"` // affected, over all incidents
	Affected  map[string]int       `json:"affected"`
	Aware     map[string]time.Time `json:"aware"`
}

func (i *Incidents) apply(r domain.Recorded, e incident.Event) {
	switch e := e.(type) {
	case incident.Reported:
		i.Reported++
		i.Flights += len(e.Scope.Flights)
		i.Aware[r.Stream.Name()] = e.AwareAt
	case incident.ScopeChanged:
		i.Flights += len(e.Added.Flights) - len(e.Removed.Flights)
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
