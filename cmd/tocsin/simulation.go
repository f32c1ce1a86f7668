package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"tocsin/adapters/channels"
	"tocsin/adapters/channels/sandbox"
	"tocsin/adapters/memlog"
	"tocsin/adapters/node"
	"tocsin/adapters/principals"
	"tocsin/adapters/vault"
	"tocsin/domain"
	"tocsin/domain/playbook"
)

// simulation is one small crisis on a log in memory whose shape, crashes, faults and order of pumps are drawn from a
// seed. What lies outside the node - log, vault, provider, checkpoints, the facts that somebody sends - outlives a crash.
type simulation struct {
	seed     uint64
	rules    playbook.Playbook
	plan     *plan
	steps    []step // of the plan, as many as are not left out
	log      domain.EventLog
	vault    *vault.Vault
	sandbox  *sandbox.Provider
	line     *transit // to it
	savings  *savings
	clock    *node.Virtual
	people   []string // aboard, by pseudonym
	house    *house
	hits     map[string]int // lives ended, by fail point
	answers  []doorAnswer
	held     map[string]domain.Position // reactors whose checkpoint was lost -> head of the log then
	counter  *counter                   // the other node, if there is one
	sabotage sabotage
}

// sabotage breaks a part on purpose, to prove that the oracles notice.
type sabotage struct {
	kinds   func([]domain.Kind) []domain.Kind
	channel func(channels.Channel) channels.Channel
	outlog  func(domain.EventLog) domain.EventLog // what the dispatcher sees of the log
	policy  func(domain.Policy) domain.Policy
}

// newSimulation draws a crisis. Without names steps of its plan that are left out.
func newSimulation(seed uint64, rules playbook.Playbook, s sabotage, without map[int]bool) (*simulation, error) {
	m := &simulation{
		seed: seed, rules: shrink(rules), plan: drawPlan(rand.New(rand.NewPCG(seed, 0x736d616c6c))), log: memlog.New(),
		clock: node.NewVirtual(simulationStart), hits: map[string]int{}, held: map[string]domain.Position{}, sabotage: s,
	}
	m.steps = m.plan.without(without)
	if m.plan.slow {
		for n := range m.rules.Channels {
			m.rules.Channels[n].PartsPerS = 0.003
		}
	}
	m.savings = &savings{head: m.head}
	m.sandbox = m.plan.provider(seed)
	m.line = &transit{clock: m.clock, chance: rand.New(rand.NewPCG(seed, 0x6c696e65)), share: m.plan.heldUp}
	var err error
	if m.vault, err = vault.InMemory(vault.Options{Random: rand.NewChaCha8(seedBytes(seed)), Seeded: true}); err != nil {
		return nil, err
	}
	return m, m.board(context.Background())
}

// shrink makes a playbook small enough that a crisis stays below some hundred events.
func shrink(p playbook.Playbook) playbook.Playbook {
	p.Languages = p.Languages[:1]
	p.Texts = slices.DeleteFunc(slices.Clone(p.Texts), func(t playbook.Text) bool { return t.Lang != p.Languages[0] })
	for n, t := range p.Texts { // every life reads the playbook some twenty times: a long text costs more than the crisis
		p.Texts[n].Template = "{brand}: " + t.Kind + ", {flight}. {link}"
	}
	p.Offsets = nil
	p.Roster = p.Roster[:min(len(p.Roster), 3)]
	p.Trigger.CrisisAffectedAtLeast = []int{3, 1_000, 10_000}
	p.Channels = slices.Clone(p.Channels)
	for n := range p.Channels { // so slow that a text is superseded while it is being sent
		p.Channels[n].PartsPerS, p.Channels[n].InFlight = 0.02, 3
	}
	p.Desk.Agents = 1
	p.Promise.Cadence = 6 * time.Hour
	p.StandDown.StableFor, p.StandDown.MonitoringFor = 30*time.Minute, 30*time.Minute
	return p
}

// simulatedSpan is how long a crisis of a simulation may take at most.
const simulatedSpan = 48 * time.Hour

