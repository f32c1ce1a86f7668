package cloudevents

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
)

// Fact is one event of the outside world, checked as far as that goes without a clock and without state.
type Fact struct {
	Line    int    // of the file, 0 if there is none
	Name    string // without prefix and version: "incident.reported"
	Version int
	ID      string
	Source  string
	Subject string

	OccurredAt    time.Time // of the envelope, or else of the payload
	CorrelationID string
	CausationID   string
	PartitionKey  string
	TraceParent   string

	Data any // one of the payloads of this package
}

// Key is the command key of a fact: source and id name an event for ever, so that taking it in twice does it once.
func (f Fact) Key() string { return domain.DeriveID("cloudevent", f.Source, f.ID) }

// IncidentReported: a service is disrupted.
type IncidentReported struct{ incident.Reported }

// IncidentScopeChanged: flights, cells or services joined or left the incident that Source names.
type IncidentScopeChanged struct {
	Source  incident.Source `json:"source"`
	Added   incident.Scope  `json:"added"`
	Removed incident.Scope  `json:"removed"`
	Seq     int64           `json:"seq"`
}

// IncidentEtaSet: an expected end; no eta_at means that it is known to be unknown.
type IncidentEtaSet struct {
	Source incident.Source `json:"source"`
	incident.EtaSet
}

// IncidentResolved: the service is back.
type IncidentResolved struct {
	Source      incident.Source `json:"source"`
	At          time.Time       `json:"at"`
	StableSince time.Time       `json:"stable_since"`
}

// IncidentReopened: it was not over.
type IncidentReopened struct {
	Source incident.Source `json:"source"`
	Reason string          `json:"reason"`
}

// MessageReceived: a customer wrote. It holds personal data in clear.
type MessageReceived struct {
	Brand      string    `json:"brand"`
	Channel    string    `json:"channel"`
	Account    string    `json:"account"`    // ours, that was written to
	ThreadRef  string    `json:"thread_ref"` // the sender, if the channel has no threads
	ExternalID string    `json:"external_id"`
	Addressed  string    `json:"addressed"` // direct, mention, review; direct if it is not said
	Visibility string    `json:"visibility"`
	From       string    `json:"from"`
	Body       string    `json:"body"`
	Lang       string    `json:"lang"` // BCP 47, if it is known
	ReceivedAt time.Time `json:"received_at"`
	Reach      int       `json:"reach"`
}

// AlternativeAdded: something that can be put to people exists, with its first capacity.
type AlternativeAdded struct {
	AlternativeID string `json:"alternative_id"`
	inventory.AlternativeAdded
	N         *int      `json:"n"`
	Unlimited bool      `json:"unlimited"`
	AsOf      time.Time `json:"as_of"`
}

// CapacitySet: so many units of an alternative exist.
type CapacitySet struct {
	AlternativeID string    `json:"alternative_id"`
	N             *int      `json:"n"`
	Unlimited     bool      `json:"unlimited"`
	AsOf          time.Time `json:"as_of"`
	Source        string    `json:"source"`
}

// CapacityCorrected: the number was wrong.
type CapacityCorrected struct {
	AlternativeID string `json:"alternative_id"`
	To            *int   `json:"to"`
	Source        string `json:"source"`
}

// Command gives the stream and the command of a fact about an incident or an inventory. It reports false for a message:
// that one needs a pseudonym and sealed fields first.
func (f Fact) Command() (domain.StreamID, any, bool) {
	of := func(s incident.Source) domain.StreamID {
		return incident.Stream(incident.IDFor(s.System, s.ExternalRef))
	}
	switch d := f.Data.(type) {
	case IncidentReported:
		return of(d.Source), incident.Report{Reported: d.Reported}, true
	case IncidentScopeChanged:
		return of(d.Source), incident.ChangeScope{Added: d.Added, Removed: d.Removed, Seq: d.Seq}, true
	case IncidentEtaSet:
		return of(d.Source), incident.SetEta{EtaSet: d.EtaSet}, true
	case IncidentResolved:
		return of(d.Source), incident.Resolve{At: d.At, StableSince: d.StableSince}, true
	case IncidentReopened:
		return of(d.Source), incident.Reopen{Reason: d.Reason}, true
	case AlternativeAdded:
		capacity := inventory.CapacitySet{N: number(d.N), Unlimited: d.Unlimited, AsOf: d.AsOf, Source: d.Source}
		return inventory.Stream(d.AlternativeID), inventory.Add{AlternativeAdded: d.AlternativeAdded, Capacity: capacity}, true
	case CapacitySet:
		capacity := inventory.CapacitySet{N: number(d.N), Unlimited: d.Unlimited, AsOf: d.AsOf, Source: d.Source}
		return inventory.Stream(d.AlternativeID), inventory.SetCapacity{CapacitySet: capacity}, true
	case CapacityCorrected:
		return inventory.Stream(d.AlternativeID), inventory.CorrectCapacity{To: number(d.To), Source: d.Source}, true
	}
	return "", nil, false
}

func number(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
