package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"tocsin/adapters/channels"
	"tocsin/adapters/channels/sandbox"
	"tocsin/adapters/classify"
	"tocsin/adapters/inbound/cancellations"
	"tocsin/adapters/node"
	"tocsin/adapters/principals"
	"tocsin/domain"
	"tocsin/domain/playbook"
	"tocsin/domain/reserve"
)

// storyPlay is a scenario on a stage.
type storyPlay struct {
	*theatre
	cast   *storyCast
	driver *node.Deterministic
	counts counts
	rules  playbook.Playbook
	played int // rows whose acts are done
}

// playStory sets the stage of a scenario at a scale on a fresh log. Nothing has happened yet but the adoption of its
// playbook.
func playStory(ctx context.Context, s story, path string, scale float64, seed uint64) (*storyPlay, error) {
	rules, err := s.rules(scale)
	if err != nil {
		return nil, err
	}
	p := &storyPlay{rules: rules}
	if p.theatre, err = openTheatreIn(ctx, path, rules, seed, s.at(s.From-1), s.world(scale)); err != nil {
		return nil, err
	}
	if err := p.prepare(ctx, s, scale, seed); err != nil {
		return nil, closing(p.theatre, err)
	}
	return p, nil
}

func closing(t *theatre, err error) error {
	_ = t.Close() // the first error says what went wrong
	return err
}

func (p *storyPlay) prepare(ctx context.Context, s story, scale float64, seed uint64) error {
	p.cast = newStoryCast(s, scale, seed, p.rules.Roster[len(p.rules.Roster)-1].ID)
	c := crowd{story: s, scale: scale, chance: rand.New(rand.NewPCG(seed, 0x63726f7764)), vault: p.vault}
	first := true
	for _, r := range s.Rows {
		if r.Cancel == nil {
			continue
		}
		if err := c.board(ctx, p.cast.groups[0], scaled(r.Cancel.People, scale), first); err != nil {
			return err
		}
		p.cast.groups, first = p.cast.groups[1:], false
	}
	for _, r := range s.Rows {
		if r.Second != nil {
			if err := c.board(ctx, p.cast.second, scaled(r.Second.People, scale), false); err != nil {
				return err
			}
		}
	}
	if err := c.subscribe(ctx); err != nil {
		return err
	}
	letters, err := p.sealed(ctx, seed)
	if err != nil {
		return err
	}
	if err := p.adopt(ctx, p.rules); err != nil {
		return err
	}
	script := principals.New(seed, s.people(), p.seal)
	for _, cue := range s.Cues {
		script.Cue(principals.Cue{Act: cue.Act, At: s.at(cue.At)})
	}
	facts := append([]node.Fact{p.cast.baseline()}, p.cast.worked()...)
	p.driver = p.theatre.cast(script, slices.Concat(facts, letters, p.cast.facts))
	for _, w := range s.faults() {
		p.sandbox.Disturb(w)
	}
	return nil
}

func (p *storyPlay) sealed(ctx context.Context, seed uint64) ([]node.Fact, error) {
	classifier, err := classify.Default(classify.Options{Topics: p.rules.Detector.Topics, Names: classify.Names{
		classify.NameBrand: {p.cast.Brand}, classify.NameAirport: calledAirports(p.cast.flights, cancellations.Airports{}),
	}})
	if err != nil {
		return nil, err
	}
	in := intake{vault: p.vault, classifier: classifier}
	return in.facts(ctx, p.cast.letters(seed, &p.counts), func(int) {})
}

// worked is the last turn of the member who must still rest.
func (c *storyCast) worked() []node.Fact {
	at, home := c.at(c.From), c.at(60-8*60)
	var facts []node.Fact
	for _, step := range []struct {
		name    string
		command any
	}{
		{"booked", reserve.Book{Booked: reserve.Booked{CalloutID: "night", From: home.Add(-6 * time.Hour), Until: home}}},
		{"in", reserve.CheckIn{CalloutID: "night"}},
		{"out", reserve.CheckOut{WorkedS: 6 * 3600, At: home}},
	} {
		facts = append(facts, node.Fact{
			At: at, Ask: domain.Request{To: reserve.Stream(c.resting), Command: step.command},
			Meta: domain.Meta{Key: "story/night/" + step.name, OccurredAt: at, Actor: domain.Actor{Kind: domain.ActorPerson, ID: c.resting, Role: "reserve"}},
		})
	}
	return facts
}

// people is how the cast of a scenario behaves.
func (s story) people() principals.Manners {
	m := principals.DefaultManners()
	m.MemberAccepts, m.MemberDeclines = s.Manners.MemberAccepts, s.Manners.MemberDeclines
	m.CustomerAccepts, m.CustomerDeclines = s.Manners.CustomerAccepts, s.Manners.CustomerDeclines
	m.CustomerMax = time.Duration(s.Manners.CustomerMax * float64(time.Minute))
	m.AnswerMax = time.Duration(s.Manners.AnswerMax * float64(time.Minute))
	m.GoldSilent, m.ResolveAfter, m.Beat = s.Manners.GoldSilent, 0, gridOfLetters
	return m
}

// world is the providers of a scenario at a scale.
func (s story) world(scale float64) world {
	w := world{kinds: sandbox.DefaultKinds(), standby: map[string]sandbox.Kind{}}
	for kind, every := range s.Sandbox.Reports { // order-free: each by itself
		k := w.kinds[kind]
		k.Receipts.Every = every
		w.kinds[kind] = k
	}
	pace := func(k sandbox.Kind, partsPerS float64) sandbox.Kind {
		k.Capability.PartsPerSecond = partsPerS * scale
		return k
	}
	sms := w.kinds["sms"]
	w.kinds["sms"], w.kinds["email"] = pace(sms, s.Sandbox.Sms), pace(w.kinds["email"], s.Sandbox.Email)
	w.standby["sms"] = pace(sms, s.Sandbox.Standby)
	return w
}

// faults are the bad times of the providers.
func (s story) faults() (list []sandbox.Window) {
	for _, r := range s.Rows {
		if f := r.Fault; f != nil {
			list = append(list, sandbox.Window{
				Kind: f.Kind, From: s.at(r.At), Until: s.at(f.Until), Reason: channels.Unavailable,
				Faults: sandbox.Faults{Temporary: f.Temporary, Unknown: f.Unknown, UnknownAccepted: 0.5, RetryAfter: 30 * time.Second, Blind: true},
			})
		}
	}
	return list
}