// run lives through the crisis, from crash to crash.
func (m *simulation) run(ctx context.Context) error {
	var crashes []*crash
	for _, s := range m.steps {
		if s.crash != nil {
			crashes = append(crashes, s.crash)
		}
	}
	for life := uint64(0); ; life++ {
		f := &fails{hits: m.hits}
		if int(life) < len(crashes) {
			f.next = crashes[life]
		}
		crashed, err := m.live(ctx, life, f)
		if err != nil {
			return fmt.Errorf("life %d: %w", life, err)
		}
		if !crashed {
			return nil
		}
		m.savings.rollBack(f.next)
		if f.next.lost != "" && len(m.savings.kept) > 0 {
			m.held[f.next.lost] = m.head()
		}
	}
}

// live builds a node on what there is and runs it until it crashes or everything has come to rest.
func (m *simulation) live(ctx context.Context, life uint64, f *fails) (crashed bool, err error) {
	defer func() {
		if bug := recover(); bug != nil {
			if _, crashed = bug.(node.Crash); !crashed {
				panic(bug)
			}
		}
	}()
	if m.house, err = m.build(ctx, f); err != nil {
		return false, err
	}
	if err := m.house.adopt(ctx, m.rules); err != nil {
		return false, err
	}
	facts, err := m.facts(ctx)
	if err != nil {
		return false, err
	}
	pumps := []node.Pump{
		node.NewInlet(m.house.executor, m.clock, facts),
		node.NewStage(principals.New(m.seed, m.manners(), m.seal), m.house.log, m.house.types, m.house.executor, m.clock),
		m.wishes(), m.line,
	}
	if m.counter != nil {
		pumps = append(pumps, m.counter)
	}
	driver := node.NewDeterministic(m.clock, m.house.pumps(append(pumps, m.house.projector)...)...)
	driver.Shuffle(m.seed + life)
	return false, driver.Run(ctx, simulationStart.Add(simulatedSpan))
}

func (m *simulation) build(ctx context.Context, f *fails) (*house, error) {
	doors := map[string]channels.Channel{}
	for _, kind := range m.sandbox.Kinds() {
		doors[kind] = m.line.slow(m.sandbox.Channel(kind))
		if m.sabotage.channel != nil {
			doors[kind] = m.sabotage.channel(doors[kind])
		}
	}
	m.openCounter()
	h, err := build(ctx, parts{
		log: m.log, clock: m.clock, directory: people{m.vault}, host: sandboxHost{}, hash: m.vault.RequestHash, channels: doors,
		checkpoints: m.savings, fails: f, rules: m.rules, kinds: m.sabotage.kinds, outlog: m.sabotage.outlog, policy: m.sabotage.policy,
		unshared: m.counter != nil,
	})
	if err == nil && m.counter != nil {
		h.executor.Share()
	}
	return h, err
}

func (m *simulation) manners() principals.Manners {
	manners := principals.DefaultManners()
	manners.ResolveAfter = 0 // the facts say when it is over
	return manners
}

// openCounter starts the other node, if anybody comes to it.
func (m *simulation) openCounter() {
	var claims []*rivalClaim
	for _, s := range m.steps {
		if s.claim != nil {
			claims = append(claims, s.claim)
		}
	}
	if m.counter != nil || len(claims) == 0 {
		return
	}
	slices.SortStableFunc(claims, func(a, b *rivalClaim) int { return a.at.Compare(b.at) })
	rules := kinds()
	if m.sabotage.kinds != nil { // both run the same program
		rules = m.sabotage.kinds(rules)
	}
	m.counter = &counter{
		incidentID: m.plan.incidentID(), clock: m.clock, drill: m.plan.drill, open: claims,
		executor: node.NewExecutor(m.log, catalogue(), m.clock, m.vault.RequestHash, nil, rules...),
	}
}

func (m *simulation) wishes() *wishes {
	w := &wishes{vault: m.vault, executor: m.house.executor, clock: m.clock, people: m.people}
	for _, s := range m.steps {
		if s.wish != nil {
			w.open = append(w.open, s.wish)
		}
	}
	slices.SortStableFunc(w.open, func(a, b *wish) int { return a.at.Compare(b.at) })
	return w
}

// head is where the log ends.
func (m *simulation) head() domain.Position { return m.log.(*memlog.Log).Head() }

// hitsInto adds up how often each fail point ended a life.
func (m *simulation) hitsInto(total map[string]int) {
	for name, hits := range m.hits { // order-free: sums
		total[name] += hits
	}
}

// events is how long the log has become.
func (m *simulation) events() int { return int(m.head()) }
