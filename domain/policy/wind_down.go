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
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// WindDown takes a cell from the end of its incidents to the stand-down: recovery statement, monitoring, all-clear, and
// home only when every criterion is met. The human word in it is the approval of the all-clear, by gold.
type WindDown struct {
	rules
	crises    map[string]*winding
	incidents map[string]*disruption
	open      map[domain.StreamID]string // thread that waits for an answer -> brand
	threads   map[domain.StreamID]string // thread -> brand
	backlog   map[string]int             // brand -> threads that wait
	callouts  map[string]*people
	moved     map[string]domain.Position // brand -> position of the last change of its backlog
}

// winding is one cell.
type winding struct {
	id, brand  string
	active     bool
	incidents  []string
	promises   map[string]bool // open ones
	promised   domain.Position // of the last change
	recovery   bool            // drafted
	monitoring time.Time       // until; zero before
	allClear   domain.Position // of the publication of the all-clear
	drafted    bool            // the all-clear
	cause      string          // id of the event that the next deadline rests on
	asked      bool            // stand-down, for the present facts
}

// disruption is one incident.
type disruption struct {
	brand     string
	resolved  domain.Position
	stable    time.Time
	people    map[string]bool // affected and not in any delivery yet
	toldAt    domain.Position
	statement string
}

type people struct {
	crisis string
	here   int
	moved  domain.Position
}

// NewWindDown gives the policy with an empty fold.
func NewWindDown() *WindDown {
	return &WindDown{
		crises: map[string]*winding{}, incidents: map[string]*disruption{}, open: map[domain.StreamID]string{},
		threads: map[domain.StreamID]string{}, backlog: map[string]int{}, callouts: map[string]*people{},
		moved: map[string]domain.Position{},
	}
}

// Name is part of the key of its requests.
func (p *WindDown) Name() string { return "wind_down" }

// Wants lists what it reads.
func (p *WindDown) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Reported{}, incident.AffectedListed{}, incident.Resolved{}, incident.Reopened{},
		crisis.Proposed{}, crisis.Activated{}, crisis.IncidentAbsorbed{}, crisis.PromiseMade{}, crisis.PromiseKept{},
		crisis.PromiseBroken{}, crisis.MonitoringEntered{}, crisis.Relapsed{}, crisis.StoodDown{}, statement.Drafted{},
		statement.Published{}, delivery.Requested{}, conversation.Opened{}, conversation.MessageReceived{},
		conversation.Replied{}, conversation.Resolved{}, callout.Raised{}, callout.Accepted{}, callout.MemberReleased{},
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
				delete(d.people, item.Subject)
			}
			d.toldAt = r.Position
		}
	case conversation.Event:
		p.applyConversation(r, e)
	case callout.Event:
		p.applyCallout(r, e)
	}
}

func (p *WindDown) applyIncident(r domain.Recorded, e incident.Event) {
	id := r.Stream.Name()
	if reported, ok := e.(incident.Reported); ok {
		p.incidents[id] = &disruption{brand: reported.Brand, people: map[string]bool{}, toldAt: r.Position}
		return
	}
	d := p.incidents[id]
	if d == nil {
		return
	}
	switch e := e.(type) {
	case incident.AffectedListed:
		for _, person := range e.People {
			d.people[person.Subject] = true
		}
	case incident.Resolved:
		d.resolved, d.stable = r.Position, e.StableSince
	case incident.Reopened:
		d.resolved, d.stable = 0, time.Time{}
	case incident.Reported, incident.ScopeChanged, incident.EtaSet, incident.ImpactEstimated, incident.Closed, incident.Suspected:
	}
}

