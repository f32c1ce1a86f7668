package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/desk"
	"tocsin/domain/reaction"
)

// ReleaseDesk gives a customer back to the queue when the lease of the agent who owns him is over.
type ReleaseDesk struct {
	desks map[string]lease
}

type lease struct {
	stream domain.StreamID
	owner  string
	until  time.Time
	cause  string
}

// NewReleaseDesk gives the policy with an empty fold.
func NewReleaseDesk() *ReleaseDesk { return &ReleaseDesk{desks: map[string]lease{}} }

// Name is part of the key of its requests.
func (p *ReleaseDesk) Name() string { return "release_desk" }

// Wants lists what it reads.
func (p *ReleaseDesk) Wants() []domain.Event {
	return []domain.Event{desk.Claimed{}, desk.Released{}, reaction.Refused{}}
}

// Apply folds one record.
func (p *ReleaseDesk) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case desk.Claimed:
		p.desks[string(r.Stream)] = lease{stream: r.Stream, owner: e.Owner, until: e.LeaseUntil, cause: r.ID.String()}
	case desk.Released:
		delete(p.desks, string(r.Stream))
	case reaction.Refused: // somebody was faster; a lease that was extended is not the one that was released
		if l, ok := p.desks[e.To]; ok && e.Policy == p.Name() && l.cause == e.Cause {
			delete(p.desks, e.To)
		}
	}
}

// React has nothing to say.
func (p *ReleaseDesk) React(domain.Recorded) []domain.Request { return nil }

// Due releases the desks whose lease is over.
func (p *ReleaseDesk) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.desks) {
		if l := p.desks[id]; !l.until.After(now) {
			asked = append(asked, domain.Request{
				To: l.stream, Cause: l.cause, Step: "timeout",
				Command: desk.Release{Owner: l.owner, Reason: desk.Timeout, Now: l.until},
			})
		}
	}
	return asked
}

// Next is the end of the first lease.
func (p *ReleaseDesk) Next() (next time.Time, ok bool) {
	for _, l := range p.desks { // order-free: a minimum
		next, ok = earliest(next, ok, l.until)
	}
	return next, ok
}

var _ domain.Policy = (*ReleaseDesk)(nil)
