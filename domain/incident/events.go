// Package incident holds the rules of one disruption: what is broken, since when, who is affected, and until when.
package incident

import (
	"time"

	"tocsin/domain"
)

// Event is any fact of an incident stream.
//
//sumtype:decl
type Event interface{ incidentEvent() }

func (Reported) incidentEvent()        {}
func (ScopeChanged) incidentEvent()    {}
func (EtaSet) incidentEvent()          {}
func (AffectedListed) incidentEvent()  {}
func (ImpactEstimated) incidentEvent() {}
func (Resolved) incidentEvent()        {}
func (Reopened) incidentEvent()        {}
func (Closed) incidentEvent()          {}
func (Suspected) incidentEvent()       {}

// Source names the outside system that speaks; (System, ExternalRef, Seq) makes a report unique.
type Source struct {
	System      string `json:"system"`
	ExternalRef string `json:"external_ref"`
	Seq         int64  `json:"seq,omitempty"`
}

// Flight is one disrupted flight. Key names it in manifests: "AA/123/2015-02-22/DFW".
type Flight struct {
	Carrier   string    `json:"carrier"`
	Number    string    `json:"number"`
	DateLocal string    `json:"date_local"` // service day at the origin, YYYY-MM-DD
	Origin    string    `json:"origin"`
	Dest      string    `json:"dest"`
	Std       time.Time `json:"std"`                 // scheduled departure, UTC
	StdLocal  string    `json:"std_local,omitempty"` // the same, HH:MM as the traveller's ticket says
	Zone      string    `json:"zone,omitempty"`      // IANA, of the origin
	Status    string    `json:"status"`              // CANCELLED, DELAYED, DIVERTED, REINSTATED ...
}

// Reinstated is the status of a flight that was cancelled and is to run after all.
const Reinstated = "REINSTATED"

// PoolOf names the seats of a reinstated flight, which are for those who were on it alone.
func PoolOf(f Flight) string { return "reinstated/" + f.Key() }

// Key names a flight; two reports of one flight have the same key.
func (f Flight) Key() string {
	return f.Carrier + "/" + f.Number + "/" + f.DateLocal + "/" + f.Origin
}

// Scope is what an incident touches.
type Scope struct {
	Flights  []Flight `json:"flights,omitempty"`
	Cells    []string `json:"cells,omitempty"`
	Regions  []string `json:"regions,omitempty"`
	Services []string `json:"services,omitempty"` // voice, sms, mobile_data, fixed, tv, emergency_call
}

// Person is somebody affected. Journeys are content, never identity: two legs are one person.
type Person struct {
	Subject   string    `json:"subject"`             // pseudonym
	Lang      string    `json:"lang"`                // BCP 47
	Party     string    `json:"party"`               // who travels together; the subject itself when alone
	Priority  int       `json:"priority,omitempty"`  // one of the Priority constants; never the need itself
	Journeys  []string  `json:"journeys,omitempty"`  // flight keys, cells or products
	DepartsAt time.Time `json:"departs_at,omitzero"` // first disrupted departure
}

// Priority classes of people, most urgent first.
const (
	PriorityNormal     = 0
	PriorityVulnerable = 1 // needs help to travel or must not wait
	PriorityTop        = 2 // valued customer: after the vulnerable and the soon departing, before the rest
)

// Reported: an ops system or a person says that a service is disrupted.
type Reported struct {
	Source     Source    `json:"source"`
	Brand      string    `json:"brand"`
	Domain     string    `json:"domain"` // air, rail, telecom, other
	Kind       string    `json:"kind"`   // CANCELLED, AIRPORT_CLOSED, OUTAGE ...
	LifeSafety bool      `json:"life_safety"`
	Planned    bool      `json:"planned"`
	Scope      Scope     `json:"scope"`
	StartedAt  time.Time `json:"started_at"`
	AwareAt    time.Time `json:"aware_at"` // legal clocks start here
}

// ScopeChanged: flights, cells or services joined or left. Late marks one that came behind a later number. Added and
// Removed are what really changed, so that a reader may apply them as they come; a flight that was there and is added
// has a new status. What was said but had no effect, because a later number had spoken of it or because a removal came
// ahead of its addition, is kept in HeldAdded and HeldRemoved.
type ScopeChanged struct {
	Added       Scope `json:"added,omitzero"`
	Removed     Scope `json:"removed,omitzero"`
	Seq         int64 `json:"seq"`
	Late        bool  `json:"late,omitempty"`
	HeldAdded   Scope `json:"held_added,omitzero"`
	HeldRemoved Scope `json:"held_removed,omitzero"`
	LifeSafety  bool  `json:"life_safety,omitempty"` // this change made it a matter of life: emergency_call joined
}

// EtaSet: an expected end is known, or known to be unknown (zero EtaAt). It is worth nothing after ValidUntil.
type EtaSet struct {
	EtaAt      time.Time `json:"eta_at,omitzero"`
	Confidence string    `json:"confidence"` // low, medium, high
	ValidUntil time.Time `json:"valid_until"`
}

// AffectedListed: one chunk (of Of, from 1) of the people that a listing found in the manifests. A later joiner comes
// in a further listing.
type AffectedListed struct {
	Listing string   `json:"listing"`
	Chunk   int      `json:"chunk"`
	Of      int      `json:"of"`
	Source  string   `json:"source"`
	People  []Person `json:"people"` // at most MaxPeople
}

// MaxPeople is the most people in one chunk.
const MaxPeople = 300

// ImpactEstimated: how many people are affected, and how sure that is.
type ImpactEstimated struct {
	Affected  int            `json:"affected"`
	Lo        int            `json:"lo"`
	Hi        int            `json:"hi"`
	Basis     string         `json:"basis"` // measured, modelled, reported
	BySegment map[string]int `json:"by_segment,omitempty"`
	Method    string         `json:"method"`
}

// Resolved: the service is back and has been stable since.
type Resolved struct {
	At          time.Time `json:"at"`
	StableSince time.Time `json:"stable_since"`
}

// Reopened: it was not over.
type Reopened struct {
	Reason string `json:"reason"`
}

// ScopeGrew is the reason of an incident that something joined after it was resolved.
const ScopeGrew = "scope_grew"

// Closed: nothing more will come.
type Closed struct{}

// Suspected: customers speak of something that no open incident explains.
type Suspected struct {
	Brand    string            `json:"brand"`
	Topic    string            `json:"topic"`
	SurgeID  string            `json:"surge_id,omitempty"`
	Evidence []domain.Evidence `json:"evidence"`
	At       time.Time         `json:"at"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Reported]("incident.reported"),
	domain.Type[ScopeChanged]("incident.scope_changed"),
	domain.Type[EtaSet]("incident.eta_set"),
	domain.Type[AffectedListed]("incident.affected_listed"),
	domain.Type[ImpactEstimated]("incident.impact_estimated"),
	domain.Type[Resolved]("incident.resolved"),
	domain.Type[Reopened]("incident.reopened"),
	domain.Type[Closed]("incident.closed"),
	domain.Type[Suspected]("incident.suspected"),
}
