package policy

import (
	"math"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/conversation"
	"tocsin/domain/crisis"
	"tocsin/domain/delivery"
	"tocsin/domain/incident"
	"tocsin/domain/packed"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/statement"
)

// WindDown takes a cell from the end of its incidents to the stand-down: recovery statement, monitoring, all-clear, and
// home only when every criterion is met. The human word in it is the approval of the all-clear, by gold.
type WindDown struct {
	rules
	crises    map[string]*winding
	incidents map[string]*disruption
	callouts  map[string]*crew
	open      map[domain.StreamID]string // thread that waits for an answer -> brand
	backlog   map[string]*waitingThreads // by brand
}

// winding is one cell.
type winding struct {
	id, brand  string
	expires    time.Time // of the proposal
	active     bool
	incidents  []string
	promises   map[string]bool // open ones
	promised   domain.Position // of the last change
	monitoring time.Time       // until; zero before
	watching   string          // id of the event that began it
	relapses   int
	relapsed   time.Time       // the last time
	barred     map[string]bool // steps that were refused: only something new leads to another try
}

// disruption is one incident.
type disruption struct {
	resolved   domain.Position // 0 while it lasts
	resolvedAt time.Time       // on record
	cause      string          // id of that event
	stable     time.Time
	untold     packed.Set      // affected, and in no delivery yet
	told       domain.Position // of the last change
	statement  string          // for those affected
	recovered  bool            // that it is over was drafted
	cleared    domain.Position // of the publication of the all-clear; 0 before, and again when it is not over
}

// crew is who came to a call-out and has not gone home.
type crew struct {
	crisis string
	here   map[string]bool
	moved  domain.Position
}

type waitingThreads struct {
	n     int
	moved domain.Position
}

// NewWindDown gives the policy with an empty fold.
func NewWindDown() *WindDown {
	return &WindDown{
		crises: map[string]*winding{}, incidents: map[string]*disruption{}, callouts: map[string]*crew{},
		open: map[domain.StreamID]string{}, backlog: map[string]*waitingThreads{},
	}
}

// Name is part of the key of its requests.
func (p *WindDown) Name() string { return "wind_down" }

// Wants lists what it reads.
func (p *WindDown) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.AffectedListed{}, incident.Resolved{}, incident.Reopened{},
		incident.Closed{}, crisis.Proposed{}, crisis.Activated{}, crisis.IncidentAbsorbed{}, crisis.PromiseMade{},
		crisis.PromiseKept{}, crisis.PromiseBroken{}, crisis.MonitoringEntered{}, crisis.Relapsed{}, crisis.StoodDown{},
		statement.Drafted{}, statement.Published{}, delivery.Requested{}, conversation.Classified{}, conversation.Replied{},
		conversation.Resolved{}, callout.Raised{}, callout.Accepted{}, callout.MemberReleased{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *WindDown) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Event:
		p.applyIncident(r, e)
	case crisis.Event:
		p.applyCrisis(r, e)
	case statement.Event:
		p.applyStatement(r, e)
	case delivery.Requested:
		if d := p.incidents[e.IncidentID]; d != nil {
			for _, item := range e.Items {
				d.untold.Delete(item.Subject)
			}
			d.told = r.Position
		}
	case conversation.Event:
		p.applyConversation(r, e)
	case callout.Event:
		p.applyCallout(r, e)
	case reaction.Refused:
		if c := p.crises[domain.StreamID(e.To).Name()]; c != nil && e.Policy == p.Name() {
			c.barred[e.Cause+"/"+e.Step] = true
		}
	}
}

func (p *WindDown) applyIncident(r domain.Recorded, e incident.Event) {
	id := r.Stream.Name()
	if _, ok := e.(incident.Reported); ok {
		p.incidents[id] = &disruption{told: r.Position}
		return
	}
	d := p.incidents[id]
	if d == nil {
		return
	}
	switch e := e.(type) {
	case incident.AffectedListed:
		for _, person := range e.People {
			d.untold.Add(person.Subject)
		}
		d.told = r.Position
	case incident.Resolved:
		d.resolved, d.resolvedAt, d.cause, d.stable = r.Position, r.Meta.RecordedAt, r.ID.String(), e.StableSince
	case incident.Reopened:
		d.resolved, d.stable, d.recovered, d.cleared = 0, time.Time{}, false, 0
	case incident.Closed:
		if len(p.of(id)) == 0 {
			delete(p.incidents, id)
		}
	case incident.Reported, incident.ScopeChanged, incident.EtaSet, incident.ImpactEstimated, incident.Suspected:
	}
}

func (p *WindDown) applyStatement(r domain.Recorded, e statement.Event) {
	switch e := e.(type) {
	case statement.Drafted:
		for _, id := range e.IncidentIDs {
			if d := p.incidents[id]; d != nil && e.Audience == affectedAudience {
				d.statement = r.Stream.Name()
			}
		}
	case statement.Published:
		for _, id := range e.IncidentIDs {
			switch d := p.incidents[id]; {
			case d == nil || d.statement != r.Stream.Name():
			case e.Kind == statement.AllClear && d.resolved > 0:
				d.cleared = r.Position
			default:
				d.cleared = 0
			}
		}
	case statement.VariantSet, statement.Submitted, statement.ApprovalGiven, statement.ApprovalRefused, statement.Approved,
		statement.Superseded:
	}
}

// applyConversation counts a thread from its customer's first message, which is classified with it, to the answer.
func (p *WindDown) applyConversation(r domain.Recorded, e conversation.Event) {
	switch e := e.(type) {
	case conversation.Classified:
		if _, waits := p.open[r.Stream]; !waits && !e.Revised {
			p.open[r.Stream] = e.Brand
			p.turn(e.Brand, r, 1)
		}
	case conversation.Replied, conversation.Resolved:
		if brand, waits := p.open[r.Stream]; waits {
			delete(p.open, r.Stream)
			p.turn(brand, r, -1)
		}
	case conversation.Opened, conversation.MessageReceived, conversation.Reopened:
	}
}

func (p *WindDown) turn(brand string, r domain.Recorded, by int) {
	w := p.backlog[brand]
	if w == nil {
		w = &waitingThreads{}
		p.backlog[brand] = w
	}
	w.n, w.moved = w.n+by, r.Position
}

func (p *WindDown) applyCallout(r domain.Recorded, e callout.Event) {
	id := r.Stream.Name()
	if raised, ok := e.(callout.Raised); ok && p.crises[raised.CrisisID] != nil {
		p.callouts[id] = &crew{crisis: raised.CrisisID, here: map[string]bool{}, moved: r.Position}
	}
	c := p.callouts[id]
	if c == nil {
		return
	}
	switch e := e.(type) {
	case callout.Accepted:
		c.here[e.Member], c.moved = true, r.Position
	case callout.MemberReleased:
		delete(c.here, e.Member)
		c.moved = r.Position
	case callout.Raised, callout.WaveStarted, callout.MemberCalled, callout.Acknowledged, callout.Declined, callout.TimedOut,
		callout.Filled, callout.Unfilled, callout.Escalated:
	}
}

// normalBacklog is how many threads a desk that works normally has waiting: what it can answer within the announced time.
func normalBacklog(b playbook.Playbook) int {
	if b.Desk.HandlingS <= 0 {
		return 0
	}
	return int(math.Ceil(b.StandDown.BacklogTimes * float64(b.Desk.Agents) * b.Desk.ReplyWithin.Seconds() / b.Desk.HandlingS))
}

var _ domain.Policy = (*WindDown)(nil)
