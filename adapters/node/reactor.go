package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin/domain"
	"tocsin/domain/reaction"
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

	at    domain.Position // folded
	acted domain.Position // up to here its requests are known to have been asked: the checkpoint
	held  error
	asked map[string]bool    // keys of requests of Due, so that one is not asked at every step
	roots [2]map[string]root // of recent causes, two generations
}

// root is what the events of a chain inherit.
type root struct {
	correlation string
	drill       bool
}

// Resolve answers a request that needs the outside world with ordinary ones; ok is false when it is none of its kind.
type Resolve func(ctx context.Context, r domain.Request) (answer []domain.Request, ok bool, err error)

// batchOfRequests bounds what a reactor asks at once, so that a long catch-up keeps memory small.
const batchOfRequests = 2_000

// rememberedCauses bounds a generation of causes.
const rememberedCauses = 20_000

// NewReactor makes the pump of a policy that has acted up to a checkpoint.
func NewReactor(p domain.Policy, log domain.EventLog, types *domain.Catalogue, x *Executor, resolve Resolve, clock Clock, acted domain.Position) *Reactor {
	return &Reactor{
		policy: p, log: log, types: types, names: types.Names(p.Wants()...), executor: x, resolve: resolve, clock: clock, acted: acted,
		asked: map[string]bool{}, roots: [2]map[string]root{{}, {}},
	}
}

// Name of its policy.
func (r *Reactor) Name() string { return r.policy.Name() }

// Position is how far it has folded and acted.
func (r *Reactor) Position() domain.Position { return max(r.acted, r.at) }

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
	defer r.holdOnPanic(ctx)
	var requests []*Asked
	for rec, err := range r.types.DecodedNames(r.log.ReadAll(ctx, r.at), r.names) {
		if err != nil {
			return worked, fmt.Errorf("%s after %d: %w", r.policy.Name(), r.at, err)
		}
		r.at, worked = rec.Position, true
		if !r.names[rec.Type] {
			continue
		}
		r.policy.Apply(rec)
		r.remember(rec)
		reactions := r.policy.React(rec)
		if rec.Position <= r.acted || r.held != nil {
			continue
		}
		for _, request := range reactions {
			requests = append(requests, r.ask(request))
		}
		if len(requests) >= batchOfRequests {
			if err := r.carryOut(ctx, requests); err != nil {
				return worked, err
			}
			requests = nil
		}
	}
	if err := r.carryOut(ctx, requests); err != nil {
		return worked, err
	}
	if worked || r.held != nil {
		return worked, nil // what was just asked is not folded yet: Due is for a policy that has caught up
	}
	return r.due(ctx)
}

// remember keeps what events that this record causes inherit. Deadlines lie hours behind their cause at most, so the
// last generations suffice; what is forgotten inherits from the stream it goes to.
func (r *Reactor) remember(rec domain.Recorded) {
	if len(r.roots[0]) >= rememberedCauses {
		r.roots[0], r.roots[1] = map[string]root{}, r.roots[0]
	}
	r.roots[0][rec.ID.String()] = root{correlation: rec.Meta.CorrelationID, drill: rec.Meta.Drill}
}

// due asks what nothing has happened about by now; each key once.
func (r *Reactor) due(ctx context.Context) (worked bool, err error) {
	if next, ok := r.policy.Next(); !ok || next.After(r.clock.Now()) {
		return false, nil
	}
	var requests []*Asked
	for _, request := range r.policy.Due(r.clock.Now()) {
		a := r.ask(request)
		if key := a.Meta.Key; !r.asked[key] {
			r.asked[key] = true
			requests = append(requests, a)
		}
	}
	return len(requests) > 0, r.carryOut(ctx, requests)
}

