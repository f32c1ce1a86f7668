package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"

	"tocsin/adapters/vault"
	"tocsin/domain/directory"
	"tocsin/domain/incident"
)

// crowd invents the people of a scenario, in exact numbers: so many on the manifest of each flight, so many with each
// need, number and language. Only who has what is drawn.
type crowd struct {
	story
	scale  float64
	chance *rand.Rand
	vault  *vault.Vault
	made   int
}

// Ways to reach somebody.
const (
	byMobile = "mobile"
	byEmail  = "email"
	byAgency = "agency"
)

// board puts the people of a group of flights into the vault and onto the manifests.
func (c *crowd) board(ctx context.Context, flights []incident.Flight, people int, first bool) error {
	needs := map[string]int{}
	if first {
		for need, n := range c.People.Vulnerable {
			needs[need] = scaled(n, c.scale)
		}
	}
	share := float64(people) / float64(c.allPeople())
	cards := struct{ need, way, lang, top []string }{
		deal(c.chance, people, needs), deal(c.chance, people, c.ways(people)), deal(c.chance, people, c.langs(people)),
		deal(c.chance, people, map[string]int{"top": int(float64(scaled(c.People.Top, c.scale))*share + 0.5)}),
	}
	taken := 0
	for n, f := range flights {
		aboard := people*(n+1)/len(flights) - taken
		group := make([]directory.Person, aboard)
		for k := range group {
			group[k] = c.person(cards.need[taken+k], cards.way[taken+k], cards.lang[taken+k], cards.top[taken+k])
		}
		if err := c.put(ctx, f, group); err != nil {
			return err
		}
		taken += aboard
	}
	return nil
}

func (c *crowd) put(ctx context.Context, f incident.Flight, group []directory.Person) error {
	if _, err := c.vault.PutPeople(ctx, group); err != nil {
		return fmt.Errorf("invent people: %w", err)
	}
	riders := make([]directory.Traveller, 0, len(group))
	for n := 0; n < len(group); {
		size, party := min(c.partySize(), len(group)-n), c.vault.Pseudonym("party", f.Key()+"/"+strconv.Itoa(n))
		for _, p := range group[n : n+size] {
			riders = append(riders, directory.Traveller{Subject: p.Subject, Party: party, Priority: p.Priority, DepartsAt: f.Std})
		}
		n += size
	}
	if _, err := c.vault.PutManifest(ctx, f.Key(), riders); err != nil {
		return fmt.Errorf("put manifest of %s: %w", f.Key(), err)
	}
	return nil
}

// partySize draws who travels together, 1.6 on average.
func (c *crowd) partySize() int {
	switch draw := c.chance.Float64(); {
	case draw < 0.6:
		return 1
	case draw < 0.87:
		return 2
	case draw < 0.93:
		return 3
	default:
		return 4
	}
}

func (c *crowd) allPeople() (n int) {
	for _, r := range c.Rows {
		if r.Cancel != nil {
			n += scaled(r.Cancel.People, c.scale)
		}
	}
	return n
}

func (c *crowd) ways(people int) map[string]int {
	mobile, email := int(c.People.Mobile*float64(people)+0.5), int(c.People.EmailOnly*float64(people)+0.5)
	return map[string]int{byMobile: mobile, byEmail: email, byAgency: people - mobile - email}
}

func (c *crowd) langs(people int) map[string]int {
	n := map[string]int{}
	for _, l := range c.People.Langs {
		n[l.Lang] = int(l.Share*float64(people) + 0.5)
	}
	return n
}

func (c *crowd) person(need, way, lang, top string) directory.Person {
	return c.drawn(c.draw(), need, way, lang, top)
}

// lot is what is drawn of a person.
type lot struct {
	made   uint32 // the how manieth he is
	number uint32
	email  bool // besides a mobile number
}

func (c *crowd) draw() lot {
	c.made++
	number, email := c.chance.Uint32(), c.chance.Float64()
	return lot{made: uint32(c.made), number: number, email: email < c.People.EmailToo}
}

func (c *crowd) subject(l lot) string {
	return c.vault.Pseudonym("passenger", strconv.Itoa(int(l.made)))
}

func (c *crowd) drawn(l lot, need, way, lang, top string) directory.Person {
	p := directory.Person{Subject: c.subject(l), Name: "Passenger " + strconv.Itoa(int(l.made)), Lang: lang, Need: need}
	if p.Lang == "" {
		p.Lang = c.People.Langs[0].Lang
	}
	switch {
	case need != "":
		p.Priority = incident.PriorityVulnerable
	case top != "":
		p.Priority = incident.PriorityTop
	}
	number := l.number
	mail := directory.Contact{ID: p.Subject + "/email", Channel: "email", Address: fmt.Sprintf("p%d@example.invalid", number), Verified: true}
	switch way {
	case byMobile:
		p.Contacts = append(p.Contacts, directory.Contact{
			ID: p.Subject + "/sms", Channel: "sms", Address: fmt.Sprintf("+999%09d", number%1_000_000_000), Verified: true,
		})
		if l.email {
			p.Contacts = append(p.Contacts, mail)
		}
	case byEmail:
		p.Contacts = append(p.Contacts, mail)
	case byAgency: // the carrier knows only who sold the ticket
		mail.ID, mail.Address = p.Subject+"/agency", fmt.Sprintf("agency%d@example.invalid", number%400)
		p.Contacts = append(p.Contacts, mail)
	}
	return p
}

// deal gives n places their cards, so many of each, the rest blank, in an order that is drawn.
func deal(chance *rand.Rand, n int, of map[string]int) []string {
	cards := make([]string, 0, n)
	for _, name := range sortedKeys(of) {
		for range min(of[name], n-len(cards)) {
			cards = append(cards, name)
		}
	}
	cards = append(cards, make([]string, n-len(cards))...)
	chance.Shuffle(n, func(i, j int) { cards[i], cards[j] = cards[j], cards[i] })
	return cards
}
