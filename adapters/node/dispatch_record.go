package node

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"tocsin/domain"
	"tocsin/projections/outbox"
)

// batchCommand is a command for one batch, and the rule's no if there was one.
type batchCommand struct {
	step    string // tells it apart from others for the same batch
	stream  domain.StreamID
	command any
	refused *domain.Refusal
}

// record runs commands for batches and tells whether any of them led to something. The key of each names the revision
// that it was decided on, so that a repeat is recognised.
func (d *Dispatcher) record(ctx context.Context, lists ...[]batchCommand) (moved bool, err error) {
	var asked []*Asked
	var commands []*batchCommand
	for _, list := range lists {
		for n := range list {
			commands = append(commands, &list[n])
			asked = append(asked, d.ask(list[n]))
		}
	}
	d.executor.Batch(ctx, asked)
	for n, a := range asked {
		refusal, refused := domain.Refused(a.Err)
		if a.Err != nil && !refused {
			return moved, fmt.Errorf("record %s of %s: %w", commands[n].step, a.To, a.Err)
		}
		commands[n].refused = refusal
		moved = moved || a.Outcome.Events > 0 && !a.Outcome.Repeated
	}
	return moved, nil
}

func (d *Dispatcher) ask(c batchCommand) *Asked {
	b := d.queue.Batch(c.stream)
	revision := strconv.FormatUint(uint64(b.Revision), 10)
	return &Asked{
		Request: domain.Request{To: c.stream, Command: c.command},
		Meta: domain.Meta{
			Key: "dispatcher/" + c.step + "/" + revision, CausationID: b.Cause,
			Actor: domain.Actor{Kind: domain.ActorNode, ID: "dispatcher"},
		},
	}
}

// perBatch makes one command of all references to one batch, in the order of the batches.
func perBatch(step string, refs []outbox.Ref, command func([]outbox.Ref) any) (commands []batchCommand) {
	for len(refs) > 0 {
		n := slices.IndexFunc(refs, func(r outbox.Ref) bool { return r.Stream != refs[0].Stream })
		if n < 0 {
			n = len(refs)
		}
		commands = append(commands, batchCommand{step: step, stream: refs[0].Stream, command: command(refs[:n])})
		refs = refs[n:]
	}
	return commands
}
