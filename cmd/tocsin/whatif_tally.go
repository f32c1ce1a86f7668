package main

import (
	"context"
	"slices"
	"time"

	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/projections/forecast"
	"tocsin/projections/report"
)

// tally folds a day into the figures that a what-if compares. Both days are folded alike, with one model of the customers.
type tally struct {
	report *report.Report
	model  *forecast.Forecast
	desk   queueTally
	told   toldTally
	wanted float64   // contacts that the model expects if nobody is told
	asked  float64   // and with the notices that were taken
	until  time.Time // to here
}

func newTally(rules playbook.Playbook) *tally {
	return &tally{report: report.New(), model: customersOf(rules), desk: newQueueTally(), told: newToldTally()}
}

// customersOf is the model of the customers of a day: the assumptions of its playbook, which neither another playbook
// nor what comes on one of the days may change.
func customersOf(rules playbook.Playbook) *forecast.Forecast {
	model := forecast.New()
	rules.Forecast.EpisodeWeight = 0
	model.Rules = rules
	return model
}

func (t *tally) apply(r domain.Recorded) {
	t.expect(r.Meta.RecordedAt)
	t.report.Apply(r)
	t.desk.apply(r)
	t.told.apply(r)
	if _, adopted := r.Event.(playbook.Adopted); !adopted { // the model of the customers is no rule of the operator
		t.model.Apply(r)
	}
}

// tallyGrid is the step in which the model's expectation is added up.
const tallyGrid = 5 * time.Minute

// expect adds up what the model expects from incidents, until an instant.
func (t *tally) expect(at time.Time) {
	if t.until.IsZero() {
		t.until = at.Truncate(tallyGrid)
	}
	for !t.until.Add(tallyGrid).After(at) {
		for _, brand := range t.model.Names() {
			a := t.model.Asking(brand, t.until)
			t.wanted += float64(a.IfNobodyTold * tallyGrid.Hours())
			t.asked += float64(a.AsTold * tallyGrid.Hours())
		}
		t.until = t.until.Add(tallyGrid)
	}
}

// queueTally is the backlog of all desks together: threads that are owed an answer.
type queueTally struct {
	since    map[domain.StreamID]time.Time
	last     time.Time
	peak     int
	peakAt   time.Time
	waited   time.Duration // of all customers together
	longest  time.Duration
	contacts int // threads that began to wait
	answered []time.Duration
}

func newQueueTally() queueTally { return queueTally{since: map[domain.StreamID]time.Time{}} }

func (q *queueTally) apply(r domain.Recorded) {
	at := r.Meta.RecordedAt
	if !q.last.IsZero() && at.After(q.last) {
		q.waited += time.Duration(len(q.since)) * at.Sub(q.last)
	}
	q.last = later(q.last, at)
	since, waits := q.since[r.Stream]
	switch e := r.Event.(type) {
	case conversation.Classified:
		if e.Revised || waits {
			return
		}
		q.since[r.Stream] = at
		q.contacts++
		if len(q.since) > q.peak {
			q.peak, q.peakAt = len(q.since), at
		}
	case conversation.Replied, conversation.Resolved:
		if waits {
			delete(q.since, r.Stream)
			q.answered = append(q.answered, at.Sub(since))
			q.longest = max(q.longest, at.Sub(since))
		}
	}
}

// oldest is how long the one has waited who waits longest at an instant.
func (q *queueTally) oldest(at time.Time) (longest time.Duration) {
	for _, since := range q.since { // order-free: a maximum
		longest = max(longest, at.Sub(since))
	}
	return longest
}

// toldTally is, per person affected, when he was told and when he asked.
type toldTally struct {
	affected  map[string]time.Time     // subject -> when he was known to be affected
	told      map[string]time.Time     // subject -> first notice on his device
	after     map[string]time.Duration // subject -> from the one to the other
	asked     map[string]time.Time     // subject -> first message since he was affected
	threads   map[domain.StreamID]string
	batches   map[domain.StreamID]delivery.Requested
	firstTold time.Time
}

func newToldTally() toldTally {
	return toldTally{
		affected: map[string]time.Time{}, told: map[string]time.Time{},
		after: map[string]time.Duration{}, asked: map[string]time.Time{}, threads: map[domain.StreamID]string{},
		batches: map[domain.StreamID]delivery.Requested{},
	}
}

func (t *toldTally) apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case incident.AffectedListed:
		for _, p := range e.People {
			if _, known := t.affected[p.Subject]; !known {
				t.affected[p.Subject] = r.Meta.RecordedAt
			}
		}
	case conversation.Opened:
		t.threads[r.Stream] = e.Subject
	case conversation.MessageReceived:
		subject := t.threads[r.Stream]
		if _, affected := t.affected[subject]; affected && t.asked[subject].IsZero() {
			t.asked[subject] = e.ReceivedAt
		}
	case delivery.Requested:
		t.batches[r.Stream] = e
	case delivery.Delivered:
		for _, item := range e.Items {
			t.delivered(t.batches[r.Stream], item)
		}
	}
}

func (t *toldTally) delivered(b delivery.Requested, item delivery.ReceiptItem) {
	if item.I < 0 || item.I >= len(b.Items) {
		return
	}
	subject := b.Items[item.I].Subject
	if _, already := t.told[subject]; already {
		return
	}
	t.told[subject] = item.At
	if t.firstTold.IsZero() || item.At.Before(t.firstTold) {
		t.firstTold = item.At
	}
	if since, known := t.affected[subject]; known {
		t.after[subject] = item.At.Sub(since)
	}
}

// before counts those of some people who were told before they asked, or did not ask.
func (t *toldTally) before(people []string) (n int) {
	for _, subject := range people {
		told, ok := t.told[subject]
		if asked := t.asked[subject]; ok && (asked.IsZero() || told.Before(asked)) {
			n++
		}
	}
	return n
}

// reachable lists the affected who can be reached by some channel, sorted. It is asked of the vault and not of the log:
// on a day without notices the log does not say who could have been told.
func (t *toldTally) reachable(ctx context.Context, vault people) ([]string, error) {
	var can []string
	for some := range slices.Chunk(sortedKeys(t.affected), 1_000) {
		reach, err := vault.Reach(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, subject := range some {
			if slices.ContainsFunc(reach[subject], func(c node.Contact) bool { return !c.Blocked }) {
				can = append(can, subject)
			}
		}
	}
	return can, nil
}
