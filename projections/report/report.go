// Package report holds what is told of a crisis afterwards: counts and lists that an outsider can recompute from the
// log, one section per file.
package report

import (
	"encoding/json"
	"fmt"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/demand"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/lever"
	"tocsin/domain/offer"
	"tocsin/domain/outreach"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
	"tocsin/domain/surge"
)

// Report is the fold. Its exported fields are its canonical form; lists are in the order of the log.
type Report struct {
	Messages   Messages                     `json:"messages"`
	Incidents  Incidents                    `json:"incidents"`
	Surges     []*Surge                     `json:"surges"`
	Crises     []*Crisis                    `json:"crises"`
	Statements []*Statement                 `json:"statements"`
	Batches    map[domain.StreamID]batch    `json:"batches"` // per batch and item: a noticeState
	Reasons    []string                     `json:"reasons"` // of suppressions, in order of appearance
	Notices    Notices                      `json:"notices"`
	Outreaches Outreaches                   `json:"outreaches"`
	Offers     Offers                       `json:"offers"`
	Callouts   []*Callout                   `json:"callouts"`
	Answers    map[string]map[string]answer `json:"answers"`  // per call-out and member who was called
	Refusals   map[string]int               `json:"refusals"` // of policies' requests, by policy and code
	Parked     []string                     `json:"parked"`   // reactors that are held, and why
	Position   domain.Position              `json:"position"`
	Last       time.Time                    `json:"last"` // recorded at of the last event

	Widening
}

// New gives an empty fold.
func New() *Report {
	return &Report{
		Incidents: Incidents{
			Aware: map[string]time.Time{}, Affected: map[string]int{}, Scope: map[string]map[string]bool{},
		},
		Batches:  map[domain.StreamID]batch{},
		Notices:  Notices{Suppressed: map[string]int{}},
		Answers:  map[string]map[string]answer{},
		Refusals: map[string]int{},
	}
}

// Wants lists what it reads.
func (t *Report) Wants() []domain.Event {
	return []domain.Event{
		conversation.MessageReceived{}, conversation.Replied{}, conversation.Resolved{},
		incident.Reported{}, incident.ScopeChanged{}, incident.ImpactEstimated{}, incident.Resolved{}, incident.Reopened{}, incident.Suspected{},
		surge.Detected{}, surge.Escalated{}, surge.Eased{}, surge.Resumed{}, surge.Linked{}, surge.Ended{},
		crisis.Proposed{}, crisis.Activated{}, crisis.RoleAssigned{}, crisis.IncidentAbsorbed{}, crisis.PromiseMade{}, crisis.PromiseKept{},
		crisis.PromiseBroken{}, crisis.MonitoringEntered{}, crisis.Relapsed{}, crisis.StoodDown{},
		statement.Drafted{}, statement.ApprovalGiven{}, statement.Published{}, statement.Superseded{},
		outreach.Planned{}, outreach.AudienceFrozen{}, outreach.Completed{}, outreach.Aborted{},
		delivery.Requested{}, delivery.Suppressed{}, delivery.Attempted{}, delivery.Accepted{}, delivery.OutcomeUnknown{},
		delivery.Failed{}, delivery.Delivered{}, delivery.Read{}, delivery.Escalated{}, delivery.Unreachable{},
		delivery.Expired{}, delivery.Parked{},
		inventory.CapacityCorrected{}, offer.Made{}, offer.Accepted{}, offer.Declined{}, offer.Expired{}, offer.Confirmed{},
		offer.ConfirmationFailed{}, offer.Revoked{}, offer.Replaced{},
		callout.Raised{}, callout.MemberCalled{}, callout.Accepted{}, callout.Declined{}, callout.TimedOut{}, callout.Filled{},
		callout.Unfilled{}, callout.MemberReleased{}, reserve.Booked{}, reserve.Unbooked{},
		lever.Proposed{}, lever.Pulled{}, lever.Released{}, demand.BottleneckMoved{},
		reaction.Refused{}, reaction.Parked{},
	}
}

// Apply folds one record.
func (t *Report) Apply(r domain.Recorded) {
	t.Position, t.Last = r.Position, r.Meta.RecordedAt
	t.closeCallouts()
	switch e := r.Event.(type) {
	case conversation.Event:
		t.Messages.apply(e)
	case incident.Event:
		t.Incidents.apply(r, e)
	case surge.Event:
		t.applySurge(r, e)
	case crisis.Event:
		t.applyCrisis(r, e)
	case statement.Event:
		t.applyStatement(r, e)
	case outreach.Event:
		t.Outreaches.apply(e)
	case delivery.Event:
		t.applyDelivery(r, e)
	case inventory.CapacityCorrected:
		t.Offers.Corrections++
	case offer.Event:
		t.Offers.apply(r, e)
	case callout.Event:
		t.applyCallout(r, e)
	case reserve.Event:
		t.applyReserve(r, e)
	case lever.Event:
		t.applyLever(r, e)
	case demand.Event:
		t.applyDemand(r, e)
	case reaction.Refused:
		t.Refusals[e.Policy+"/"+e.Code]++
		if e.Policy == "offers" && e.Code == string(domain.Exhausted) {
			t.Offers.RefusedNoStock++
		}
	case reaction.Parked:
		t.Parked = append(t.Parked, e.Policy+": "+e.Error)
	}
}

// Snapshot gives the canonical bytes of the fold.
func (t *Report) Snapshot() []byte {
	b, err := json.Marshal(t)
	if err != nil {
		panic(fmt.Sprintf("report: snapshot: %v", err)) // plain types always marshal
	}
	return b
}

// Restore is the inverse of Snapshot.
func (t *Report) Restore(b []byte) error {
	fresh := New()
	if err := json.Unmarshal(b, fresh); err != nil {
		return fmt.Errorf("restore report: %w", err)
	}
	*t = *fresh
	return nil
}
