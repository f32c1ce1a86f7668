package main

import (
	"context"
	"fmt"
	"maps"
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
	"tocsin/domain/incident"
	"tocsin/domain/inventory"
	"tocsin/domain/playbook"
)

// simulation is one small crisis on a log in memory whose shape, crashes, faults and order of pumps are drawn from a
// seed. What lies outside the node - log, vault, provider, checkpoints, the facts that somebody sends - outlives a crash.
type simulation struct {
	seed        uint64
	rules       playbook.Playbook
	chance      *rand.Rand
	log         domain.EventLog
	vault       *vault.Vault
	sandbox     *sandbox.Provider
	checkpoints *node.MemoryCheckpoints
	clock       *node.Virtual
	facts       []node.Fact
	house       *house
	crashes     *crashes
	acked       map[string]bool // keys of facts that were answered with events
	sabotage    sabotage
}

// sabotage breaks a part on purpose, to prove that the oracles notice.
type sabotage struct {
	kinds   func([]domain.Kind) []domain.Kind
	channel func(channels.Channel) channels.Channel
	outlog  func(domain.EventLog) domain.EventLog // what the dispatcher sees of the log
	policy  func(domain.Policy) domain.Policy
}

// crashes is the fail points of a run: each may end the life of the node.
type crashes struct {
	chance *rand.Rand
	share  float64 // of the fail points that are passed
	left   int     // no more than so many, so that a run ends
	hits   map[string]int
	passed map[string]int
}

// At panics now and then.
func (c *crashes) At(name string) {
	c.passed[name]++
	if c.left > 0 && c.chance.Float64() < c.share {
		c.left--
		c.hits[name]++
		panic(node.Crash{At: name})
	}
}

// maxCrashes of one run; afterwards it must come to rest without help.
const maxCrashes = 12

