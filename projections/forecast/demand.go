package forecast

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
)

// Wave is what one incident brings to the desk.
type Wave struct {
	Kind     string    `json:"kind"`
	Factor   float64   `json:"factor"` // by how much its kind exceeded the assumptions before
	Affected int       `json:"affected"`
	Told     people    `json:"told"`     // of them, whom a notice has reached
	Parts    []Part    `json:"parts"`    // oldest first; those that have faded are gone
	Moved    time.Time `json:"moved"`    // when it was last estimated
	Asked    float64   `json:"asked"`    // contacts that have come of it, by their likelihood
	Expected float64   `json:"expected"` // contacts that were to come until then
}

// Part is people who became affected at one time: an incident grows, and who joins it late asks late.
type Part struct {
	Since  time.Time `json:"since"`
	People int       `json:"people"`
}

// Batch is notices of an incident on their way.
type Batch struct {
	Incident string    `json:"incident"`
	People   []uint64  `json:"people"` // by place in the batch; see people
	Open     int       `json:"open"`   // not taken yet
	Until    time.Time `json:"until"`  // after it none is taken
}

// LateWord is how long after its end a notice may still turn out to have been taken.
const LateWord = 24 * time.Hour

func (f *Forecast) applyIncident(r domain.Recorded, e incident.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case incident.Reported:
		f.open(r, e.Brand, e.Kind)
	case incident.Suspected:
		f.open(r, e.Brand, suspected)
	case incident.ImpactEstimated:
		name, known := f.Incident[id]
		if !known {
			return
		}
		b := f.brand(name)
		f.settle(b, r.Meta.RecordedAt)
		b.Incidents[id].grow(e.Affected, r.Meta.RecordedAt, f.Rules.Forecast.Interval)
		f.begin(b, r.Meta.RecordedAt)
		b.Cause = r.ID.String()
	case incident.ScopeChanged, incident.EtaSet, incident.AffectedListed, incident.Resolved, incident.Reopened, incident.Closed:
	}
}

// suspected is the kind of an incident that customers alone told of.
const suspected = "SUSPECTED"

func (f *Forecast) open(r domain.Recorded, brand, kind string) {
	id := r.Stream.Name()
	if _, known := f.Incident[id]; !known {
		f.Incident[id] = brand
		f.brand(brand).Incidents[id] = &Wave{Kind: kind, Factor: f.factor(kind), Moved: r.Meta.RecordedAt}
	}
}

// grow takes a new estimate: more people are a new part (or join one that has just begun), fewer leave the newest.
func (w *Wave) grow(affected int, at time.Time, within time.Duration) {
	more := affected - w.Affected
	w.Affected, w.Moved = affected, at
	last := len(w.Parts) - 1
	switch {
	case more > 0 && last >= 0 && at.Sub(w.Parts[last].Since) < within:
		w.Parts[last].People += more
	case more > 0:
		w.Parts = append(w.Parts, Part{Since: at, People: more})
	}
	for ; more < 0 && last >= 0; last-- {
		fewer := min(-more, w.Parts[last].People)
		w.Parts[last].People -= fewer
		more += fewer
		if w.Parts[last].People == 0 {
			w.Parts = w.Parts[:last]
		}
	}
}

func (f *Forecast) applyDelivery(r domain.Recorded, e delivery.Event) {
	switch e := e.(type) {
	case delivery.Requested:
		b := &Batch{Incident: e.IncidentID, Open: len(e.Items), Until: e.NotAfter.Add(LateWord), People: make([]uint64, len(e.Items))}
		for i, it := range e.Items {
			b.People[i] = person(it.Subject)
		}
		f.Batch[r.Stream] = b
	case delivery.Accepted:
		f.told(r, e)
	case delivery.Suppressed, delivery.Attempted, delivery.OutcomeUnknown, delivery.Failed, delivery.Delivered, delivery.Read,
		delivery.Escalated, delivery.Unreachable, delivery.Expired, delivery.Parked:
	}
}

// told notes who was reached. A person who gets a second version is told once.
func (f *Forecast) told(r domain.Recorded, e delivery.Accepted) {
	batch := f.Batch[r.Stream]
	if batch == nil {
		return
	}
	if name, known := f.Incident[batch.Incident]; known {
		b := f.brand(name)
		f.settle(b, r.Meta.RecordedAt)
		for _, it := range e.Items {
			if it.I >= 0 && it.I < len(batch.People) {
				b.Incidents[batch.Incident].Told.add(batch.People[it.I])
			}
		}
	}
	if batch.Open -= len(e.Items); batch.Open <= 0 {
		delete(f.Batch, r.Stream)
	}
}
