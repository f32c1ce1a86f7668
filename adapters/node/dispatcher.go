package node

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tocsin/adapters/channels"
	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/projections/outbox"
)

// Dispatcher is the pump that sends what is owed. Intent is recorded before the send, the outcome after, in batches;
// what became of a send that nobody answered is found out in the way that the channel allows, or left to a person.
type Dispatcher struct {
	log       domain.EventLog
	types     *domain.Catalogue
	executor  *Executor
	directory Directory
	resolvers *Resolvers
	channels  map[string]channels.Channel // by kind
	clock     Clock
	fails     Fails

	queue   *outbox.Outbox
	names   map[string]bool
	at      domain.Position
	started bool                     // what a former run left behind has been looked at
	free    map[string]time.Time     // per kind: when its pace allows the next parts
	later   map[outbox.Ref]time.Time // unknown outcomes that the provider could not tell: look again then
	idle    time.Time                // nothing to do before it, unless a record comes
	asked   time.Time                // when providers were last asked for receipts
	held    bool                     // until a person confirms, after a restore
}

// NewDispatcher joins the channels, by kind.
func NewDispatcher(log domain.EventLog, types *domain.Catalogue, x *Executor, d Directory, v *Resolvers, by map[string]channels.Channel, clock Clock, fails Fails) *Dispatcher {
	if fails == nil {
		fails = noFails{}
	}
	queue := outbox.New()
	return &Dispatcher{
		log: log, types: types, executor: x, directory: d, resolvers: v, channels: by, clock: clock, fails: fails,
		queue: queue, names: types.Names(queue.Wants()...), free: map[string]time.Time{},
		later: map[outbox.Ref]time.Time{},
	}
}

// Step folds what is new, then does what the queue wants done now.
func (d *Dispatcher) Step(ctx context.Context) (worked bool, err error) {
	moved, err := d.fold(ctx)
	if err != nil {
		return false, err
	}
	if !d.started {
		d.started = true
		if stranded := d.queue.Stranded(); len(stranded) > 0 {
			return true, d.record(ctx, "stranded", d.strand(stranded))
		}
	}
	said, err := d.receive(ctx)
	if err != nil || said {
		return said, err
	}
	now := d.clock.Now()
	if !moved && now.Before(d.idle) {
		return false, nil
	}
	work := d.queue.Work(now)
	for _, do := range []func(context.Context, outbox.Work) (bool, error){d.giveUp, d.lookUp, d.send} {
		did, err := do(ctx, work)
		if worked = worked || did; err != nil {
			return worked, err
		}
	}
	if !worked {
		d.idle = d.next(now, work)
	}
	return worked || moved, nil
}

func (d *Dispatcher) fold(ctx context.Context) (moved bool, err error) {
	for r, err := range d.types.DecodedNames(d.log.ReadAll(ctx, d.at), d.names) {
		if err != nil {
			return moved, fmt.Errorf("dispatch after %d: %w", d.at, err)
		}
		if d.at = r.Position; d.names[r.Type] {
			d.queue.Apply(r)
			moved = true
		}
	}
	return moved, nil
}

// far stands for "not before something happens".
const far = 24 * 365 * time.Hour

// next is when the queue could want something that it does not want now.
func (d *Dispatcher) next(now time.Time, work outbox.Work) time.Time {
	next := now.Add(far)
	if at, ok := d.queue.Next(now); ok && at.Before(next) {
		next = at
	}
	for _, ref := range work.Try { // only their channel's pace holds them back
		kind := d.queue.Batch(ref.Stream).State.Item(ref.I).Channel
		if at := d.free[kind]; at.After(now) && at.Before(next) {
			next = at
		}
	}
	for _, ref := range work.Resolve {
		if at := d.later[ref]; at.After(now) && at.Before(next) {
			next = at
		}
	}
	return next
}

// receiptPause is the least time between two looks at what providers say: receipts that are there together are one event.
const receiptPause = 10 * time.Second

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Next is when something is to be done without a new record.
func (d *Dispatcher) Next() (next time.Time, ok bool) {
	now := d.clock.Now()
	if d.idle.After(now) && d.idle.Before(now.Add(far)) {
		next, ok = d.idle, true
	}
	for _, kind := range d.kinds() {
		inbox, has := d.channels[kind].(channels.Inbox)
		if !has {
			continue
		}
		if at, known := inbox.Next(); known {
			if at = later(at, d.asked.Add(receiptPause)); !ok || at.Before(next) {
				next, ok = at, true
			}
		}
	}
	return next, ok
}

func (d *Dispatcher) kinds() []string {
	kinds := make([]string, 0, len(d.channels))
	for kind := range d.channels { // order-free: sorted below
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return kinds
}

// record runs one command per batch. Its key names the revision it was decided on, so that a repeat is recognised.
func (d *Dispatcher) record(ctx context.Context, step string, commands []batchCommand) error {
	asked := make([]*Asked, len(commands))
	for n, c := range commands {
		revision := strconv.FormatUint(uint64(d.queue.Batch(c.stream).Revision), 10)
		asked[n] = &Asked{
			Request: domain.Request{To: c.stream, Command: c.command},
			Meta: domain.Meta{
				Key: "dispatcher/" + step + "/" + revision, Actor: domain.Actor{Kind: domain.ActorNode, ID: "dispatcher"},
			},
		}
	}
	d.executor.Batch(ctx, asked)
	for n, a := range asked {
		commands[n].refused = nil
		if refusal, refused := domain.Refused(a.Err); refused {
			commands[n].refused = refusal
		} else if a.Err != nil {
			return fmt.Errorf("record %s of %s: %w", step, a.To, a.Err)
		}
	}
	return nil
}

// batchCommand is a command for one batch, and the rule's no if there was one.
type batchCommand struct {
	stream  domain.StreamID
	command any
	refused *domain.Refusal
}

// strand says of notices that a former run attempted: nobody knows.
func (d *Dispatcher) strand(refs []outbox.Ref) []batchCommand {
	return perBatch(refs, func(refs []outbox.Ref) any {
		var c delivery.RecordOutcomes
		for _, ref := range refs {
			c.Unknown = append(c.Unknown, delivery.UnknownItem{I: ref.I})
		}
		return c
	})
}

// perBatch makes one command of all references to one batch, in the order of the batches.
func perBatch(refs []outbox.Ref, make func([]outbox.Ref) any) (commands []batchCommand) {
	for len(refs) > 0 {
		n := slices.IndexFunc(refs, func(r outbox.Ref) bool { return r.Stream != refs[0].Stream })
		if n < 0 {
			n = len(refs)
		}
		commands = append(commands, batchCommand{stream: refs[0].Stream, command: make(refs[:n])})
		refs = refs[n:]
	}
	return commands
}
