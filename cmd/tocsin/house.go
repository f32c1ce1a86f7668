package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tocsin/adapters/channels"
	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/playbook"
	"tocsin/domain/reserve"
	"tocsin/projections"
)

// house is one node on a virtual clock: every pump, joined to the log, the vault and the channels.
type house struct {
	log         domain.EventLog
	types       *domain.Catalogue
	clock       *node.Virtual
	executor    *node.Executor
	projector   *projections.Projector
	pictures    pictures
	reactors    []*node.Reactor
	dispatcher  *node.Dispatcher
	checkpoints node.Checkpoints
	fails       node.Fails
	saved       time.Time
}

// parts is what a house is built of.
type parts struct {
	log         domain.EventLog
	clock       *node.Virtual
	directory   node.Directory
	host        node.Host
	hash        node.Hasher
	channels    map[string]channels.Channel
	standby     map[string]channels.Channel // second providers, by kind
	checkpoints node.Checkpoints
	fails       node.Fails // nil: none
	rules       playbook.Playbook
	unshared    bool // other processes append to the log too: read it anew each time

	kinds  func([]domain.Kind) []domain.Kind     // what a simulation puts in place of the rules; nil: the rules
	outlog func(domain.EventLog) domain.EventLog // what the dispatcher sees of the log; nil: all of it
	policy func(domain.Policy) domain.Policy     // in place of each policy; nil: itself
}

// build joins the parts. Reactors go on from their checkpoints; on a log that has events but no checkpoints they are
// held, for nobody can tell what they have asked already.
func build(ctx context.Context, p parts) (*house, error) {
	h := &house{types: catalogue(), clock: p.clock, pictures: newPictures(), checkpoints: p.checkpoints, fails: p.fails}
	h.log = p.log
	if !p.unshared {
		h.log = node.NewTail(p.log, h.types)
	}
	rules, outlog := kinds(), h.log
	if p.kinds != nil {
		rules = p.kinds(rules)
	}
	if p.outlog != nil {
		outlog = p.outlog(h.log)
	}
	h.executor = node.NewExecutor(h.log, h.types, p.clock, p.hash, p.fails, rules...)
	h.projector = projections.NewProjector(h.log, h.types, h.pictures.list()...)
	texts := node.NewTexts(h.log, h.types)
	resolvers := node.NewResolvers(p.directory, p.host, texts, func() string { return p.rules.LinkDomain }, p.fails)
	h.dispatcher = node.NewDispatcher(outlog, h.types, h.executor, p.directory, resolvers, p.channels, p.clock, p.fails)
	for kind, second := range p.standby { // order-free: each by itself
		h.dispatcher.StandBy(kind, second)
	}
	at, held, err := h.restart(ctx)
	if err != nil {
		return nil, err
	}
	for _, policy := range policies() {
		if p.policy != nil {
			policy = p.policy(policy)
		}
		r := node.NewReactor(policy, h.log, h.types, h.executor, resolvers.Resolve, p.clock, at[policy.Name()])
		if _, known := at[policy.Name()]; !known && held != nil {
			r.Hold(held)
		}
		h.reactors = append(h.reactors, r)
	}
	return h, nil
}

// restart finds where the reactors go on. Held is why those without a checkpoint must not act, nil on an empty log.
func (h *house) restart(ctx context.Context) (at map[string]domain.Position, held, err error) {
	at, loadErr := h.checkpoints.Load()
	if loadErr != nil && !errors.Is(loadErr, fs.ErrNotExist) {
		held = fmt.Errorf("checkpoints cannot be read: %w", loadErr)
	}
	for _, readErr := range h.log.ReadAll(ctx, 0) {
		if readErr != nil {
			return nil, nil, readErr
		}
		if held == nil {
			held = errors.New("the log has events, but this reactor has no checkpoint")
		}
		return at, held, nil
	}
	empty := map[string]domain.Position{}
	for _, p := range policies() {
		empty[p.Name()] = 0
	}
	return empty, nil, h.checkpoints.Save(empty)
}

// pumps gives what the driver steps: the sources of facts first, then everything that follows the log. The pictures are
// not among it, for nothing in the chain looks at them: who wants them kept up puts the projector behind the sources.
func (h *house) pumps(sources ...node.Pump) []node.Pump {
	all := append([]node.Pump{}, sources...)
	for _, r := range h.reactors {
		all = append(all, r)
	}
	return append(all, h.dispatcher, saver{h})
}

// saver is the pump that keeps the checkpoints. One that lags costs some repeated requests after a crash and no effect,
// so it need not sync at every step.
type saver struct{ h *house }

// checkpointEvery is how much virtual time passes between two savings.
const checkpointEvery = 10 * time.Minute

// Step saves when it is time; it never counts as work.
func (s saver) Step(context.Context) (bool, error) {
	if now := s.h.clock.Now(); now.Sub(s.h.saved) >= checkpointEvery {
		s.h.saved = now
		return false, s.h.save()
	}
	return false, nil
}

func (h *house) save() error {
	at := map[string]domain.Position{}
	for _, r := range h.reactors {
		if r.Held() == nil {
			at[r.Name()] = r.Position()
		}
	}
	if h.fails != nil {
		h.fails.At(node.BeforeCheckpoint)
		defer h.fails.At(node.AfterCheckpoint)
	}
	return h.checkpoints.Save(at)
}

// adopt puts a playbook in force and registers its roster, as the operator would.
func (h *house) adopt(ctx context.Context, p playbook.Playbook) error {
	content, hash := p.Content()
	operator := domain.Actor{Kind: domain.ActorPerson, ID: "person/admin", Role: "admin"}
	asked := []*node.Asked{{
		Request: domain.Request{To: domain.StreamID("playbook-" + p.ID), Command: playbook.Adopt{Content: content, Hash: hash}},
		Meta:    domain.Meta{Key: "adopt/" + hash, Actor: operator},
	}}
	for _, m := range p.Roster {
		asked = append(asked,
			&node.Asked{
				Request: domain.Request{To: reserve.Stream(m.ID), Command: registration(m)},
				Meta:    domain.Meta{Key: "register/" + hash, Actor: operator},
			},
			&node.Asked{
				Request: domain.Request{To: reserve.Stream(m.ID), Command: reserve.SetAvailability{AvailabilitySet: reserve.AvailabilitySet{OnCall: true}}},
				Meta:    domain.Meta{Key: "on_call/" + hash, Actor: operator},
			})
	}
	h.executor.Batch(ctx, asked)
	for _, a := range asked {
		if a.Err != nil {
			return fmt.Errorf("adopt playbook %s: %s: %w", p.ID, a.To, a.Err)
		}
	}
	return nil
}

func registration(m playbook.Member) reserve.Register {
	r := reserve.Registered{
		Site: m.Site, TravelS: m.TravelS,
		Contract: reserve.Contract{MaxDayS: m.MaxDayS, MaxWeekS: m.MaxWeekS, RestS: m.RestS},
	}
	for _, l := range m.Langs {
		r.Langs = append(r.Langs, reserve.Lang{Lang: l})
	}
	for _, s := range m.Skills {
		r.Skills = append(r.Skills, reserve.Skill{ID: s})
	}
	return reserve.Register{Registered: r}
}
