package node

import (
	"context"
	"fmt"
	"slices"
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
	lines     map[string]*line            // kinds that have a second provider
	clock     Clock
	fails     Fails

	queue   *outbox.Outbox
	names   map[string]bool
	at      domain.Position
	started bool // what a former run left behind has been looked at
	agenda  agenda
	free    map[string]time.Time // per kind: when its pace allows the next parts
	idle    time.Time            // nothing to do before it, unless a record comes
	asked   time.Time            // when providers were last asked for receipts
	said    []channels.Report    // by providers, and not recorded yet
	held    error                // nothing is sent until a person confirms, as after a restore
}

// NewDispatcher joins the channels, by kind.
func NewDispatcher(log domain.EventLog, types *domain.Catalogue, x *Executor, d Directory, v *Resolvers, by map[string]channels.Channel, clock Clock, fails Fails) *Dispatcher {
	if fails == nil {
		fails = noFails{}
	}
	queue := outbox.New()
	return &Dispatcher{
		log: log, types: types, executor: x, directory: d, resolvers: v, channels: by, clock: clock, fails: fails,
		queue: queue, names: types.Names(queue.Wants()...), agenda: newAgenda(), free: map[string]time.Time{},
		lines: map[string]*line{},
	}
}

// Hold stops all sending until it is called with nil; what is known of former sends is still recorded.
func (d *Dispatcher) Hold(why error) { d.held, d.idle = why, time.Time{} }

// Held tells why it sends nothing, nil when it works.
func (d *Dispatcher) Held() error { return d.held }

// Step folds what is new, then does what the queue wants done now.
func (d *Dispatcher) Step(ctx context.Context) (worked bool, err error) {
	moved, err := d.fold(ctx)
	if err != nil {
		return false, err
	}
	if !d.started {
		stranded, err := d.record(ctx, d.strand(d.queue.Stranded()))
		if err != nil || stranded {
			return stranded, err
		}
		d.started = true
	}
	said, err := d.receive(ctx)
	if err != nil || said {
		return said, err
	}
	now := d.clock.Now()
	if !moved && now.Before(d.idle) {
		return false, nil
	}
	d.refresh(now)
	for _, do := range []func(context.Context) (bool, error){d.giveUp, d.lookUp, d.send} {
		did, err := do(ctx)
		if worked = worked || did; err != nil {
			return worked, err
		}
	}
	if !worked {
		d.idle = d.next(now)
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
			d.note(r)
			moved = true
		}
	}
	return moved, nil
}

// far stands for "not before something happens".
const far = 24 * 365 * time.Hour

// next is when the queue could want something that it does not want now.
func (d *Dispatcher) next(now time.Time) time.Time {
	next := now.Add(far)
	sooner := func(at time.Time) {
		if at.After(now) && at.Before(next) {
			next = at
		}
	}
	for _, b := range d.agenda.open {
		sooner(b.next)
		for _, ref := range b.work.Resolve {
			if d.held == nil {
				sooner(b.try(ref.I).later)
				sooner(d.free[b.of.State.Item(ref.I).Channel])
			}
		}
	}
	for kind := range d.agenda.kinds { // order-free: the earliest of all
		if d.held == nil {
			sooner(d.free[kind]) // only their channel's pace holds these back
		}
	}
	return next
}

// Next is when something is to be done without a new record.
func (d *Dispatcher) Next() (next time.Time, ok bool) {
	now := d.clock.Now()
	if d.idle.After(now) && d.idle.Before(now.Add(far)) {
		next, ok = d.idle, true
	}
	if at, known := d.nextReceipt(); known && (!ok || at.Before(next)) {
		next, ok = at, true
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

// strand says of notices that a former run attempted: nobody knows.
func (d *Dispatcher) strand(refs []outbox.Ref) []batchCommand {
	return perBatch("stranded", refs, func(refs []outbox.Ref) any {
		var c delivery.RecordOutcomes
		for _, ref := range refs {
			c.Unknown = append(c.Unknown, delivery.UnknownItem{I: ref.I})
		}
		return c
	})
}