// simulationStart is an instant without meaning.
var simulationStart = time.Date(2031, 3, 3, 6, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a constant in all but type

func newSimulation(seed uint64, rules playbook.Playbook, s sabotage) (*simulation, error) {
	m := &simulation{
		seed: seed, rules: shrink(rules), chance: rand.New(rand.NewPCG(seed, 0x736d616c6c)), log: memlog.New(),
		checkpoints: &node.MemoryCheckpoints{}, clock: node.NewVirtual(simulationStart), acked: map[string]bool{}, sabotage: s,
	}
	var err error
	if m.vault, err = vault.InMemory(vault.Options{Random: rand.NewChaCha8(seedBytes(seed)), Seeded: true}); err != nil {
		return nil, err
	}
	m.sandbox = sandbox.New(sandbox.Config{Seed: seed, KeepText: true})
	m.crashes = &crashes{
		chance: rand.New(rand.NewPCG(seed, 0x6372617368)), share: 0.02 + 0.1*m.chance.Float64(), left: maxCrashes,
		hits: map[string]int{}, passed: map[string]int{},
	}
	m.facts = m.draw()
	return m, m.people()
}

// shrink makes a playbook small enough that a crisis stays below some hundred events.
func shrink(p playbook.Playbook) playbook.Playbook {
	p.Languages = p.Languages[:1]
	p.Texts = slices.DeleteFunc(slices.Clone(p.Texts), func(t playbook.Text) bool { return t.Lang != p.Languages[0] })
	p.Offsets = nil
	p.Roster = p.Roster[:min(len(p.Roster), 4)]
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

// draw throws the dice for the crisis: a few flights in one to three waves, little stock, perhaps a correction, the end.
func (m *simulation) draw() (facts []node.Fact) {
	to, ref := incident.Stream(m.incidentID()), "SIM"
	add := func(at time.Duration, to domain.StreamID, name string, command any) {
		key := "sim/" + name
		facts = append(facts, node.Fact{
			At: simulationStart.Add(at), Ask: domain.Request{To: to, Command: command},
			Meta: domain.Meta{Key: key, OccurredAt: simulationStart.Add(at), Actor: domain.Actor{Kind: domain.ActorSource, ID: "ops/sim"}},
			Done: func(o node.Outcome, err error) {
				m.acked[string(to)+"|"+key] = m.acked[string(to)+"|"+key] || err == nil && o.Events > 0
			},
		})
	}
	number := 100
	for wave := range 1 + m.chance.IntN(2) {
		var flights []incident.Flight
		for range 1 + m.chance.IntN(2) {
			number++
			std := simulationStart.Add(time.Duration(90+m.chance.IntN(300)) * time.Minute)
			flights = append(flights, incident.Flight{
				Carrier: "QS", Number: fmt.Sprint(number), DateLocal: dayOf(std), Origin: "ZZZ", Dest: "ZYY", Std: std,
				StdLocal: std.Format("15:04"), Status: "CANCELLED",
			})
		}
		at := time.Duration(wave*m.chance.IntN(40)) * time.Minute
		if wave == 0 {
			add(0, to, "report", incident.Report{Reported: incident.Reported{
				Source: incident.Source{System: "sim", ExternalRef: ref, Seq: 1}, Brand: "Simulated", Domain: "air", Kind: "CANCELLED",
				Scope: incident.Scope{Flights: flights}, StartedAt: simulationStart, AwareAt: simulationStart,
			}})
			continue
		}
		add(at, to, fmt.Sprintf("wave/%d", wave), incident.ChangeScope{Added: incident.Scope{Flights: flights}, Seq: int64(wave + 1)})
	}
	m.drawStock(add)
	for n, at := range []time.Duration{0, time.Duration(5+m.chance.IntN(40)) * time.Minute} {
		eta := simulationStart.Add(time.Duration(4+2*n) * time.Hour)
		add(at, to, fmt.Sprintf("eta/%d", n), incident.SetEta{EtaSet: incident.EtaSet{EtaAt: eta, Confidence: "low", ValidUntil: eta}})
	}
	end := time.Duration(3*60+m.chance.IntN(120)) * time.Minute
	add(end, to, "resolve", incident.Resolve{At: simulationStart.Add(end), StableSince: simulationStart.Add(end)})
	return facts
}

func (m *simulation) drawStock(add func(time.Duration, domain.StreamID, string, any)) {
	alternative := func(id, kind string, rank, n int, unlimited bool) {
		add(0, inventory.Stream(inventory.IDFor(m.incidentID(), id)), "add/"+id, inventory.Add{
			AlternativeAdded: inventory.AlternativeAdded{
				Kind: kind, Unit: "seat", ValidFrom: simulationStart, ValidTo: simulationStart.Add(72 * time.Hour),
				Eligibility: m.incidentID(), Source: "sim", Rank: rank,
			},
			Capacity: inventory.CapacitySet{N: n, Unlimited: unlimited, AsOf: simulationStart, Source: "sim"},
		})
	}
	seats := 2 + m.chance.IntN(6)
	alternative("seats", "rebook", 1, seats, false)
	alternative("rail", "rail", 2, 1+m.chance.IntN(3), false)
	alternative("refund", "refund", 9, 0, true)
	if m.chance.IntN(2) == 0 {
		at := time.Duration(20+m.chance.IntN(60)) * time.Minute
		add(at, inventory.Stream(inventory.IDFor(m.incidentID(), "seats")), "correct", inventory.CorrectCapacity{To: seats / 2, Source: "sim"})
	}
}

func (m *simulation) incidentID() string { return incident.IDFor("sim", "SIM") }

// maxPassengers of one crisis, so that it stays below some hundred events.
const maxPassengers = 9

// people puts passengers on the flights.
func (m *simulation) people() error {
	var flights []incident.Flight
	for _, f := range m.facts {
		switch c := f.Ask.Command.(type) {
		case incident.Report:
			flights = append(flights, c.Reported.Scope.Flights...)
		case incident.ChangeScope:
			flights = append(flights, c.Added.Flights...)
		}
	}
	p := passengers{seed: m.seed, perFlight: min(1+m.chance.IntN(3), maxPassengers/len(flights)), langs: m.rules.Desk.Langs}
	return p.board(context.Background(), m.vault, flights, func(int) {})
}

// simulatedSpan is how long a crisis of a simulation may take at most.
const simulatedSpan = 48 * time.Hour

// run lives through the crisis, from crash to crash.
func (m *simulation) run(ctx context.Context) error {
	for life := 0; ; life++ {
		crashed, err := m.live(ctx, uint64(life))
		if err != nil {
			return fmt.Errorf("life %d: %w", life, err)
		}
		if !crashed {
			return nil
		}
	}
}

// live builds a node on what there is and runs it until it crashes or everything has come to rest.
func (m *simulation) live(ctx context.Context, life uint64) (crashed bool, err error) {
	defer func() {
		if bug := recover(); bug != nil {
			if _, crashed = bug.(node.Crash); !crashed {
				panic(bug)
			}
		}
	}()
	doors := map[string]channels.Channel{}
	for _, kind := range m.sandbox.Kinds() {
		doors[kind] = m.sandbox.Channel(kind)
		if m.sabotage.channel != nil {
			doors[kind] = m.sabotage.channel(doors[kind])
		}
	}
	m.house, err = build(ctx, parts{
		log: m.log, clock: m.clock, directory: people{m.vault}, host: sandboxHost{}, hash: m.vault.RequestHash, channels: doors,
		checkpoints: m.checkpoints, fails: m.crashes, rules: m.rules, kinds: m.sabotage.kinds, outlog: m.sabotage.outlog, policy: m.sabotage.policy,
	})
	if err != nil {
		return false, err
	}
	if err := m.house.adopt(ctx, m.rules); err != nil {
		return false, err
	}
	inlet := node.NewInlet(m.house.executor, m.clock, m.facts)
	stage := node.NewStage(principals.New(m.seed, m.manners(), nil), m.house.log, m.house.types, m.house.executor, m.clock)
	driver := node.NewDeterministic(m.clock, m.house.pumps(inlet, stage)...)
	driver.Shuffle(m.seed + life)
	return false, driver.Run(ctx, simulationStart.Add(simulatedSpan))
}

func (m *simulation) manners() principals.Manners {
	manners := principals.DefaultManners()
	manners.ResolveAfter = 0 // the facts say when it is over
	return manners
}

// hits adds up how often each fail point ended a life.
func (m *simulation) hitsInto(total map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(m.crashes.hits)) {
		total[name] += m.crashes.hits[name]
	}
}
