// Package outbox holds what is owed and not yet at its end: every open notice, from when it may be tried, and what
// forbids it. It is the dispatcher's own fold, and a picture of the queue.
package outbox

import (
	"math"
	"slices"
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// Outbox is the fold. Its zero value is not ready; use New.
type Outbox struct {
	rules    playbook.Playbook
	batches  map[domain.StreamID]*Batch
	queue    []*Batch           // with open notices, in order of request: older batches go first
	current  map[string]int     // statement -> version that may be sent
	stopped  map[string]bool    // outreach -> paused or aborted
	runs     map[string]float64 // outreach -> parts a second, 0 for any
	offers   map[string]bool    // made
	links    map[string]bool    // statement/version, once its text is known -> it shows the link to an offer
	inFlight map[flight]int     // how many tries are unresolved for a person and channel

	references references // provider key -> notice, of what was attempted
	known      []*Batch   // by number
	firsts     []uint32   // the first number of each
	last       uint32     // number that was given
	limit      uint32     // of numbers
	waiting    waiting    // closed batches that are forgotten one day
}

// flight is a person on a channel: two versions of one statement must not cross there.
type flight struct{ Statement, Subject, Channel string }

// Ref names one notice.
type Ref struct {
	Stream domain.StreamID
	I      int
}

// Batch is one delivery stream.
type Batch struct {
	Stream   domain.StreamID
	State    delivery.State // while something is open in it; then see ItemState
	Revision domain.Revision
	Drill    bool   // part of an exercise: nothing of it may leave the house
	Cause    string // id of the event that asked for it: what is done about the batch is done because of that

	request delivery.Requested // its items are kept while something is open
	notices []notice           // likewise
	closed  *closed            // in place of both

	open  int             // items that the program still has to work on
	asked time.Time       // when it was requested
	place domain.Position // of its request
	moved time.Time       // when something was last recorded of it

	first            uint32 // number of its first notice
	awaited, dropped bool   // is in waiting; is forgotten
}

// notice is what the queue knows of one item beside its state.
type notice struct {
	NotYet time.Time `json:"not_yet,omitzero"` // not to be tried or looked up before
	Tried  []string  `json:"tried,omitempty"`  // channels on which a provider may know it
}

const (
	// OfferGrace is how long a notice waits for the offer of its party before it goes without.
	OfferGrace = 2 * time.Minute
	// ReceiptsFor is how long a closed batch stays known, since receipts still come for it. Providers keep a message
	// for three days at most; the rest is for those that were down.
	ReceiptsFor = 7 * 24 * time.Hour
)

// New gives an empty fold.
func New() *Outbox {
	return &Outbox{
		batches: map[domain.StreamID]*Batch{}, current: map[string]int{}, stopped: map[string]bool{}, runs: map[string]float64{},
		offers: map[string]bool{}, links: map[string]bool{}, inFlight: map[flight]int{}, limit: math.MaxUint32,
	}
}

// Wants lists what it reads.
func (o *Outbox) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, statement.VariantSet{}, statement.Published{}, outreach.Planned{}, outreach.Paused{}, outreach.Resumed{}, outreach.Aborted{},
		outreach.Completed{}, offer.Made{},
		delivery.Requested{}, delivery.Suppressed{}, delivery.Attempted{}, delivery.Accepted{}, delivery.OutcomeUnknown{},
		delivery.Failed{}, delivery.Delivered{}, delivery.Read{}, delivery.Escalated{}, delivery.Unreachable{},
		delivery.Expired{}, delivery.Parked{},
	}
}

// Apply folds one record.
func (o *Outbox) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		if rules, err := e.Book(); err == nil {
			o.rules = rules
		}
	case statement.VariantSet:
		text := textKey(r.Stream.Name(), e.Version)
		o.links[text] = o.links[text] || slices.ContainsFunc(e.Params, func(p statement.Param) bool { return p.Name == "link" })
	case statement.Published:
		o.current[r.Stream.Name()] = e.Version
	case outreach.Event:
		o.applyOutreach(r, e)
	case offer.Made:
		o.offers[r.Stream.Name()] = true
	case delivery.Requested:
		o.forget(r.Meta.RecordedAt)
		o.put(&Batch{
			Stream: r.Stream, State: delivery.Decider.Evolve(delivery.State{}, e), Revision: r.Revision, Drill: r.Meta.Drill, Cause: r.ID.String(),
			request: e, notices: make([]notice, len(e.Items)),
			open: len(e.Items), asked: r.Meta.RecordedAt, place: r.Position, moved: r.Meta.RecordedAt,
		})
	case delivery.Event:
		o.applyDelivery(r, e)
	}
}

func textKey(statementID string, version int) string {
	return statementID + "/" + strconv.Itoa(version)
}

// put takes a batch into the fold.
func (o *Outbox) put(b *Batch) {
	o.batches[b.Stream] = b
	o.number(b)
	if b.open > 0 {
		o.enqueue(b)
	} else {
		o.await(b)
	}
}

// waitsForOffer tells whether a notice must wait for the offer of its party: its text shows the link to it.
func (o *Outbox) waitsForOffer(b *Batch, offerID string) bool {
	if offerID == "" || o.offers[offerID] {
		return false
	}
	shows, known := o.links[textKey(b.request.StatementID, b.request.StatementVersion)]
	return shows || !known
}

// enqueue puts a batch into the queue, in its place: one that was closed may be opened again, by the next channel.
func (o *Outbox) enqueue(b *Batch) {
	if at, there := slices.BinarySearchFunc(o.queue, b, ByPlace); !there {
		o.queue = slices.Insert(o.queue, at, b)
	}
}

// dequeue takes a closed batch out. It stays known.
func (o *Outbox) dequeue(b *Batch) {
	if at, there := slices.BinarySearchFunc(o.queue, b, ByPlace); there {
		o.queue = slices.Delete(o.queue, at, at+1)
	}
}