// ask makes a command of a request: its key is policy, cause, step and target.
func (r *Reactor) ask(request domain.Request) *Asked {
	from, ok := r.roots[0][request.Cause]
	if !ok {
		from = r.roots[1][request.Cause]
	}
	correlation := from.correlation
	if correlation == "" {
		correlation = request.Cause
	}
	return &Asked{
		Request: request,
		Meta: domain.Meta{
			Key:           r.policy.Name() + "/" + request.Cause + "/" + request.Step + "/" + string(request.To),
			CorrelationID: correlation, CausationID: request.Cause, Drill: from.drill,
			Actor: domain.Actor{Kind: domain.ActorPolicy, ID: r.policy.Name()},
		},
	}
}

// carryOut runs requests, first those that resolvers answer, and records each that led to nothing.
func (r *Reactor) carryOut(ctx context.Context, requests []*Asked) error {
	commands, err := r.resolved(ctx, requests)
	if err != nil || len(commands) == 0 {
		return err
	}
	r.executor.Batch(ctx, commands)
	var refusals []*Asked
	for _, a := range commands {
		if a.Err == nil && (a.Outcome.Events > 0 || a.Outcome.Repeated) {
			continue
		}
		if a.Err != nil {
			if _, refused := domain.Refused(a.Err); !refused {
				return fmt.Errorf("%s asks %s: %w", r.policy.Name(), a.To, a.Err)
			}
		}
		refusals = append(refusals, r.refusal(a))
	}
	r.executor.Batch(ctx, refusals)
	for _, a := range refusals {
		if refusal, ok := domain.Refused(a.Err); ok && refusal.Code == domain.KeyReused {
			continue // it was recorded in a former life, when the request failed for another reason
		}
		if a.Err != nil {
			return fmt.Errorf("record refusal of %s: %w", a.Meta.Key, a.Err)
		}
	}
	return nil
}

func (r *Reactor) resolved(ctx context.Context, requests []*Asked) (commands []*Asked, err error) {
	for _, a := range requests {
		answers, mine, err := r.resolve(ctx, a.Request)
		switch {
		case err != nil:
			return nil, fmt.Errorf("resolve %T for %s: %w", a.Command, a.To, err)
		case !mine:
			commands = append(commands, a)
		}
		for _, answer := range answers {
			answer.Cause, answer.Step = a.Cause, a.Step+"/"+answer.Step
			command := r.ask(answer)
			command.Meta.Actor = domain.Actor{Kind: domain.ActorNode, ID: "resolver"}
			commands = append(commands, command)
		}
	}
	return commands, nil
}

// refusal is the fact that a request led to nothing; its key follows that of the request, so it is recorded once.
func (r *Reactor) refusal(a *Asked) *Asked {
	code, reason := domain.NoChange, ""
	if refusal, ok := domain.Refused(a.Err); ok {
		code, reason = refusal.Code, refusal.Reason
	}
	name := r.policy.Name()
	meta := a.Meta
	meta.Key, meta.Hash = "refused/"+a.Meta.Key, ""
	return &Asked{
		Request: domain.Request{
			To: domain.StreamID("reaction-" + name),
			Command: reaction.Refuse{Refused: reaction.Refused{
				Policy: name, Cause: a.Cause, Step: a.Step, To: string(a.To), Code: string(code), Reason: reason,
			}},
		},
		Meta: meta,
	}
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
	r.held = fmt.Errorf("policy %s at position %d: %v", r.policy.Name(), r.at, bug)
	_, err := r.executor.Do(ctx, domain.Request{
		To:      domain.StreamID("reaction-" + r.policy.Name()),
		Command: reaction.Park{Parked: reaction.Parked{Policy: r.policy.Name(), Error: r.held.Error()}},
	}, domain.Meta{
		Key:   fmt.Sprintf("parked/%s/%d", r.policy.Name(), r.at),
		Actor: domain.Actor{Kind: domain.ActorNode, ID: "reactor"},
	})
	r.held = errors.Join(r.held, err)
}

// Crash is what a simulation panics with at a fail point.
type Crash struct{ At string }
