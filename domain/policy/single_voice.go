package policy

import (
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/feed"
	"tocsin/domain/reaction"
)

// SingleVoice holds the free posts of a brand while a cell speaks for it, and gives the brand back when the cell stands
// down or a proposal lapses without anybody taking it up.
type SingleVoice struct {
	crises map[string]*voice
}

type voice struct {
	brand   string
	cause   string    // of the proposal
	lapses  time.Time // zero once the cell is active
	claimed bool
}

// NewSingleVoice gives the policy with an empty fold.
func NewSingleVoice() *SingleVoice { return &SingleVoice{crises: map[string]*voice{}} }

// Name is part of the key of its requests.
func (p *SingleVoice) Name() string { return "single_voice" }

// Wants lists what it reads.
func (p *SingleVoice) Wants() []domain.Event {
	return []domain.Event{
		crisis.Proposed{}, crisis.Activated{}, crisis.StoodDown{}, crisis.ScopeClaimed{}, crisis.ScopeReleased{},
		reaction.Refused{},
	}
}

// Apply folds one record.
func (p *SingleVoice) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case crisis.Proposed:
		p.prune(r.Meta.RecordedAt)
		p.crises[r.Stream.Name()] = &voice{brand: e.Brand, cause: r.ID.String(), lapses: e.ExpiresAt}
	case crisis.Activated:
		if v := p.crises[r.Stream.Name()]; v != nil {
			v.lapses = time.Time{}
		}
	case crisis.ScopeClaimed:
		if v := p.crises[e.CrisisID]; v != nil {
			v.claimed = true
		}
	case crisis.ScopeReleased:
		delete(p.crises, e.CrisisID)
	case reaction.Refused:
		for id, v := range p.crises { // order-free: at most one matches
			if e.Policy == p.Name() && e.Step == lapsed && v.cause == e.Cause {
				delete(p.crises, id) // it had the brand no more
			}
		}
	}
}

// lapsed is the step that gives back the brand of a proposal that nobody took up.
const lapsed = "lapsed"

// prune forgets proposals that never got the brand and have lapsed.
func (p *SingleVoice) prune(now time.Time) {
	for id, v := range p.crises { // order-free: every match is deleted
		if !v.claimed && !v.lapses.IsZero() && v.lapses.Before(now) {
			delete(p.crises, id)
		}
	}
}

// React holds and releases.
func (p *SingleVoice) React(r domain.Recorded) []domain.Request {
	id := r.Stream.Name()
	v := p.crises[id]
	if v == nil {
		return nil
	}
	posts := domain.StreamID("channel-" + v.brand)
	switch e := r.Event.(type) {
	case crisis.Activated:
		if e.SingleVoice {
			return []domain.Request{{
				To: posts, Cause: r.ID.String(), Step: "hold",
				Command: feed.HoldPosts{PostsHeld: feed.PostsHeld{Brand: v.brand, CrisisID: id}},
			}}
		}
	case crisis.StoodDown:
		return []domain.Request{
			{
				To: posts, Cause: r.ID.String(), Step: "release",
				Command: feed.ReleasePosts{PostsReleased: feed.PostsReleased{Brand: v.brand, CrisisID: id}},
			},
			{
				To: crisis.ScopeStream(v.brand), Cause: r.ID.String(), Step: "scope",
				Command: crisis.ReleaseScope{CrisisID: id},
			},
		}
	}
	return nil
}

// Due gives back the brands of proposals that lapsed.
func (p *SingleVoice) Due(now time.Time) (asked []domain.Request) {
	for _, id := range sorted(p.crises) {
		if v := p.crises[id]; v.claimed && !v.lapses.IsZero() && !v.lapses.After(now) {
			asked = append(asked, domain.Request{
				To: crisis.ScopeStream(v.brand), Cause: v.cause, Step: lapsed, Command: crisis.ReleaseScope{CrisisID: id},
			})
		}
	}
	return asked
}

// Next is the next lapse.
func (p *SingleVoice) Next() (next time.Time, ok bool) {
	for _, v := range p.crises { // order-free: a minimum
		if v.claimed {
			next, ok = earliest(next, ok, v.lapses)
		}
	}
	return next, ok
}

var _ domain.Policy = (*SingleVoice)(nil)
