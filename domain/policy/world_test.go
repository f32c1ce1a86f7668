package policy_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"tocsin/domain"
	"tocsin/domain/callout"
	"tocsin/domain/crisis"
	"tocsin/domain/feed"
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/offer"
	"tocsin/domain/playbook"
	"tocsin/domain/reaction"
	"tocsin/domain/reserve"
	"tocsin/domain/statement"
)

// world joins policies to the rules of the streams they ask, as the reactors of a node do: each folds what is new, then
// its requests are carried out together, and what led to nothing is on record. Restarts come when the seed says so.
type world struct {
	t        *testing.T
	chance   *rand.Rand
	now      time.Time
	records  []domain.Recorded
	states   map[domain.StreamID]any
	kinds    map[string]domain.Kind
	done     map[string]string // key -> bytes of its command
	reactors []*pump
	later    []later
	resolve  func(domain.Request) bool // carries out what is no command; true when it was
	watch    func(domain.Recorded)     // people and hosts, who see everything
	restarts int
}

type pump struct {
	fresh  func() domain.Policy
	policy domain.Policy
	at     int
	due    map[string]bool
	wants  map[reflect.Type]bool
}

type later struct {
	at time.Time
	do func()
}

func newWorld(t *testing.T, seed uint64, fresh ...func() domain.Policy) *world {
	w := &world{
		t: t, chance: rand.New(rand.NewPCG(seed, seed)), now: noon, states: map[domain.StreamID]any{}, done: map[string]string{},
		kinds: map[string]domain.Kind{}, resolve: func(domain.Request) bool { return false }, watch: func(domain.Recorded) {},
	}
	for _, k := range []domain.Kind{
		incident.Kind, crisis.Kind, crisis.ScopeKind, statement.Kind, inventory.Kind, offer.Kind, reserve.Kind, callout.Kind,
		feed.ChannelKind, reaction.Kind, playbook.Kind,
	} {
		w.kinds[k.Category] = k
	}
	for _, f := range fresh {
		w.reactors = append(w.reactors, &pump{fresh: f, policy: f(), due: map[string]bool{}, wants: wantedBy(f())})
	}
	return w
}

// adopt puts a playbook in force.
func (w *world) adopt(p playbook.Playbook) {
	content, hash := p.Content()
	w.do(domain.StreamID("playbook-"+p.ID), playbook.Adopt{Content: content, Hash: hash})
}

// do is what somebody outside asks; an error is the rule's no.
func (w *world) do(to domain.StreamID, command any) error {
	w.t.Helper()
	return w.decide(fmt.Sprintf("outside/%d", len(w.records)), domain.Request{To: to, Command: command})
}

// in does something after a while.
func (w *world) in(d time.Duration, do func()) {
	w.later = append(w.later, later{at: w.now.Add(d), do: do})
}

var errNothing = domain.Refuse(domain.NoChange, "nothing to do")

func (w *world) decide(key string, r domain.Request) error {
	w.t.Helper()
	b, err := json.Marshal(r.Command)
	if err != nil {
		w.t.Fatal(err)
	}
	if before, known := w.done[key]; known {
		if before != string(b) {
			w.t.Errorf("%s is asked again with other bytes:\n%s\n%s", key, before, b)
		}
		return nil
	}
	if !r.NotAfter.IsZero() && w.now.After(r.NotAfter) {
		return domain.Refuse(domain.TooLate, "past its time")
	}
	if w.resolve(r) {
		w.done[key] = string(b)
		return nil
	}
	kind, ok := w.kinds[r.To.Category()]
	if !ok {
		w.t.Fatalf("no rules for %s", r.To)
	}
	state, ok := w.states[r.To]
	if !ok {
		state = kind.Zero
	}
	events, err := kind.Decide(r.Command, state)
	switch {
	case err != nil:
		return err
	case len(events) == 0:
		return errNothing
	}
	w.done[key] = string(b)
	for n, e := range events {
		state = kind.Evolve(state, e)
		w.states[r.To] = state
		w.record(r.To, e, domain.NewEventID(r.To, key, n), r.Cause)
	}
	return nil
}

