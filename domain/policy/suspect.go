package policy

import (
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/surge"
)

// Suspect turns a surge that nothing explains into a suspected incident: customers know before operations do.
type Suspect struct {
	rules
	surges map[string]*unexplained
	last   map[string]time.Time // brand -> when something was last suspected
}

type unexplained struct {
	key    surge.Key
	since  time.Time // when it reached the level; zero when it is over
	cause  string
	proof  domain.Evidence
	silent bool      // explained, or suspected already
	ended  time.Time // zero while it goes on
}

// ResumesWithin is how long behind its end a surge is remembered. The detector calls it a new one earlier than that.
const ResumesWithin = time.Hour

// NewSuspect gives the policy with an empty fold.
func NewSuspect() *Suspect {
	return &Suspect{surges: map[string]*unexplained{}, last: map[string]time.Time{}}
}

// Name is part of the key of its requests.
func (p *Suspect) Name() string { return "suspect" }

// Wants lists what it reads.
func (p *Suspect) Wants() []domain.Event {
	return []domain.Event{
		playbook.Adopted{}, surge.Detected{}, surge.Escalated{}, surge.Resumed{}, surge.Linked{}, surge.Ended{},
		surge.Dismissed{}, incident.Suspected{}, reaction.Refused{},
	}
}

// Apply folds one record.
func (p *Suspect) Apply(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case playbook.Adopted:
		p.adopt(e)
	case surge.Detected:
		p.prune(r.Meta.RecordedAt)
		u := &unexplained{key: e.Key, silent: e.ExplainedBy != ""}
		p.surges[id] = u
		p.reach(u, r, e.Level, e.At)
	case surge.Escalated:
		p.reach(p.surges[id], r, e.Level, e.At)
	case surge.Resumed:
		if u := p.surges[id]; u != nil {
			u.ended = time.Time{}
			p.reach(u, r, e.Level, e.At)
		}
	case surge.Ended:
		if u := p.surges[id]; u != nil {
			p.holdPooled(u, r)
			u.ended, u.since = r.Meta.RecordedAt, time.Time{}
		}
	case surge.Linked:
		if u := p.surges[id]; u != nil {
			u.silent = true
		}
	case surge.Dismissed:
		if u := p.surges[id]; u != nil {
			p.holdPooled(u, r)
			delete(p.surges, id)
		}
	case incident.Suspected:
		p.last[e.Brand] = e.At
		if u := p.surges[e.SurgeID]; u != nil {
			u.silent = true
		}
	case reaction.Refused:
		for _, u := range p.surges { // order-free: at most one matches
			if e.Policy == p.Name() && u.cause == e.Cause {
				u.silent = true // it is known already
			}
		}
	}
}

func (p *Suspect) prune(now time.Time) {
	for id, u := range p.surges { // order-free: every match is deleted
		if !u.ended.IsZero() && now.Sub(u.ended) > ResumesWithin {
			delete(p.surges, id)
		}
	}
}

// reach notes when a surge first stands at the level that makes one suspicious.
func (p *Suspect) reach(u *unexplained, r domain.Recorded, level int, at time.Time) {
	if u != nil && u.since.IsZero() && level >= p.Trigger.SuspectLevelAtLeast {
		u.since, u.cause, u.proof = at, r.ID.String(), evidence(r.Type, r.Stream.Name(), r)
	}
}

// React has nothing to say: operations get some time to explain it.
func (p *Suspect) React(domain.Recorded) []domain.Request { return nil }

// suspectAt is when a surge is to be reported; zero when it is not.
func (p *Suspect) suspectAt(u *unexplained) time.Time {
	if u.silent || !u.stands() || p.toldByBrand(u) {
		return time.Time{}
	}
	at := u.since.Add(p.patience(u))
	for brand, last := range p.last { // order-free: any
		if (brand == u.key.Brand || u.pooled()) && at.Before(last.Add(p.Trigger.QuietAfterSuspicion)) {
			return time.Time{}
		}
	}
	return at
}

// Due reports what nobody has explained by now, one surge per brand at a time.
func (p *Suspect) Due(now time.Time) (asked []domain.Request) {
	brands := map[string]bool{}
	ids := sorted(p.surges)
	slices.SortStableFunc(ids, func(a, b string) int { return p.surges[a].last() - p.surges[b].last() })
	for _, id := range ids {
		u := p.surges[id]
		at := p.suspectAt(u)
		if at.IsZero() || at.After(now) || brands[u.key.Brand] || u.pooled() && len(brands) > 0 {
			continue
		}
		brands[u.key.Brand] = true
		asked = append(asked, domain.Request{
			To: incident.Stream(domain.DeriveID("suspected", id)), Cause: u.cause, Step: "suspect",
			Command: incident.Suspect{
				Brand: u.key.Brand, Topic: u.key.Topic, SurgeID: id, Evidence: []domain.Evidence{u.proof}, At: at,
			},
		})
	}
	return asked
}

// Next is the earliest instant at which a surge is to be reported.
func (p *Suspect) Next() (next time.Time, ok bool) {
	for _, u := range p.surges { // order-free: a minimum
		next, ok = earliest(next, ok, p.suspectAt(u))
	}
	return next, ok
}

var _ domain.Policy = (*Suspect)(nil)
