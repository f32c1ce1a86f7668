package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"tocsin/adapters/channels/sandbox"
	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/incident"
)

// plan is everything that a seed draws for one crisis: its shape, and the steps that come from outside.
type plan struct {
	drill     bool    // the whole crisis is an exercise
	wordy     bool    // customers write, few travel
	slow      bool    // the provider's pace, so that texts are superseded while they are sent
	callsOut  bool    // reserve members are called
	stormy    bool    // the provider has a bad day
	heldUp    float64 // share of the notices that arrive late, with no answer
	perFlight int
	steps     []step
}

// step is one thing that happens from outside. Each can be left out, which is how a failing seed is made short; its
// number is its place in the plan.
type step struct {
	what   string
	fact   *node.Fact
	words  string // of a customer; the fact is made of them in each life anew, as a door does
	wish   *wish
	claim  *rivalClaim
	crash  *crash
	author string
}

// simulationStart is an instant without meaning.
var simulationStart = time.Date(2031, 3, 3, 6, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a constant in all but type

// incidentID of the crisis that all is about.
func (p *plan) incidentID() string { return incident.IDFor("sim", "SIM") }

// simulatedBrand is whose crisis it is.
const simulatedBrand = "Simulated"

// drawPlan throws the dice.
func drawPlan(chance *rand.Rand) *plan {
	p := &plan{drill: chance.IntN(8) == 0, stormy: chance.IntN(3) == 0, perFlight: 1 + chance.IntN(3)}
	if p.wordy = !p.drill && chance.IntN(4) == 0; p.wordy && chance.IntN(3) > 0 {
		p.perFlight = min(p.perFlight, 2) // too few for a cell
	}
	if p.callsOut = chance.IntN(2) == 0; p.callsOut || p.stormy { // each call costs events, and a crisis is small
		p.perFlight = min(p.perFlight, 2)
	}
	p.drawDisruption(chance)
	p.drawStock(chance)
	if p.callsOut {
		p.drawCallOuts(chance)
	}
	if p.wordy {
		p.drawMessages(chance)
	}
	if chance.IntN(4) == 0 {
		p.drawClaims(chance)
	}
	if !p.callsOut && chance.IntN(2) == 0 {
		p.heldUp = 0.15
	}
	p.slow = chance.IntN(3) == 0
	p.drawWishes(chance)
	p.drawRepeats(chance)
	p.drawCrashes(chance)
	return p
}

// minutes is a span of so many, at most.
func minutes(chance *rand.Rand, least, most int) time.Duration {
	return time.Duration(least+chance.IntN(most-least+1)) * time.Minute
}

// ask adds a command of an outside system.
func (p *plan) ask(after time.Duration, to domain.StreamID, name string, command any) {
	p.steps = append(p.steps, step{what: "fact " + name, fact: &node.Fact{
		At: simulationStart.Add(after), Ask: domain.Request{To: to, Command: command},
		Meta: domain.Meta{
			Key: "sim/" + name, OccurredAt: simulationStart.Add(after), Drill: p.drill,
			Actor: domain.Actor{Kind: domain.ActorSource, ID: "ops/sim"},
		},
	}})
}

// provider makes the world outside.
func (p *plan) provider(seed uint64) *sandbox.Provider {
	kinds := sandbox.DefaultKinds()
	if p.stormy {
		for name, kind := range kinds { // order-free: each is changed alone
			kind.Faults.Temporary, kind.Faults.Unknown = 0.2, 0.15
			kinds[name] = kind
		}
	}
	return sandbox.New(sandbox.Config{Seed: seed, Kinds: kinds, KeepText: true})
}

// drawRepeats has some of the facts sent again: a source that got no answer does so.
func (p *plan) drawRepeats(chance *rand.Rand) {
	for _, s := range p.steps {
		if s.fact == nil || chance.IntN(6) > 0 {
			continue
		}
		again := *s.fact
		again.At = again.At.Add(minutes(chance, 0, 30))
		p.steps = append(p.steps, step{what: "again " + s.what, fact: &again, words: s.words, author: s.author})
	}
}

// without takes steps out of the plan, by number.
func (p *plan) without(numbers map[int]bool) (kept []step) {
	for n, s := range p.steps {
		if !numbers[n] {
			kept = append(kept, s)
		}
	}
	return kept
}

func (s step) String() string {
	if s.fact != nil {
		return fmt.Sprintf("%s at %s", s.what, s.fact.At.Format(time.TimeOnly))
	}
	return s.what
}