// record appends a fact, also one of a stream whose rules are not part of this world.
func (w *world) record(to domain.StreamID, e domain.Event, id domain.EventID, cause string) {
	r := domain.Recorded{
		Stream: to, Position: domain.Position(len(w.records) + 1), ID: id, Type: fmt.Sprintf("%T", e), Version: 1, Event: e,
		Meta: domain.Meta{RecordedAt: w.now, OccurredAt: w.now, CausationID: cause},
	}
	w.records = append(w.records, r)
	w.watch(r)
}

func (w *world) fact(to domain.StreamID, e domain.Event) {
	w.record(to, e, domain.NewEventID(to, "fact", len(w.records)), "")
}

// ask carries out what a policy asks for; a refusal is a fact.
func (w *world) ask(p domain.Policy, requests []domain.Request) {
	w.t.Helper()
	for _, r := range requests {
		key := p.Name() + "/" + r.Cause + "/" + r.Step + "/" + string(r.To)
		no, refused := domain.Refused(w.decide(key, r))
		if !refused || w.done["refused/"+key] != "" {
			continue
		}
		w.done["refused/"+key] = "yes"
		w.fact(domain.StreamID("reaction-"+p.Name()), reaction.Refused{
			Policy: p.Name(), Cause: r.Cause, Step: r.Step, To: string(r.To), Code: string(no.Code), Reason: no.Reason,
		})
	}
}

// step takes one policy on by what is new to it.
func (w *world) step(p *pump) (worked bool) {
	if p.at > 0 && w.chance.IntN(20) == 0 {
		w.restart(p)
	}
	var requests []domain.Request
	for _, r := range w.records[p.at:] {
		p.at++
		if !p.wants[reflect.TypeOf(r.Event)] {
			continue
		}
		p.policy.Apply(r)
		requests = append(requests, p.policy.React(r)...)
		worked = true
	}
	if worked {
		w.ask(p.policy, requests)
		return true
	}
	if next, ok := p.policy.Next(); !ok || next.After(w.now) {
		return false
	}
	for _, r := range p.policy.Due(w.now) {
		if key := r.Cause + "/" + r.Step + "/" + string(r.To); !p.due[key] {
			p.due[key] = true
			requests = append(requests, r)
		}
	}
	w.ask(p.policy, requests)
	return len(requests) > 0
}

// restart makes a policy anew: it folds in silence up to somewhere, and asks again from there on.
func (w *world) restart(p *pump) {
	w.restarts++
	acted := p.at - w.chance.IntN(min(p.at, 10)+1)
	p.policy, p.due = p.fresh(), map[string]bool{}
	var again []domain.Request
	for n, r := range w.records[:p.at] {
		if !p.wants[reflect.TypeOf(r.Event)] {
			continue
		}
		p.policy.Apply(r)
		if requests := p.policy.React(r); n >= acted {
			again = append(again, requests...)
		}
	}
	w.ask(p.policy, again)
}

// wantedBy is the set of the events that a policy reads.
func wantedBy(p domain.Policy) map[reflect.Type]bool {
	set := map[reflect.Type]bool{}
	for _, e := range p.Wants() {
		set[reflect.TypeOf(e)] = true
	}
	return set
}

// seeds are the worlds that are played; a few when time is short.
func seeds() uint64 {
	if testing.Short() {
		return 8
	}
	return 40
}

// run lets everything happen that happens by then, time jumping from one deadline to the next.
func (w *world) run(until time.Time) {
	w.t.Helper()
	for range 1_000_000 {
		worked := false
		for _, n := range w.chance.Perm(len(w.reactors)) {
			worked = w.step(w.reactors[n]) || worked
		}
		if worked {
			continue
		}
		next, ok := w.next()
		if !ok || next.After(until) {
			w.now = until
			return
		}
		w.now = next
		w.happen()
	}
	w.t.Fatal("it never comes to rest")
}

// next is the earliest instant after now at which anything could happen.
func (w *world) next() (next time.Time, ok bool) {
	see := func(at time.Time) {
		if at.After(w.now) && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	for _, l := range w.later {
		see(l.at)
	}
	for _, p := range w.reactors {
		if at, has := p.policy.Next(); has {
			see(at)
		}
	}
	return next, ok
}

func (w *world) happen() {
	var due []later
	keep := w.later[:0]
	for _, l := range w.later {
		if l.at.After(w.now) {
			keep = append(keep, l)
		} else {
			due = append(due, l)
		}
	}
	w.later = keep
	for _, l := range due {
		l.do()
	}
}
