// Package forecast holds how many people will ask, how many the care team can serve, and the gap between the two, per
// brand. Beside the picture stands the policy whose state it is: when people are called out (policy.go).
package forecast

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/lever"
	"tocsin/domain/playbook"
	"tocsin/domain/surge"
)

// Forecast is the fold. Its exported fields are its canonical form. What is over is forgotten (forget.go).
type Forecast struct {
	Rules    playbook.Playbook             `json:"rules"`
	Brands   map[string]*Brand             `json:"brands"`
	Incident map[string]string             `json:"incident"` // incident -> brand
	Batch    map[domain.StreamID]*Batch    `json:"batch"`    // whose notices may still be taken
	Crisis   map[string]string             `json:"crisis"`   // crisis -> brand
	Callout  map[string]string             `json:"callout"`  // call-out -> brand
	Waiting  map[domain.StreamID]string    `json:"waiting"`  // thread that is owed an answer -> brand
	Surges   map[domain.StreamID]OpenSurge `json:"surges"`
	Kinds    map[string]Learned            `json:"kinds"`  // kind of incident -> what those that are over have taught
	Tidied   time.Time                     `json:"tidied"` // when what is over was last forgotten
}

// Brand is the demand on one desk and its capacity.
type Brand struct {
	Incidents map[string]*Wave  `json:"incidents"`
	Shifts    map[string]*Shift `json:"shifts"`
	Backlog   int               `json:"backlog"` // threads that wait for an answer
	Hours     map[int64]int     `json:"hours"`   // contacts per hour of the last week, by hour since 1970
	Levers    Levers            `json:"levers"`
	Seen      Seen              `json:"seen"`
	CrisisID  string            `json:"crisis_id,omitempty"`
	Cause     string            `json:"cause"` // id of the event that last moved the demand
}

// New gives an empty fold.
func New() *Forecast {
	return &Forecast{
		Brands: map[string]*Brand{}, Incident: map[string]string{}, Batch: map[domain.StreamID]*Batch{},
		Crisis: map[string]string{}, Callout: map[string]string{}, Waiting: map[domain.StreamID]string{},
		Kinds: map[string]Learned{}, Surges: map[domain.StreamID]OpenSurge{},
	}
}

// Wants lists what it reads.
func (f *Forecast) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.Suspected{}, incident.ImpactEstimated{}, delivery.Requested{},
		delivery.Accepted{}, conversation.Classified{}, conversation.Replied{}, conversation.Resolved{}, crisis.Proposed{},
		crisis.Activated{}, crisis.MonitoringEntered{}, crisis.Relapsed{}, crisis.StoodDown{}, callout.Raised{}, callout.WaveStarted{}, callout.Accepted{},
		callout.Filled{}, callout.Unfilled{}, callout.MemberReleased{}, lever.Proposed{}, lever.Pulled{}, lever.Released{},
		surge.Detected{}, surge.Escalated{}, surge.Ended{}, feed.BaselineMissing{},
	}
}

// Apply folds one record.
func (f *Forecast) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		if rules, err := playbook.Parse(e.Content); err == nil {
			f.settleAll(r.Meta.RecordedAt) // what was expected so far was expected by the old rules
			f.Rules = rules
		}
	case incident.Event:
		f.applyIncident(r, e)
	case delivery.Event:
		f.applyDelivery(r, e)
	case conversation.Event:
		f.applyConversation(r, e)
	case crisis.Event:
		f.applyCrisis(r, e)
	case callout.Event:
		f.applyCallout(r, e)
	case lever.Event:
		f.applyLever(r, e)
	case surge.Event:
		f.applySurge(r, e)
	case feed.Event:
		f.applyFeed(e)
	}
	f.remember(r.Meta.RecordedAt)
	f.forget(r.Meta.RecordedAt)
}

// brand gives a brand, a new one if need be.
func (f *Forecast) brand(name string) *Brand {
	b := f.Brands[name]
	if b == nil {
		b = &Brand{
			Incidents: map[string]*Wave{}, Shifts: map[string]*Shift{}, Hours: map[int64]int{}, Levers: newLevers(),
		}
		f.Brands[name] = b
	}
	return b
}

func (f *Forecast) applyCrisis(r domain.Recorded, e crisis.Event) {
	id := r.Stream.Name()
	if p, ok := e.(crisis.Proposed); ok {
		f.Crisis[id] = p.Brand
		return
	}
	name, known := f.Crisis[id]
	if !known {
		return
	}
	switch b := f.brand(name); e.(type) {
	case crisis.Activated:
		b.CrisisID = id
	case crisis.Relapsed:
		b.CrisisID = id
	case crisis.MonitoringEntered: // people called from here on work off the backlog; the cell need not wait for them
		b.CrisisID = ""
	case crisis.StoodDown:
		if b.CrisisID == id {
			b.CrisisID = ""
		}
		delete(f.Crisis, id)
	case crisis.Proposed, crisis.RoleAssigned, crisis.LogEntryMade, crisis.PromiseMade, crisis.PromiseKept,
		crisis.PromiseBroken, crisis.PromiseRenewed, crisis.IncidentAbsorbed, crisis.MemberAlerted, crisis.MemberAcknowledged:
	}
}

// Snapshot gives the canonical bytes of the fold.
func (f *Forecast) Snapshot() []byte {
	b, err := json.Marshal(f)
	if err != nil {
		panic(fmt.Sprintf("forecast: snapshot: %v", err)) // plain types always marshal
	}
	return b
}

// Restore is the inverse of Snapshot.
func (f *Forecast) Restore(b []byte) error {
	fresh := New()
	if err := json.Unmarshal(b, fresh); err != nil {
		return fmt.Errorf("restore forecast: %w", err)
	}
	*f = *fresh
	return nil
}

// sortedBrands names the brands there are.
func (f *Forecast) sortedBrands() []string { return slices.Sorted(maps.Keys(f.Brands)) }
