package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"tocsin/adapters/inbound/airmessages"
	"tocsin/domain/directory"
	"tocsin/domain/incident"
)

// storyRegion is a part of a network and those who live on it.
type storyRegion struct {
	Name   string `yaml:"name"`
	Lang   string `yaml:"lang"`
	People int    `yaml:"people"`
	Of     string `yaml:"of"` // they are the first of this region, and not counted again
}

// whole is its people who are counted nowhere else.
func (r storyRegion) whole() int {
	if r.Of != "" {
		return 0
	}
	return r.People
}

// outageRow is services that fail for the subscribers of regions.
type outageRow struct {
	Regions  []string `yaml:"regions"`
	Services []string `yaml:"services"`
	Kind     string   `yaml:"kind"`
	People   int      `yaml:"people"` // of a cut: its own list, who are subscribers too
	Lang     string   `yaml:"lang"`
	Before   float64  `yaml:"before"` // it began so many minutes before it is told
}

// outages says what fails in a row.
func (c *storyCast) outages(name string, r storyRow) {
	if r.Outage != nil {
		c.fail(name, r, c.Hub, *r.Outage)
	}
	if r.Grow != nil {
		c.scope(name+"/grow", r, incident.ChangeScope{Added: incident.Scope{Regions: r.Grow.Regions, Services: r.Grow.Services}})
	}
	if len(r.Back) > 0 {
		c.scope(name+"/back", r, incident.ChangeScope{Removed: incident.Scope{Regions: r.Back}})
	}
	if len(r.Fail) > 0 {
		c.scope(name+"/fail", r, incident.ChangeScope{Added: incident.Scope{Regions: r.Fail}})
	}
	if r.Cut != nil {
		cut := *r.Cut
		cut.Regions = []string{c.Base}
		c.fail(name, r, c.Base, cut)
	}
}

func (c *storyCast) scope(name string, r storyRow, command incident.ChangeScope) {
	c.say(c.at(r.At), c.hub(), "scope/"+name, command)
}

func (c *storyCast) fail(name string, r storyRow, ref string, o outageRow) {
	at := c.at(r.At)
	c.say(at, incident.Stream(incident.IDFor("occ", ref+"/"+dayOf(c.Start))), "outage/"+name, incident.Report{Reported: incident.Reported{
		Source: incident.Source{System: "occ", ExternalRef: ref + "/" + dayOf(c.Start)}, Brand: c.Brand, Domain: "telecom", Kind: o.Kind,
		Scope: incident.Scope{Regions: o.Regions, Services: o.Services}, StartedAt: c.at(r.At - o.Before), AwareAt: at,
	}})
}

// subscribersAtOnce bounds the people that go into the vault in one step.
const subscribersAtOnce = 10_000

// subscribe puts the subscribers of each region into the vault, and those of a cut onto a list of their own.
func (c *crowd) subscribe(ctx context.Context) error {
	all, first := 0, map[string][]directory.Traveller{}
	for _, region := range c.Regions {
		all += scaled(region.whole(), c.scale)
	}
	for n, region := range c.Regions {
		if region.Of != "" { // a part of one before it
			if err := c.list(ctx, region.Name, first[region.Of][:scaled(region.People, c.scale)]); err != nil {
				return err
			}
			continue
		}
		some, err := c.settle(ctx, region, all)
		if err != nil {
			return err
		}
		if n == 0 {
			if err := c.cuts(ctx, some); err != nil {
				return err
			}
		}
		first[region.Name] = some
	}
	return nil
}

// subscriber is one of a region, before he is written out.
type subscriber struct {
	lot
	place uint32 // in the order in which they are drawn
	push  bool
	order uint64 // the beginning of his pseudonym
}

