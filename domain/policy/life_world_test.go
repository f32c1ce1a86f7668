package policy_test

import (
	"fmt"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/crisis"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/policy"
	"tocsin/domain/statement"
)

// TestEveryCellComesToItsEnd plays incidents against the rules from the report to the stand-down: some grow, come
// together, are resolved, are not over after all; people approve sooner, later or not at all, and take up a proposal or
// let it lapse; policies are restarted in between.
func TestEveryCellComesToItsEnd(t *testing.T) {
	for seed := range seeds() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { lifeWorld(t, seed) })
	}
}

// life is a world of incidents and cells.
type life struct {
	*world
	resolved map[string]domain.Position // incident -> position of its resolution
	cells    []string
	texts    map[domain.StreamID][]statement.Published
	open     map[string]time.Time // promise -> its time
	lazy     int                  // of 10 texts, so many are not approved
}

func lifeWorld(t *testing.T, seed uint64) {
	w := &life{
		world: newWorld(t, seed, newFirstWord, newLastWord, newOpenCell, newKeepPromise, newWindDown,
			func() domain.Policy { return policy.NewSingleVoice() }),
		resolved: map[string]domain.Position{}, texts: map[domain.StreamID][]statement.Published{}, open: map[string]time.Time{},
	}
	w.lazy = w.chance.IntN(3)
	w.watch = w.see
	w.adopt(book())
	for n := range 1 + w.chance.IntN(4) {
		w.in(w.minutes(300), func() { w.disrupt(fmt.Sprintf("i%d", n)) })
	}
	w.run(noon.Add(20 * time.Hour))
	w.lazy = 0
	w.run(noon.Add(96 * time.Hour))
	w.check()
}

func (w *life) minutes(n int) time.Duration {
	return time.Duration(w.chance.IntN(n*60)) * time.Second
}

// disrupt lets an incident take its course.
func (w *life) disrupt(id string) {
	to := incident.Stream(id)
	w.do(to, incident.Report{Reported: incident.Reported{
		Source: incident.Source{System: "ops", ExternalRef: id}, Brand: "blue", Domain: "air", Kind: "CANCELLED", Scope: flights(id),
		LifeSafety: w.chance.IntN(8) == 0, StartedAt: w.now, AwareAt: w.now,
	}})
	affected := 0
	for range 1 + w.chance.IntN(3) {
		w.in(w.minutes(60), func() {
			affected += w.chance.IntN(40)
			w.do(to, incident.Estimate{ImpactEstimated: incident.ImpactEstimated{Affected: affected, Lo: affected, Hi: affected, Basis: "measured", Method: "manifest"}})
		})
		w.in(w.minutes(200), func() {
			end := w.now.Add(w.minutes(300))
			w.do(to, incident.SetEta{EtaSet: incident.EtaSet{EtaAt: end, Confidence: "low", ValidUntil: end}})
		})
	}
	resolve := func() { w.do(to, incident.Resolve{At: w.now, StableSince: w.now.Add(-w.minutes(80))}) }
	over := 30*time.Minute + w.minutes(360)
	w.in(over, resolve)
	if w.chance.IntN(3) == 0 {
		again := over + w.minutes(200)
		w.in(again, func() { w.do(to, incident.Reopen{Reason: "ice"}) })
		w.in(again+w.minutes(200)+time.Second, resolve)
	}
}

func (w *life) see(r domain.Recorded) {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case incident.Resolved:
		w.resolved[id] = r.Position
	case incident.Reopened:
		delete(w.resolved, id)
	case statement.Submitted:
		w.approve(r.Stream, e)
	case statement.Published:
		w.texts[r.Stream] = append(w.texts[r.Stream], e)
	case crisis.Proposed:
		w.cells = append(w.cells, id)
		if w.chance.IntN(6) > 0 {
			w.in(w.minutes(20), func() { w.activate(id) })
		}
	case crisis.PromiseMade:
		w.open[e.PromiseID] = e.At
	case crisis.PromiseKept:
		delete(w.open, e.PromiseID)
	case crisis.PromiseBroken:
		if late := w.now.Sub(w.open[e.PromiseID]); late < 2*time.Minute {
			w.t.Errorf("broken %s after its time", late)
		}
		delete(w.open, e.PromiseID)
	}
}

// approve lets comms and gold read a text, and publishes it.
func (w *life) approve(to domain.StreamID, e statement.Submitted) {
	after := w.minutes(12)
	if w.chance.IntN(10) < w.lazy {
		if w.states[to].(statement.State).Newest.Drafted.Kind != statement.AllClear {
			return
		}
		after = 5 * time.Hour // nobody asks again for the last word, but somebody sees in the end that it is missing
	}
	for n, role := range []string{"comms", "gold"} {
		w.in(after+time.Duration(n)*time.Minute, func() {
			w.do(to, statement.Approve{Version: e.Version, ContentHash: e.ContentHash, Role: role, By: "person/" + role})
		})
	}
	w.in(after+2*time.Minute, func() {
		var found []domain.Evidence
		for _, id := range w.states[to].(statement.State).Newest.Drafted.IncidentIDs {
			if at := w.resolved[id]; at > 0 {
				found = append(found, domain.Evidence{Fact: "incident.resolved", Value: id, Position: at})
			}
		}
		w.do(to, statement.Publish{Version: e.Version, Evidence: found, Now: w.now})
	})
}

// activate takes a proposal up, if it has its brand.
func (w *life) activate(id string) {
	if w.states["scope-blue"].(crisis.ScopeState).Holder == id {
		w.do(crisis.Stream(id), crisis.Activate{
			CrisisID: id, Level: 1, Mandate: "all", SingleVoice: true, Now: w.now,
			Evidence: []domain.Evidence{{Fact: "scope.claimed", Value: id, Position: 1}},
		})
	}
}

func (w *life) check() {
	for _, id := range w.cells {
		s := w.states[crisis.Stream(id)].(crisis.State)
		if s.Phase == crisis.PhaseActive || s.Phase == crisis.PhaseMonitoring {
			w.t.Errorf("cell %s never goes home: phase %d, incidents %v", id, s.Phase, s.Incidents)
		}
	}
	for to, texts := range w.texts {
		if last := texts[len(texts)-1]; last.Kind != statement.AllClear && last.Kind != statement.Instruction {
			w.t.Errorf("the last word of %s is %s", to, last.Kind)
		}
	}
	if holder := w.states["scope-blue"]; holder != nil && holder.(crisis.ScopeState).Holder != "" {
		w.t.Errorf("the brand is still held by %s", holder.(crisis.ScopeState).Holder)
	}
	if posts := w.states["channel-blue"]; posts != nil && posts.(feed.State).HeldBy != "" {
		w.t.Error("posts are still held")
	}
	if len(w.open) > 0 {
		w.t.Errorf("%d promises are still open", len(w.open))
	}
	for _, p := range w.reactors {
		if at, ok := p.policy.Next(); ok {
			w.t.Errorf("%s still waits for %s", p.policy.Name(), at)
		}
	}
}