func (p *WindDown) applyCrisis(r domain.Recorded, e crisis.Event) {
	id := r.Stream.Name()
	if proposed, ok := e.(crisis.Proposed); ok {
		p.crises[id] = &winding{id: id, brand: proposed.Brand, incidents: []string{proposed.IncidentID}, promises: map[string]bool{}, promised: r.Position}
		return
	}
	c := p.crises[id]
	if c == nil {
		return
	}
	c.asked = false
	switch e := e.(type) {
	case crisis.Activated:
		c.active = true
	case crisis.IncidentAbsorbed:
		c.incidents = append(c.incidents, e.IncidentID)
	case crisis.PromiseMade:
		c.promises[e.PromiseID], c.promised = true, r.Position
	case crisis.PromiseKept:
		delete(c.promises, e.PromiseID)
		c.promised = r.Position
	case crisis.PromiseBroken:
		delete(c.promises, e.PromiseID)
		c.promised = r.Position
	case crisis.MonitoringEntered:
		c.monitoring, c.cause = e.Until, r.ID.String()
	case crisis.Relapsed:
		c.monitoring, c.recovery, c.drafted, c.allClear = time.Time{}, false, false, 0
	case crisis.StoodDown:
		p.forget(c)
	case crisis.Proposed, crisis.RoleAssigned, crisis.LogEntryMade, crisis.PromiseRenewed:
	}
}

// forget drops what belonged to a cell that has gone home.
func (p *WindDown) forget(c *winding) {
	for _, id := range c.incidents {
		delete(p.incidents, id)
	}
	delete(p.crises, c.id)
}

func (p *WindDown) applyStatement(r domain.Recorded, e statement.Event) {
	switch e := e.(type) {
	case statement.Drafted:
		for _, id := range e.IncidentIDs {
			if d := p.incidents[id]; d != nil {
				d.statement = r.Stream.Name()
			}
		}
	case statement.Published:
		if c := p.crises[e.CrisisID]; c != nil && e.Kind == statement.AllClear {
			c.allClear = r.Position
		}
	case statement.VariantSet, statement.Submitted, statement.ApprovalGiven, statement.ApprovalRefused, statement.Approved,
		statement.Superseded:
	}
}

func (p *WindDown) applyConversation(r domain.Recorded, e conversation.Event) {
	switch e := e.(type) {
	case conversation.Opened:
		p.threads[r.Stream] = e.Brand
	case conversation.MessageReceived:
		if _, waits := p.open[r.Stream]; !waits {
			p.open[r.Stream] = p.threads[r.Stream]
			p.turn(r, 1)
		}
	case conversation.Replied, conversation.Resolved:
		if _, waits := p.open[r.Stream]; waits {
			delete(p.open, r.Stream)
			p.turn(r, -1)
		}
	case conversation.Classified, conversation.Reopened:
	}
}

func (p *WindDown) turn(r domain.Recorded, by int) {
	brand := p.threads[r.Stream]
	p.backlog[brand] += by
	p.moved[brand] = r.Position
}

func (p *WindDown) applyCallout(r domain.Recorded, e callout.Event) {
	id := r.Stream.Name()
	switch e := e.(type) {
	case callout.Raised:
		p.callouts[id] = &people{crisis: e.CrisisID, moved: r.Position}
	case callout.Accepted:
		if c := p.callouts[id]; c != nil {
			c.here, c.moved = c.here+1, r.Position
		}
	case callout.MemberReleased:
		if c := p.callouts[id]; c != nil && e.Reason != "surplus" {
			c.here, c.moved = c.here-1, r.Position
		}
	case callout.WaveStarted, callout.MemberCalled, callout.Acknowledged, callout.Declined, callout.TimedOut, callout.Filled,
		callout.Unfilled, callout.Escalated:
	}
}

// stable tells since when all incidents of a cell are resolved and stable; ok is false while one is not.
func (p *WindDown) stable(c *winding) (since time.Time, at domain.Position, ok bool) {
	for _, id := range c.incidents {
		d := p.incidents[id]
		if d == nil {
			continue
		}
		if d.resolved == 0 {
			return since, at, false
		}
		if d.stable.After(since) {
			since = d.stable
		}
		at = max(at, d.resolved)
	}
	return since, at, at > 0
}

// normalBacklog is how many threads a desk that works normally has waiting: what it can answer within the announced time.
func (p *WindDown) normalBacklog() int {
	if p.Desk.HandlingS <= 0 {
		return 0
	}
	return int(math.Ceil(p.StandDown.BacklogTimes * float64(p.Desk.Agents) * p.Desk.ReplyWithin.Seconds() / p.Desk.HandlingS))
}

var _ domain.Policy = (*WindDown)(nil)
