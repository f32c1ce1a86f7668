// Package audience holds who is affected by each incident, what each person was told, and by which notices. Beside the
// picture stands the policy whose state it is: who is to be told next (policy.go).
package audience

import (
	"cmp"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// Audience is the fold. Its zero value is not ready; use New.
type Audience struct {
	rules      playbook.Playbook
	flights    map[string]Flight // by key
	incidents  map[string]*Incident
	statements map[string]*Statement
	outreaches map[string]*Outreach
	batches    map[domain.StreamID]*Batch
	offers     map[string]partyOf   // offer -> whose it is
	someWait   map[string]*Incident // with parties on the lists of some
	waiting    map[string]*Incident // with people whom no outreach covers yet
	closed     []string             // incidents to be forgotten, in the order of closing
	reasons    []string             // why notices ended without being sent
	ahead      int                  // notices of a run that may be asked for before they are tried
	reactions  []trigger            // of the last record, for the policy
}

// Incident is one disruption and the people it touches.
type Incident struct {
	ID, Brand   string
	StatementID string            // of its affected audience, once drafted
	Services    []string          `json:",omitempty"` // that are broken
	Back        bool              `json:",omitempty"` // they work again
	Revoked     map[string]string // party whose offer was taken back and who was not told yet -> offer in its place
	Reinstated  map[string]string // party whose flight is to run after all and who was not asked yet -> pool of its seats
	SomeAt      map[string]since  // list of these, by audience -> since when somebody is on it
	Returned    map[string]bool   // parties that went back to their own flight
	crowd       crowd             // each person once
	joinedAt    time.Time         // when the first person was listed whom no outreach covers yet; zero: nobody waits
	joinedBy    string            // id of the event that listed that person
	closedAt    time.Time         // zero: it may still grow
}

// Flight is what was last said of a flight, and by which incident.
type Flight struct {
	incident.Flight
	Of string
}

// Told is one affected person and what became of telling him.
type Told struct {
	incident.Person
	Assigned int   // highest statement version of which an outreach covers him
	State    State // of the notice of that version
	Informed int   // highest version that a provider took
	Loose    int   // notices of which nobody knows yet whether they will arrive: a newer text waits for them
}

// State of the latest notice of a person.
type State uint8

// States of a notice, as far as the audience cares.
const (
	Uncovered State = iota // no outreach covers him yet
	Covered                // in a frozen audience
	Owed                   // requested
	Sent                   // taken by a provider, or better
	Withheld               // suppressed for a reason of his own
	Retired                // suppressed because the text was superseded or the run aborted: owed the newer one
	Unreached              // expired, unreachable or parked
)

var stateNames = [...]string{"uncovered", "covered", "owed", "sent", "withheld", "retired", "unreached"}

// String names a state.
func (s State) String() string { return stateNames[s] }

// Statement is one text and its versions.
type Statement struct {
	ID, IncidentID string
	Audience       string // which of those affected
	Current        int    // published version, 0 for none
	Versions       map[int]*Version
	NextRun        map[int]int // version -> number of its next outreach
}

// Version is one numbered text.
type Version struct {
	Number       int
	Kind         string
	Push         bool
	Brand        string
	NextUpdateAt time.Time
	Facts        []statement.Fact
	Variants     []statement.VariantSet
	texts        []*text // of the variants
}

// Outreach is one run.
type Outreach struct {
	ID      string
	Plan    outreach.Planned
	People  []places          // per wave, in the order of sending
	Frozen  bool              // its audience stands in this fold
	Allowed bool              // a person let it go
	Paused  bool              // no wave begins
	Started int               // waves
	Asked   int               // the wave whose start was asked for; one more than there are: the end
	Open    int               // items that have not come to their end
	Offers  map[string]string // a run to some parties: party -> offer, or pool of seats, that it is told of
	Waiting int               // items that were never tried, of the waves started
	Pending int               // batches of the waves started whose request has not come yet
	Filled  int               // batches of the last wave started that were asked for
	Ended   bool
	Why     string // of suppressions, when it was aborted
	ByState map[string]int
	batches []*Batch // in no order
}

// Batch is one delivery stream.
type Batch struct {
	Stream     domain.StreamID
	Outreach   string
	IncidentID string
	Statement  string
	Version    int
	Places     places // item -> place of its person, nowhere if unknown
	States     []itemState
	Gone       []gone   // items that ended without being sent
	Parties    []string // item -> party, in a run to some parties
	open       int      // items that may still go out
	place      int      // in Outreach.batches
}

// New gives an empty fold.
func New() *Audience {
	return &Audience{
		flights: map[string]Flight{}, incidents: map[string]*Incident{},
		statements: map[string]*Statement{}, outreaches: map[string]*Outreach{}, batches: map[domain.StreamID]*Batch{},
		waiting: map[string]*Incident{}, offers: map[string]partyOf{}, someWait: map[string]*Incident{}, ahead: Ahead,
	}
}

// Wants lists what it reads.
func (a *Audience) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.ScopeChanged{}, incident.AffectedListed{},
		incident.Resolved{}, incident.Reopened{}, incident.Closed{},
		statement.Drafted{}, statement.VariantSet{}, statement.Published{}, outreach.Planned{}, outreach.AudienceFrozen{},
		outreach.SendApproved{}, outreach.WaveStarted{}, outreach.Paused{}, outreach.Resumed{}, outreach.Aborted{}, outreach.Completed{},
		delivery.Requested{}, delivery.Suppressed{}, delivery.Attempted{}, delivery.Accepted{}, delivery.OutcomeUnknown{},
		delivery.Failed{}, delivery.Delivered{}, delivery.Read{}, delivery.Escalated{}, delivery.Unreachable{},
		delivery.Expired{}, delivery.Parked{}, offer.Made{}, offer.Accepted{}, offer.Revoked{},
	}
}

