package forecast

import (
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/packed"
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

// Batch is notices of an incident on their way. Of most batches one or the other is never taken, so that they stay until
// their time is over: all that is kept is who has not been reached by one.
type Batch struct {
	Incident string    `json:"incident"`
	Places   []uint16  `json:"places"` // in the batch, of those who have not been reached, in order
	People   []uint64  `json:"people"` // who they are; see people
	Open     int       `json:"open"`   // not taken yet
	Until    time.Time `json:"until"`  // after it none is taken
}

// take takes out who has been reached by notices of these places, in any order and said twice or not.
func (b *Batch) take(items []delivery.AcceptedItem, reached *people) {
	for _, it := range items {
		if n, waits := slices.BinarySearch(b.Places, uint16(it.I)); waits && int(b.Places[n]) == it.I {
			reached.Add(b.People[n])
			b.Places, b.People = slices.Delete(b.Places, n, n+1), slices.Delete(b.People, n, n+1)
		}
	}
	if len(b.People) < cap(b.People)/2 {
		b.Places, b.People = append([]uint16{}, b.Places...), append([]uint64{}, b.People...)
	}
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
		f.Batch[r.Stream] = batchOf(e)
	case delivery.Accepted:
		f.told(r, e)
	case delivery.Suppressed, delivery.Attempted, delivery.OutcomeUnknown, delivery.Failed, delivery.Delivered, delivery.Read,
		delivery.Escalated, delivery.Unreachable, delivery.Expired, delivery.Parked:
	}
}

func batchOf(e delivery.Requested) *Batch {
	n := min(len(e.Items), delivery.MaxItems)
	b := &Batch{
		Incident: e.IncidentID, Open: len(e.Items), Until: e.NotAfter.Add(LateWord),
		Places: make([]uint16, n), People: make([]uint64, n),
	}
	for i, it := range e.Items[:n] {
		b.Places[i], b.People[i] = uint16(i), packed.Hash(it.Subject)
	}
	return b
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
		batch.take(e.Items, &b.Incidents[batch.Incident].Told)
	}
	if batch.Open -= len(e.Items); batch.Open <= 0 {
		delete(f.Batch, r.Stream)
	}
}
