// Package forecast holds how many people will ask, how many the care team can serve, and the gap between the two, per
// brand. Beside the picture stands the policy whose state it is: when people are called out (policy.go).
package forecast

import (
	"cmp"
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
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
)

// Forecast is the fold. Its exported fields are its canonical form.
type Forecast struct {
	Rules    playbook.Playbook               `json:"rules"`
	Brands   map[string]*Brand               `json:"brands"`
	Incident map[string]string               `json:"incident"` // incident -> brand
	Batch    map[domain.StreamID]string      `json:"batch"`    // delivery batch -> incident, while notices are open
	Crisis   map[string]string               `json:"crisis"`   // crisis -> brand
	Callout  map[string]string               `json:"callout"`  // call-out -> brand
	Thread   map[domain.StreamID]threadState `json:"thread"`
}

type threadState struct {
	Brand string `json:"brand"`
	Open  bool   `json:"open"` // somebody waits for an answer
}

// Brand is the demand on one desk and its capacity.
type Brand struct {
	Incidents map[string]*Wave  `json:"incidents"`
	Shifts    map[string]*Shift `json:"shifts"`
	Backlog   int               `json:"backlog"` // threads that wait for an answer
	Hours     map[int64]int     `json:"hours"`   // messages per hour of the last week, by hour since 1970
	CrisisID  string            `json:"crisis_id,omitempty"`
	Cause     string            `json:"cause"` // id of the event that last moved the demand
	Gaps      int               `json:"gaps"`  // assessments in a row with a gap
}

// Wave is what one incident brings to the desk.
type Wave struct {
	Since    time.Time `json:"since"`
	Affected int       `json:"affected"`
	Informed int       `json:"informed"`
}

// Shift is a call-out that adds people to the desk.
type Shift struct {
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	People int       `json:"people"`
}

// New gives an empty fold.
func New() *Forecast {
	return &Forecast{
		Brands: map[string]*Brand{}, Incident: map[string]string{}, Batch: map[domain.StreamID]string{},
		Crisis: map[string]string{}, Callout: map[string]string{}, Thread: map[domain.StreamID]threadState{},
	}
}

// Wants lists what it reads.
func (f *Forecast) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.ImpactEstimated{}, delivery.Requested{}, delivery.Accepted{},
		conversation.Opened{}, conversation.MessageReceived{}, conversation.Replied{}, conversation.Resolved{},
		crisis.Proposed{}, crisis.Activated{}, crisis.StoodDown{}, callout.Raised{}, callout.Unfilled{}, callout.MemberReleased{},
	}
}

// Apply folds one record.
func (f *Forecast) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		if rules, err := playbook.Parse(e.Content); err == nil {
			f.Rules = rules
		}
	case incident.Event:
		f.applyIncident(r, e)
	case delivery.Requested:
		f.Batch[r.Stream] = e.IncidentID
	case delivery.Accepted:
		if w := f.wave(f.Batch[r.Stream]); w != nil {
			w.Informed = min(w.Informed+len(e.Items), w.Affected)
		}
	case conversation.Event:
		f.applyConversation(r, e)
	case crisis.Event:
		f.applyCrisis(r, e)
	case callout.Event:
		f.applyCallout(r, e)
	}
}

func (f *Forecast) brand(name string) *Brand {
	b := f.Brands[name]
	if b == nil {
		b = &Brand{Incidents: map[string]*Wave{}, Shifts: map[string]*Shift{}, Hours: map[int64]int{}}
		f.Brands[name] = b
	}
	return b
}

func (f *Forecast) wave(incidentID string) *Wave {
	if b := f.Brands[f.Incident[incidentID]]; b != nil {
		return b.Incidents[incidentID]
	}
	return nil
}

func (f *Forecast) applyIncident(r domain.Recorded, e incident.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case incident.Reported:
		f.Incident[id] = e.Brand
		f.brand(e.Brand).Incidents[id] = &Wave{Since: r.Meta.RecordedAt}
	case incident.ImpactEstimated:
		if w := f.wave(id); w != nil {
			w.Affected = e.Affected
			f.brand(f.Incident[id]).Cause = r.ID.String()
		}
	case incident.ScopeChanged, incident.EtaSet, incident.AffectedListed, incident.Resolved, incident.Reopened, incident.Closed,
		incident.Suspected:
	}
}

func (f *Forecast) applyConversation(r domain.Recorded, e conversation.Event) {
	if opened, ok := e.(conversation.Opened); ok {
		f.Thread[r.Stream] = threadState{Brand: opened.Brand}
		return
	}
	t, known := f.Thread[r.Stream]
	if !known {
		return
	}
	b := f.brand(t.Brand)
	open := t.Open
	switch e := e.(type) {
	case conversation.MessageReceived:
		b.Hours[e.ReceivedAt.Unix()/3600]++
		if b.Cause == "" {
			b.Cause = r.ID.String()
		}
		open = true
	case conversation.Replied, conversation.Resolved:
		open = false
	case conversation.Opened, conversation.Classified, conversation.Reopened:
	}
	switch {
	case open && !t.Open:
		b.Backlog++
	case !open && t.Open:
		b.Backlog--
	}
	f.Thread[r.Stream] = threadState{Brand: t.Brand, Open: open}
}

func (f *Forecast) applyCrisis(r domain.Recorded, e crisis.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case crisis.Proposed:
		f.Crisis[id] = e.Brand
	case crisis.Activated:
		f.brand(f.Crisis[id]).CrisisID = id
	case crisis.StoodDown:
		f.brand(f.Crisis[id]).CrisisID = ""
		delete(f.Crisis, id)
	case crisis.RoleAssigned, crisis.LogEntryMade, crisis.PromiseMade, crisis.PromiseKept, crisis.PromiseBroken,
		crisis.PromiseRenewed, crisis.IncidentAbsorbed, crisis.MonitoringEntered, crisis.Relapsed:
	}
}

func (f *Forecast) applyCallout(r domain.Recorded, e callout.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case callout.Raised:
		f.Callout[id] = e.Brand
		s := &Shift{From: e.StartBy, Until: e.EndBy}
		for _, need := range e.Need {
			s.People += need.Count
		}
		f.brand(e.Brand).Shifts[id] = s
		f.brand(e.Brand).Gaps = 0
	case callout.Unfilled:
		if s := f.brand(f.Callout[id]).Shifts[id]; s != nil {
			for _, need := range e.Missing {
				s.People = max(0, s.People-need.Count)
			}
		}
	case callout.MemberReleased:
		if s := f.brand(f.Callout[id]).Shifts[id]; s != nil && e.Reason != "surplus" {
			s.People = max(0, s.People-1)
		}
	case callout.WaveStarted, callout.MemberCalled, callout.Acknowledged, callout.Accepted, callout.Declined, callout.TimedOut,
		callout.Filled, callout.Escalated:
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

// waves lists what incidents bring, oldest first.
func (b *Brand) waves() []*Wave {
	list := make([]*Wave, 0, len(b.Incidents))
	for _, id := range slices.Sorted(maps.Keys(b.Incidents)) {
		list = append(list, b.Incidents[id])
	}
	slices.SortStableFunc(list, func(x, y *Wave) int { return cmp.Or(x.Since.Compare(y.Since)) })
	return list
}
