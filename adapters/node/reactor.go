package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin/domain"
)

// Reactor is the pump of one policy: it folds the log in silence up to its checkpoint, then acts through the executor,
// then moves the checkpoint. A request is asked at least once and carried out once, by its key.
type Reactor struct {
	policy   domain.Policy
	log      domain.EventLog
	types    *domain.Catalogue
	names    map[string]bool // of wants
	executor *Executor
	resolve  Resolve
	clock    Clock

	at      domain.Position // folded
	acted   domain.Position // all that its policy asked for up to here was carried out: the checkpoint
	held    error
	bug     error // its policy panicked: what it has folded cannot be trusted
	parked  bool  // the bug is recorded
	pending []*Asked
	asked   map[string]bool // keys that Due named last, so that one is not asked at every step
	busy    int             // steps since it last had nothing to fold
	roots   roots
}

// Resolve answers a request that needs the outside world with ordinary ones; ok is false when it is none of its kind.
type Resolve func(ctx context.Context, r domain.Request) (answer []domain.Request, ok bool, err error)

const (
	// batchOfRequests bounds what a reactor asks at once, so that a long catch-up keeps memory small.
	batchOfRequests = 2_000
	// patience bounds how many steps Due waits for a log that never stands still.
	patience = 64
)

// NewReactor makes the pump of a policy that has acted up to a checkpoint.
func NewReactor(p domain.Policy, log domain.EventLog, types *domain.Catalogue, x *Executor, resolve Resolve, clock Clock, acted domain.Position) *Reactor {
	return &Reactor{
		policy: p, log: log, types: types, names: types.Names(p.Wants()...), executor: x, resolve: resolve, clock: clock, acted: acted,
		asked: map[string]bool{}, roots: newRoots(),
	}
}

// Name of its policy.
func (r *Reactor) Name() string { return r.policy.Name() }

// Position is how far everything it was to ask has been carried out. It may lag, it never runs ahead.
func (r *Reactor) Position() domain.Position { return r.acted }

// Hold stops it: it folds, but asks nothing until a person releases it.
func (r *Reactor) Hold(why error) { r.held = why }

// Held tells why it asks nothing, nil when it works.
func (r *Reactor) Held() error { return r.held }

// Next is when it could have something to say without a new record.
func (r *Reactor) Next() (time.Time, bool) {
	if r.held != nil {
		return time.Time{}, false
	}
	return r.policy.Next()
}

// Step folds what is new, asks what the policy asks for, and then what is due.
func (r *Reactor) Step(ctx context.Context) (worked bool, err error) {
	if r.bug != nil {
		return false, r.park(ctx)
	}
	defer r.holdOnPanic(ctx)
	if err := r.carryOut(ctx); err != nil { // what a fault has left over
		return false, err
	}
	for rec, err := range r.types.DecodedNames(r.log.ReadAll(ctx, r.at), r.names) {
		if err != nil {
			return worked, fmt.Errorf("%s after %d: %w", r.policy.Name(), r.at, err)
		}
		worked = true
		if r.fold(rec); len(r.pending) < batchOfRequests {
			continue
		}
		if err := r.carryOut(ctx); err != nil {
			return worked, err
		}
	}
	if err := r.carryOut(ctx); err != nil {
		return worked, err
	}
	if r.at < r.acted && r.held == nil {
		r.Hold(fmt.Errorf("the checkpoint %d is ahead of the log, which ends at %d", r.acted, r.at))
	}
	if r.held != nil {
		return worked, nil
	}
	if r.busy++; worked && r.busy < patience {
		return worked, nil // what was just asked is not folded yet: Due is for a policy that has caught up
	}
	r.busy = 0
	due, err := r.due(ctx)
	return worked || due, err
}

// fold shows the policy one record, and notes what it asks for because of it.
func (r *Reactor) fold(rec domain.Recorded) {
	r.at = rec.Position
	if !r.names[rec.Type] {
		return
	}
	r.policy.Apply(rec)
	r.roots.remember(rec)
	requests := r.policy.React(rec)
	if rec.Position <= r.acted || r.held != nil {
		return
	}
	for _, request := range requests {
		r.pending = append(r.pending, r.ask(request))
	}
}

// due asks what nothing has happened about by now; each key once, as long as the policy goes on naming it.
func (r *Reactor) due(ctx context.Context) (worked bool, err error) {
	now := r.clock.Now()
	if next, ok := r.policy.Next(); !ok || next.After(now) {
		return false, nil
	}
	named := map[string]bool{}
	for _, request := range r.policy.Due(now) {
		a := r.ask(request)
		if !r.asked[a.Meta.Key] && !named[a.Meta.Key] {
			r.pending = append(r.pending, a)
		}
		named[a.Meta.Key] = true
	}
	r.asked = named
	worked = len(r.pending) > 0
	return worked, r.carryOut(ctx)
}

// ask makes a command of a request: its key is policy, cause, step and target.
func (r *Reactor) ask(request domain.Request) *Asked {
	meta := r.roots.caused(request.Cause)
	meta.Key = r.policy.Name() + "/" + request.Cause + "/" + request.Step + "/" + string(request.To)
	meta.Actor = domain.Actor{Kind: domain.ActorPolicy, ID: r.policy.Name()}
	return &Asked{Request: request, Meta: meta}
}

// holdOnPanic stops a policy that panicked, which is a bug: it must not skip a fact and go on. A crash on purpose, of a
// simulation, passes through.
func (r *Reactor) holdOnPanic(ctx context.Context) {
	bug := recover()
	if bug == nil {
		return
	}
	if crash, ok := bug.(Crash); ok {
		panic(crash)
	}
	r.bug = fmt.Errorf("policy %s at position %d: %v", r.policy.Name(), r.at, bug)
	r.pending = nil
	r.held = errors.Join(r.bug, r.park(ctx))
}

// Crash is what a simulation panics with at a fail point.
type Crash struct{ At string }
