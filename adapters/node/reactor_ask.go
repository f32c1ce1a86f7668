package node

import (
	"context"
	"errors"
	"fmt"

	"tocsin/domain"
	"tocsin/domain/reaction"
)

// carryOut runs what is pending, first what resolvers answer, and records each that led to nothing. What a fault keeps
// from being carried out stays pending; the checkpoint does not pass it.
func (r *Reactor) carryOut(ctx context.Context) error {
	if r.held != nil {
		return nil
	}
	if len(r.pending) > 0 {
		commands, empty, err := r.resolved(ctx)
		if err != nil {
			return err
		}
		r.pending = nil
		r.executor.Batch(ctx, commands)
		if err := r.account(ctx, commands, empty); err != nil {
			return err
		}
	}
	r.acted = max(r.acted, r.at)
	return nil
}

// account records what led to nothing, and keeps what must be asked again.
func (r *Reactor) account(ctx context.Context, commands, empty []*Asked) error {
	var refusals []*Asked
	var faults []error
	for _, a := range commands {
		refusal, refused := domain.Refused(a.Err)
		switch {
		case a.Err == nil && (a.Outcome.Events > 0 || a.Outcome.Repeated):
		case refused && refusal.Code == domain.KeyReused: // carried out in a former life, when its content was another
		case a.Err == nil || refused:
			refusals = append(refusals, r.refusal(a))
		default:
			r.pending = append(r.pending, a)
			faults = append(faults, fmt.Errorf("%s asks %s: %w", r.policy.Name(), a.To, a.Err))
		}
	}
	for _, a := range empty {
		refusals = append(refusals, r.refusal(a))
	}
	r.executor.Batch(ctx, refusals)
	for _, a := range refusals {
		if _, refused := domain.Refused(a.Err); a.Err != nil && !refused {
			return errors.Join(append(faults, fmt.Errorf("record refusal of %s: %w", a.Meta.Key, a.Err))...)
		}
	}
	return errors.Join(faults...)
}

// resolved gives the commands of what is pending, and the requests to which a resolver had nothing to say. What was
// refused in a former life stays refused: its policy has gone on from there, and asking again is another step.
func (r *Reactor) resolved(ctx context.Context) (commands, empty []*Asked, err error) {
	for _, a := range r.pending {
		answers, mine, err := r.resolve(ctx, a.Request)
		switch {
		case err != nil:
			return nil, nil, fmt.Errorf("resolve %T for %s: %w", a.Command, a.To, err)
		case !mine:
			commands = append(commands, a)
		case len(answers) == 0:
			empty = append(empty, a)
		}
		for _, answer := range answers {
			commands = append(commands, r.answer(a, answer))
		}
	}
	open := commands[:0]
	for _, a := range commands {
		refused, err := r.executor.known(ctx, r.stream(), refusedKey(a))
		if err != nil {
			return nil, nil, fmt.Errorf("look up refusals: %w", err)
		}
		if !refused {
			open = append(open, a)
		}
	}
	return open, empty, nil
}

// answer makes a command of what a resolver says to a request.
func (r *Reactor) answer(a *Asked, answer domain.Request) *Asked {
	answer.Cause, answer.Step = a.Cause, a.Step+"/"+answer.Step
	if answer.NotAfter.IsZero() {
		answer.NotAfter = a.NotAfter
	}
	command := r.ask(answer)
	command.Meta.Actor = domain.Actor{Kind: domain.ActorNode, ID: "resolver"}
	return command
}

// stream is where the facts about this reactor go.
func (r *Reactor) stream() domain.StreamID { return domain.StreamID("reaction-" + r.policy.Name()) }

func refusedKey(a *Asked) string { return "refused/" + a.Meta.Key }

// refusal is the fact that a request led to nothing; its key follows that of the request, so it is recorded once.
func (r *Reactor) refusal(a *Asked) *Asked {
	code, reason := domain.NoChange, ""
	if refusal, ok := domain.Refused(a.Err); ok {
		code, reason = refusal.Code, refusal.Reason
	}
	name := r.policy.Name()
	meta := a.Meta
	meta.Key, meta.Hash = refusedKey(a), ""
	return &Asked{
		Request: domain.Request{
			To: r.stream(),
			Command: reaction.Refuse{Refused: reaction.Refused{
				Policy: name, Cause: a.Cause, Step: a.Step, To: string(a.To), Code: string(code), Reason: reason,
			}},
		},
		Meta: meta,
	}
}

// park records once that the policy is held by its bug.
func (r *Reactor) park(ctx context.Context) error {
	if r.parked {
		return nil
	}
	_, err := r.executor.Do(ctx, domain.Request{
		To:      r.stream(),
		Command: reaction.Park{Parked: reaction.Parked{Policy: r.policy.Name(), Error: r.bug.Error()}},
	}, domain.Meta{
		Key:   fmt.Sprintf("parked/%s/%d", r.policy.Name(), r.at),
		Actor: domain.Actor{Kind: domain.ActorNode, ID: "reactor"},
	})
	if _, refused := domain.Refused(err); refused { // recorded in a former life, in other words
		err = nil
	}
	r.parked = err == nil
	return err
}
