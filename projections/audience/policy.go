package audience

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"tocsin/domain"
	"tocsin/domain/ask"
	"tocsin/domain/delivery"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
)

const (
	queryAffected = "affected" // everybody listed to whom the version is new
	queryUntold   = "untold"   // those listed whom no version has reached

	// itemsPerBatch keeps a request of some 400 bytes per item below delivery.MaxBytes.
	itemsPerBatch = 150
)

// trigger is something the last record gives rise to.
type trigger struct {
	kind      string
	statement string
	version   int
	outreach  string
	wave      int
	from, to  int // batches of the wave
	batch     domain.StreamID
	reason    string // of an abort or a suppression
	at        time.Time
}

// Reasons of an abort.
const (
	superseded = "superseded"
	tooLate    = "too_late" // the plan was for earlier: those it has not asked for are planned for anew
)

const (
	planFirst     = "plan"
	freezeRun     = "freeze"
	startWave     = "wave"
	fillWave      = "fill"
	completeRun   = "complete"
	abortRun      = "abort"
	suppressBatch = "suppress"
)

// Notices is the policy: a statement drafted -> an outreach is planned; published -> its audience is frozen; let go by a
// person -> waves by need, each when the one before has nothing left that waits; superseded -> what is open is
// suppressed and owed in the newer version; people who join later are told together after a while.
type Notices struct {
	*Audience
}

// NewNotices gives the policy with an empty fold.
func NewNotices() *Notices { return &Notices{Audience: New()} }

// Name is part of the key of its requests.
func (n *Notices) Name() string { return "notices" }

// React answers what the record just applied gave rise to.
func (n *Notices) React(r domain.Recorded) []domain.Request {
	var asked []domain.Request
	for _, t := range n.reactions {
		for _, request := range n.answer(t) {
			request.Cause = r.ID.String()
			asked = append(asked, request)
		}
	}
	return asked
}

func (n *Notices) answer(t trigger) []domain.Request {
	switch t.kind {
	case planFirst:
		s := n.statements[t.statement]
		query := queryUntold
		if s.Versions[t.version].Push {
			query = queryAffected
		}
		if statement.ToSome(s.Audience) {
			query = s.Audience
		}
		return n.planRun(s, t.version, query, t.at)
	case freezeRun:
		return n.freezeRequest(n.outreaches[t.outreach])
	case startWave:
		return n.startRequest(n.outreaches[t.outreach], t.wave, t.at)
	case fillWave:
		return n.fillRequests(n.outreaches[t.outreach], t)
	case completeRun:
		o := n.outreaches[t.outreach]
		return []domain.Request{{To: outreach.Stream(o.ID), Step: "complete", Command: outreach.Complete{ByState: maps.Clone(o.ByState)}}}
	case abortRun:
		return []domain.Request{{To: outreach.Stream(t.outreach), Step: "abort", Command: outreach.Abort{Reason: t.reason}}}
	case suppressBatch:
		return []domain.Request{{To: t.batch, Step: "suppress", Command: delivery.SuppressOpen{Reason: t.reason}}}
	}
	panic("audience: no answer for " + t.kind)
}

// planRun plans the next outreach for a version.
func (n *Notices) planRun(s *Statement, version int, query string, at time.Time) []domain.Request {
	rules, v := n.rules.Outreach, s.Versions[version]
	number := s.NextRun[version]
	id := outreach.IDFor(s.ID, version, number)
	return []domain.Request{{
		To: outreach.Stream(id), Step: "plan/" + strconv.Itoa(version) + "/" + strconv.Itoa(number),
		Command: outreach.Plan{Planned: outreach.Planned{
			StatementID: s.ID, StatementVersion: version, IncidentID: s.IncidentID, Brand: v.Brand, AudienceQuery: query,
			Purpose: rules.Purpose, Ladder: rules.Ladder, Waves: rules.Waves, PartsPerS: rules.PartsPerS,
			NotAfter: at.Add(rules.NotAfter),
		}},
	}}
}

func (n *Notices) freezeRequest(o *Outreach) []domain.Request {
	i := n.incidents[o.Plan.IncidentID]
	waves := make([]int, len(o.People))
	for w, wave := range o.People {
		waves[w] = len(wave)
	}
	all := slices.Concat(o.People...)
	i.crowd.bySubject(all)
	people := make([]string, len(all))
	for n, place := range all {
		people[n] = i.crowd.subject(i.crowd.at(place))
	}
	return []domain.Request{{
		To: outreach.Stream(o.ID), Step: "freeze",
		Command: ask.Audience{OutreachID: o.ID, People: people, Waves: waves},
	}}
}

func (n *Notices) startRequest(o *Outreach, wave int, at time.Time) []domain.Request {
	switch {
	case o.Ended || !o.Allowed || wave != o.Started+1 || wave > len(o.People):
		return nil
	case at.After(o.Plan.NotAfter):
		return []domain.Request{{To: outreach.Stream(o.ID), Step: "abort", Command: outreach.Abort{Reason: tooLate}}}
	}
	count := len(o.People[wave-1])
	return []domain.Request{{
		To: outreach.Stream(o.ID), Step: "wave/" + strconv.Itoa(wave),
		Command: outreach.StartWave{Wave: wave, Count: count, Batches: (count + itemsPerBatch - 1) / itemsPerBatch, Now: at},
	}}
}

// Due plans a run for people who joined after the current version was published, once some have gathered.
func (n *Notices) Due(now time.Time) []domain.Request {
	var asked []domain.Request
	for _, id := range slices.Sorted(maps.Keys(n.waiting)) {
		i := n.waiting[id]
		at, s := n.gatherUntil(i)
		if s == nil || at.After(now) {
			continue
		}
		for _, request := range n.planRun(s, s.Current, queryUntold, at) {
			request.Cause = i.joinedBy
			asked = append(asked, request)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(n.someWait)) {
		n.overdue(n.someWait[id], func(s *Statement, from since, at time.Time) {
			if at.After(now) {
				return
			}
			for _, request := range n.planRun(s, s.Current, s.Audience, at) {
				request.Cause = from.By
				asked = append(asked, request)
			}
		})
	}
	return asked
}

// Next is the earliest end of a gathering.
func (n *Notices) Next() (next time.Time, ok bool) {
	for _, i := range n.someWait { // order-free: a minimum
		n.overdue(i, func(_ *Statement, _ since, at time.Time) {
			if !ok || at.Before(next) {
				next, ok = at, true
			}
		})
	}
	for _, i := range n.waiting { // order-free: a minimum
		if at, s := n.gatherUntil(i); s != nil && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}

// gatherUntil tells when the people who wait are to be told; nil when nobody waits or nothing is published yet.
func (n *Notices) gatherUntil(i *Incident) (time.Time, *Statement) {
	s := n.statements[i.StatementID]
	if i.joinedAt.IsZero() || s == nil || s.Current == 0 {
		return time.Time{}, nil
	}
	return i.joinedAt.Add(n.rules.Outreach.GatherFor), s
}

var _ domain.Policy = (*Notices)(nil)