// Apply folds one record.
func (a *Audience) Apply(r domain.Recorded) {
	a.reactions = a.reactions[:0]
	switch e := r.Event.(type) {
	case playbook.Adopted:
		if rules, err := e.Book(); err == nil {
			a.rules = rules
		}
	case incident.Event:
		a.applyIncident(r, e)
	case statement.Event:
		a.applyStatement(r, e)
	case outreach.Event:
		a.applyOutreach(r, e)
	case delivery.Event:
		a.applyDelivery(r, e)
	case offer.Event:
		a.applyOffer(r, e)
	}
	a.forget(r.Meta.RecordedAt)
}

// Incident gives one incident, nil if unknown. Callers must not change it.
func (a *Audience) Incident(id string) *Incident { return a.incidents[id] }

// Len is how many people it touches.
func (i *Incident) Len() int { return i.crowd.n }

// Told gives one of them, from 0 in the order of listing.
func (i *Incident) Told(at int) Told { return i.crowd.told(uint32(at)) }

// Outreach gives one run, nil if unknown. Callers must not change it.
func (a *Audience) Outreach(id string) *Outreach { return a.outreaches[id] }

// Statement gives one statement, nil if unknown. Callers must not change it.
func (a *Audience) Statement(id string) *Statement { return a.statements[id] }

func (a *Audience) applyIncident(r domain.Recorded, e incident.Event) {
	i := a.incident(r.Stream.Name())
	switch e := e.(type) {
	case incident.Reported:
		i.Brand = e.Brand
		i.breaks(e.Scope.Services)
		a.learnFlights(i.ID, e.Scope.Flights)
	case incident.ScopeChanged:
		i.breaks(e.Added.Services)
		i.repairs(e.Removed.Services)
		a.learnFlights(i.ID, e.Added.Flights)
		a.reinstate(r, i, e.Added.Flights)
	case incident.AffectedListed:
		a.list(r, i, e)
	case incident.Closed:
		i.closedAt = r.Meta.RecordedAt
		a.closed = append(a.closed, i.ID)
	case incident.Resolved:
		i.Back = true
	case incident.Reopened:
		i.Back = false
	case incident.EtaSet, incident.ImpactEstimated, incident.Suspected:
	}
}

// incident gives an incident, a new one if need be.
func (a *Audience) incident(id string) *Incident {
	i := a.incidents[id]
	if i == nil {
		i = &Incident{ID: id, crowd: newCrowd(), Revoked: map[string]string{}, Reinstated: map[string]string{}, Returned: map[string]bool{}, SomeAt: map[string]since{}}
		a.incidents[id] = i
	}
	return i
}

// learnFlights keeps what was first said of a flight's places and time, so that a notice renders to the same bytes however
// often it is tried: a later word on a flight tells of its status.
func (a *Audience) learnFlights(of string, flights []incident.Flight) {
	for _, f := range flights {
		if first, known := a.flights[f.Key()]; known {
			f.Dest, f.StdLocal = cmp.Or(first.Dest, f.Dest), cmp.Or(first.StdLocal, f.StdLocal)
		}
		a.flights[f.Key()] = Flight{Flight: f, Of: of}
	}
}

// list adds the people of one chunk; a person with two journeys is told once, of the first.
func (a *Audience) list(r domain.Recorded, i *Incident, e incident.AffectedListed) {
	for _, p := range e.People {
		if place, known := i.crowd.find(p.Subject); known {
			who := i.crowd.at(place)
			who.way = i.crowd.ways.after(who.way, p.Journeys)
			continue
		}
		i.crowd.list(p)
		a.wait(i, r)
	}
}

// wait notes that somebody is owed a word that no outreach covers.
func (a *Audience) wait(i *Incident, r domain.Recorded) {
	if i.joinedAt.IsZero() {
		i.joinedAt, i.joinedBy = r.Meta.RecordedAt, r.ID.String()
		a.waiting[i.ID] = i
	}
}
