package policy

import (
	"strconv"
	"strings"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/statement"
)

// KeepPromise makes a promise of every next update that a cell publishes, has an update drafted before it is due, and
// records whether it was kept. An update without news keeps a promise too. The all-clear is the last word: it keeps the
// open promise and makes none.
type KeepPromise struct {
	rules
	statements map[string]*promised
	active     map[string]bool // crises
}

// promised is the newest word of one statement.
type promised struct {
	brand, crisisID, incidentID string
	published                   int // version
	drafted                     int // newest version there is
	draftNext                   time.Time
	tooSoon                     bool // the newest draft is an all-clear for what is not over: it cannot be published
	facts                       []statement.Fact
	next                        time.Time // promised by the published version
	cause                       string    // id of the publication

	promiseID string    // made and open
	keeper    string    // crisis that made it
	at        time.Time // of the open promise
	kind      string    // of the published version
	some      bool      // it goes to some of those affected, who are told again with all of them
	answered  bool      // by a publication: only the record of it is missing
	asked     bool      // a draft was made for it, or could not be made
}

// NewKeepPromise gives the policy with an empty fold.
func NewKeepPromise() *KeepPromise {
	return &KeepPromise{statements: map[string]*promised{}, active: map[string]bool{}}
}

// Name is part of the key of its requests.
func (p *KeepPromise) Name() string { return "keep_promise" }

// Wants lists what it reads.
func (p *KeepPromise) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, incident.Closed{}, statement.Drafted{}, statement.Published{}, crisis.Proposed{},
		crisis.Activated{}, crisis.StoodDown{}, crisis.ScopeReleased{}, crisis.PromiseMade{}, crisis.PromiseKept{},
		crisis.PromiseBroken{}, crisis.PromiseRenewed{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *KeepPromise) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case incident.Closed:
		p.forget(func(s *promised) bool { return s.incidentID == id })
	case statement.Drafted:
		p.applyDraft(p.statement(id), e)
	case statement.Published:
		s := p.statement(id)
		s.brand, s.crisisID, s.published, s.next, s.cause = e.Brand, e.CrisisID, e.Version, e.NextUpdateAt, r.ID.String()
		s.kind = e.Kind
		s.answered = s.promiseID != ""
	case crisis.Proposed:
		p.pin(id)
	case crisis.ScopeReleased:
		p.unpin(e.CrisisID)
	case crisis.Activated:
		p.active[id] = true
	case crisis.StoodDown:
		delete(p.active, id)
		p.forget(func(s *promised) bool { return s.crisisID == id })
	case crisis.PromiseMade:
		s := p.statement(e.StatementID)
		s.promiseID, s.keeper, s.at, s.answered, s.asked = e.PromiseID, id, e.At, s.published > e.StatementVersion, false
	case crisis.PromiseKept:
		p.open(e.PromiseID, func(s *promised) { s.promiseID = "" })
	case crisis.PromiseBroken:
		p.open(e.PromiseID, func(s *promised) { s.promiseID = "" })
	case crisis.PromiseRenewed:
		p.open(e.PromiseID, func(s *promised) { s.at, s.asked = e.To, false })
	case reaction.Refused:
		if e.Policy == p.Name() {
			p.applyRefused(e)
		}
	}
}

func (p *KeepPromise) applyDraft(s *promised, e statement.Drafted) {
	s.drafted, s.draftNext, s.some = e.Version, e.NextUpdateAt, statement.ToSome(e.Audience)
	_, over := domain.Find(e.Evidence, "incident.resolved")
	s.tooSoon = e.Kind == statement.AllClear && !over
	s.asked = s.asked || e.Author == p.author()
	if len(e.Facts) > 0 { // a recovery states none of its own: what was true last is still the news
		s.facts = e.Facts
	}
	if len(e.IncidentIDs) > 0 {
		s.incidentID = e.IncidentIDs[0]
	}
}

// applyRefused: what cannot be drafted or broken is not due any more, or it would hide what is due later.
func (p *KeepPromise) applyRefused(e reaction.Refused) {
	if rest, ok := strings.CutPrefix(e.Step, noNews); ok {
		promiseID, _, _ := strings.Cut(rest, "/")
		p.open(promiseID, func(s *promised) { s.asked = true })
	}
	if promiseID, ok := strings.CutPrefix(e.Step, broken); ok {
		p.open(promiseID, func(s *promised) { s.promiseID = "" })
	}
}

func (p *KeepPromise) statement(id string) *promised {
	if p.statements[id] == nil {
		p.statements[id] = &promised{}
	}
	return p.statements[id]
}

// open does something to the statement with this open promise.
func (p *KeepPromise) open(promiseID string, do func(*promised)) {
	for _, s := range p.statements { // order-free: at most one matches
		if s.promiseID == promiseID {
			do(s)
		}
	}
}

func (p *KeepPromise) forget(which func(*promised) bool) {
	for id, s := range p.statements { // order-free: every match is deleted
		if which(s) {
			delete(p.statements, id)
		}
	}
}