// settle invents the subscribers of a region and gives the lines of the first of them, whom a cut may take. They are written in the
// order in which the vault keeps them: in the order of drawing each would touch another page of a file of a gigabyte.
func (c *crowd) settle(ctx context.Context, region storyRegion, all int) (cut []directory.Traveller, err error) {
	people := scaled(region.People, c.scale)
	share := float64(people) / float64(all)
	needs := map[string]int{}
	for need, n := range c.People.Vulnerable { // order-free: fills a map
		needs[need] = int(float64(scaled(n, c.scale))*share + 0.5)
	}
	need, way := deal(c.chance, people, needs), deal(c.chance, people, c.ways(people))
	top := deal(c.chance, people, map[string]int{"top": int(float64(scaled(c.People.Top, c.scale))*share + 0.5)})
	subscribers := make([]subscriber, people)
	for n := range subscribers {
		s := subscriber{lot: c.draw(), place: uint32(n)}
		s.push = c.chance.Float64() < c.People.Push
		if s.order, err = strconv.ParseUint(c.subject(s.lot)[:16], 16, 64); err != nil {
			return nil, fmt.Errorf("invent subscribers: %w", err)
		}
		subscribers[n] = s
	}
	slices.SortFunc(subscribers, func(a, b subscriber) int { return cmp.Compare(a.order, b.order) })
	cut = make([]directory.Traveller, c.firstOf(region, people))
	for some := range slices.Chunk(subscribers, subscribersAtOnce) {
		group, lines := make([]directory.Person, len(some)), make([]directory.Traveller, len(some))
		for n, s := range some {
			p := c.drawn(s.lot, need[s.place], way[s.place], region.Lang, top[s.place])
			if s.push || len(p.Contacts) == 0 {
				p.Contacts = append(p.Contacts, directory.Contact{ID: p.Subject + "/push", Channel: "push", Address: "app" + strconv.Itoa(int(s.place)), Verified: true})
			}
			group[n], lines[n] = p, directory.Traveller{Subject: p.Subject, Priority: p.Priority}
			if int(s.place) < len(cut) {
				cut[s.place] = lines[n]
			}
		}
		if _, err := c.vault.PutPeople(ctx, group); err != nil {
			return nil, fmt.Errorf("invent subscribers: %w", err)
		}
		if _, err := c.vault.AddToManifest(ctx, region.Name, lines); err != nil {
			return nil, fmt.Errorf("list the subscribers of %s: %w", region.Name, err)
		}
	}
	return cut, nil
}

// firstOf is how many of the first subscribers of a region are wanted again, for the largest cut or a part of the region.
func (c *crowd) firstOf(region storyRegion, people int) (most int) {
	for _, part := range c.Regions {
		if part.Of == region.Name {
			most = max(most, min(people, scaled(part.People, c.scale)))
		}
	}
	for _, r := range c.Rows {
		if r.Cut != nil {
			most = max(most, min(people, scaled(r.Cut.People, c.scale)))
		}
	}
	return most
}

// cuts lists the subscribers that later cuts take from the first region.
func (c *crowd) cuts(ctx context.Context, lines []directory.Traveller) error {
	for _, r := range c.Rows {
		if r.Cut == nil {
			continue
		}
		if err := c.list(ctx, c.Base, lines[:min(len(lines), scaled(r.Cut.People, c.scale))]); err != nil {
			return err
		}
	}
	return nil
}

func (c *crowd) list(ctx context.Context, name string, lines []directory.Traveller) error {
	if _, err := c.vault.PutManifest(ctx, name, lines); err != nil {
		return fmt.Errorf("list the subscribers of %s: %w", name, err)
	}
	return nil
}

// outageLetters are what subscribers write, each in the language of a region.
func (c *storyCast) outageLetters(seed uint64, count *counts) (all []letter) {
	chance := rand.New(rand.NewPCG(seed, 0x6c657474))
	for n, rate := range c.Inbound {
		until := c.Until
		if n+1 < len(c.Inbound) {
			until = c.Inbound[n+1].At
		}
		expected := int(rate.Per * c.scale * (until - rate.At) / 15)
		for k := range expected {
			lang, texts := c.lang(chance), c.TextsIn
			if chance.Float64()*rate.Per < c.Inbound[0].Per {
				texts = c.UsualTextsIn
			}
			minutes := rate.At + (until-rate.At)*(float64(k)+chance.Float64())/float64(expected)
			id := len(all)
			l := rowLetter(airmessages.Message{
				ID: fmt.Sprintf("m%06d", id), Brand: c.Brand, Author: fmt.Sprintf("customer%06d", id),
				At: c.at(minutes).Truncate(gridOfLetters), Text: texts[lang][chance.IntN(len(texts[lang]))],
			}, storyChannel, lang)
			l.done = count.count
			count.Read++
			all = append(all, l)
		}
	}
	sortLetters(all)
	return all
}

// lang draws a language by the people of the regions.
func (c *storyCast) lang(chance *rand.Rand) string {
	all := 0
	for _, r := range c.Regions {
		all += r.whole()
	}
	draw := chance.IntN(all)
	for _, r := range c.Regions {
		if draw -= r.whole(); draw < 0 {
			return r.Lang
		}
	}
	return c.Regions[0].Lang
}

// where names what a scenario is about: a hub, or the regions of a network.
func (s story) where() string {
	var names []string
	for _, r := range s.Regions {
		if r.Of == "" {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		return s.Hub
	}
	slices.Sort(names)
	return s.Hub + " (" + strings.Join(names, ", ") + ")"
}
