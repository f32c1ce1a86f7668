// Package bottleneck holds, per brand, how busy each stage of the work is - approval of texts, notices, the care desk,
// bookings - so that the one with the least capacity for its work can be named. Beside the picture stands the policy that
// tells when it moves (policy.go).
package bottleneck

import (
	"encoding/json"
	"fmt"
	"time"

	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/delivery"
	"tocsin/domain/demand"
	"tocsin/domain/incident"
	"tocsin/domain/offer"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// Stages of the work, in its order. What comes in and what is classified waits for nobody, so it is no stage here.
const (
	Approval = "approval" // a version that waits for those who approve it
	Outreach = "outreach" // a notice that no provider has taken yet
	Desk     = "desk"     // a thread that is owed an answer
	Booking  = "booking"  // a choice that the booking system has not confirmed
)

// order is that in which stages are shown; of two that are equally busy the first is the bottleneck.
func order() []string { return []string{Approval, Outreach, Desk, Booking} }

// Bottleneck is the fold. Its exported fields are its canonical form.
type Bottleneck struct {
	Rules    playbook.Playbook       `json:"rules"`
	Brands   map[string]*Brand       `json:"brands"`
	Incident map[string]string       `json:"incident"` // incident -> brand
	Texts    map[string]string       `json:"texts"`    // statement/version that was drafted -> brand
	Offers   map[string]string       `json:"offers"`   // offer -> brand
	Jobs     map[string]Job          `json:"jobs"`     // what is open
	Batch    map[domain.StreamID]int `json:"batch"`    // notices of a batch that are not taken yet
	Grid     time.Time               `json:"grid"`     // the interval that runs began then
}

// Job is one piece of work, or a batch of notices.
type Job struct {
	Brand string    `json:"brand"`
	Stage string    `json:"stage"`
	Since time.Time `json:"since"`
}

// Brand is the stages of one brand.
type Brand struct {
	Stages map[string]*Stage `json:"stages"`
	Moved  string            `json:"moved"` // the bottleneck as it was told last
	Cause  string            `json:"cause"` // id of the event that last brought work
}

// Stage is what one stage has to do.
type Stage struct {
	Open    int `json:"open"`
	Begin   int `json:"begin"`   // open when the interval that runs began
	Arrived int `json:"arrived"` // since then
	Work    int `json:"work"`    // of the last whole interval: open at its begin, and what arrived in it
	Came    int `json:"came"`    // in the last whole interval
}

// New gives an empty fold.
func New() *Bottleneck {
	return &Bottleneck{
		Brands: map[string]*Brand{}, Incident: map[string]string{}, Texts: map[string]string{}, Offers: map[string]string{},
		Jobs: map[string]Job{}, Batch: map[domain.StreamID]int{},
	}
}

// Wants lists what it reads.
func (b *Bottleneck) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.Suspected{}, incident.Closed{},
		statement.Drafted{}, statement.Submitted{}, statement.Approved{}, statement.ApprovalRefused{}, statement.Superseded{},
		delivery.Requested{}, delivery.Accepted{}, delivery.Suppressed{}, delivery.Unreachable{}, delivery.Expired{}, delivery.Parked{},
		conversation.Classified{}, conversation.Replied{}, conversation.Resolved{},
		offer.Made{}, offer.Accepted{}, offer.Declined{}, offer.Expired{}, offer.Confirmed{}, offer.ConfirmationFailed{}, offer.Revoked{},
		demand.BottleneckMoved{},
	}
}

// Apply folds one record.
func (b *Bottleneck) Apply(r domain.Recorded) {
	b.roll(r.Meta.RecordedAt)
	switch e := r.Event.(type) {
	case playbook.Adopted:
		if rules, err := playbook.Parse(e.Content); err == nil {
			b.Rules = rules
		}
	case incident.Reported:
		b.Incident[r.Stream.Name()] = e.Brand
	case incident.Suspected:
		b.Incident[r.Stream.Name()] = e.Brand
	case incident.Closed:
		delete(b.Incident, r.Stream.Name())
	case statement.Event:
		b.applyStatement(r, e)
	case delivery.Event:
		b.applyDelivery(r, e)
	case conversation.Event:
		b.applyConversation(r, e)
	case offer.Event:
		b.applyOffer(r, e)
	case demand.BottleneckMoved:
		b.brand(e.Brand).Moved = e.To
	}
}

// brand gives a brand, a new one if need be.
func (b *Bottleneck) brand(name string) *Brand {
	one := b.Brands[name]
	if one == nil {
		one = &Brand{Stages: map[string]*Stage{}}
		for _, stage := range order() {
			one.Stages[stage] = &Stage{}
		}
		b.Brands[name] = one
	}
	return one
}

// Snapshot gives the canonical bytes of the fold.
func (b *Bottleneck) Snapshot() []byte {
	bytes, err := json.Marshal(b)
	if err != nil {
		panic(fmt.Sprintf("bottleneck: snapshot: %v", err)) // plain types always marshal
	}
	return bytes
}

// Restore is the inverse of Snapshot.
func (b *Bottleneck) Restore(bytes []byte) error {
	fresh := New()
	if err := json.Unmarshal(bytes, fresh); err != nil {
		return fmt.Errorf("restore bottleneck: %w", err)
	}
	*b = *fresh
	return nil
}