func (p *KeepPromise) author() string { return "policy/" + p.Name() }

// React keeps the old promise and makes the new one, when something is published; makes those that waited for the cell,
// when it is activated.
func (p *KeepPromise) React(r domain.Recorded) (asked []domain.Request) {
	id, cause := r.Stream.Name(), r.ID.String()
	switch e := r.Event.(type) {
	case statement.Published:
		return p.said(r, id, p.statements[id])
	case crisis.PromiseMade:
		if s := p.statements[e.StatementID]; s.answered { // the next word was out before the promise was on record
			return p.said(r, e.StatementID, s)
		}
	case crisis.Activated:
		for _, statementID := range sorted(p.statements) {
			if s := p.statements[statementID]; s.crisisID == id && s.next.After(r.Meta.RecordedAt) {
				asked = append(asked, p.promise(cause, statementID, s)...)
			}
		}
	}
	return asked
}

// said keeps the open promise of a statement and makes the one of its newest word.
func (p *KeepPromise) said(r domain.Recorded, id string, s *promised) (asked []domain.Request) {
	if s.promiseID != "" {
		asked = append(asked, domain.Request{
			To: crisis.Stream(s.keeper), Cause: r.ID.String(), Step: "keep/" + s.promiseID,
			Command: crisis.KeepPromise{PromiseID: s.promiseID, At: r.Meta.RecordedAt},
		})
	}
	return append(asked, p.promise(r.ID.String(), id, s)...)
}

// promise makes what a published text promises a promise of its cell. One that is not active yet makes it when it is.
func (p *KeepPromise) promise(cause, id string, s *promised) []domain.Request {
	if s.next.IsZero() || s.some || !p.active[s.crisisID] {
		return nil
	}
	return []domain.Request{{
		To: crisis.Stream(s.crisisID), Cause: cause, Step: "make/" + id + "/" + strconv.Itoa(s.published),
		Command: crisis.MakePromise{PromiseMade: crisis.PromiseMade{
			PromiseID: domain.DeriveID("promise", id, strconv.Itoa(s.published)), Audience: id, At: s.next, Zone: p.Zone,
			StatementID: id, StatementVersion: s.published,
		}},
	}}
}

// Steps of what is due; each goes with the id of the promise.
const (
	noNews = "no_news/" // has an update drafted
	broken = "broken/"
)

// sameAgain is the kind of a text without news: once service is returning to normal, no text says otherwise.
func (s *promised) sameAgain() string {
	if s.kind == statement.Recovery {
		return statement.Recovery
	}
	return statement.Update
}

// draftAt is when an update is drafted for an open promise; zero when one is under way or nothing is promised. A draft
// that itself promises news no later than this promise is none: it can hardly be published any more.
func (p *KeepPromise) draftAt(s *promised) time.Time {
	underWay := s.drafted > s.published && !s.tooSoon && (s.draftNext.IsZero() || s.draftNext.After(s.at))
	if s.promiseID == "" || s.answered || s.asked || underWay {
		return time.Time{}
	}
	return s.at.Add(-p.under(s.keeper).Promise.DraftBefore)
}

// breakAt is when an open promise is broken; zero when nothing is promised.
func (p *KeepPromise) breakAt(s *promised) time.Time {
	if s.promiseID == "" || s.answered {
		return time.Time{}
	}
	return s.at.Add(p.under(s.keeper).Promise.Tolerance + time.Second)
}

// Due drafts what is needed to keep a promise, and records the broken ones.
func (p *KeepPromise) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.statements) {
		s := p.statements[id]
		if at := p.breakAt(s); !at.IsZero() && !at.After(now) {
			asked = append(asked, domain.Request{
				To: crisis.Stream(s.keeper), Cause: s.cause, Step: broken + s.promiseID,
				Command: crisis.BreakPromise{PromiseID: s.promiseID, Now: at},
			})
			continue
		}
		if at := p.draftAt(s); !at.IsZero() && !at.After(now) {
			rules := p.under(s.keeper).Promise
			asked = append(asked, domain.Request{
				To: statement.Stream(id), Cause: s.cause, NotAfter: s.at,
				Step: noNews + s.promiseID + "/" + s.at.UTC().Format(time.RFC3339),
				Command: compose(p.Playbook, draft{
					kind: s.sameAgain(), brand: s.brand, crisisID: s.crisisID, incidentID: s.incidentID, facts: s.facts,
					nextUpdateAt: roundUp(s.at.Add(rules.Cadence), rules.RoundTo), author: p.author(), at: at,
				}),
			})
		}
	}
	return asked
}

// Next is the next instant at which something is to be drafted or broken.
func (p *KeepPromise) Next() (next time.Time, ok bool) {
	for _, s := range p.statements { // order-free: a minimum
		next, ok = earliest(next, ok, p.draftAt(s))
		next, ok = earliest(next, ok, p.breakAt(s))
	}
	return next, ok
}

var _ domain.Policy = (*KeepPromise)(nil)
