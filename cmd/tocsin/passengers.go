package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"tocsin/adapters/vault"
	"tocsin/domain/directory"
	"tocsin/domain/incident"
	"tocsin/domain/playbook"
)

// passengers invents the people of a flight: the data of a replay has flights, but no manifests. They follow from the
// seed and the flight alone.
type passengers struct {
	seed      uint64
	perFlight int
	langs     []playbook.LangShare
}

// Shares of invented people, from what carriers report in such days.
const (
	shareMobile     = 0.75 // have a mobile number on file
	shareEmail      = 0.62
	shareVulnerable = 0.013 // children alone, people with reduced mobility, medical cases
	shareTop        = 0.041 // top tier
	shareBlocked    = 0.01  // have said no to service messages on a channel
)

// flightsAtOnce bounds the people that go into the vault in one durable step.
const flightsAtOnce = 50

// board puts the people of flights into the vault and onto the manifests.
func (p passengers) board(ctx context.Context, v *vault.Vault, flights []incident.Flight, done func(n int)) error {
	for some := range slices.Chunk(flights, flightsAtOnce) {
		var people []directory.Person
		riders := map[string][]directory.Traveller{}
		for _, f := range some {
			aboard, travelling := p.of(f, v.Pseudonym)
			people, riders[f.Key()] = append(people, aboard...), travelling
		}
		if _, err := v.PutPeople(ctx, people); err != nil {
			return fmt.Errorf("invent passengers: %w", err)
		}
		for _, f := range some {
			if _, err := v.PutManifest(ctx, f.Key(), riders[f.Key()]); err != nil {
				return fmt.Errorf("put manifest of %s: %w", f.Key(), err)
			}
			done(1)
		}
	}
	return nil
}

func (p passengers) of(f incident.Flight, pseudonym func(kind, value string) string) (people []directory.Person, riders []directory.Traveller) {
	chance := p.chance(f.Key())
	for n := 0; n < p.perFlight; {
		size := min(partySize(chance), p.perFlight-n)
		party := pseudonym("party", fmt.Sprintf("%s/%d", f.Key(), n))
		for range size {
			person := p.person(chance, pseudonym("passenger", fmt.Sprintf("%s/%d", f.Key(), n)), n)
			people = append(people, person)
			riders = append(riders, directory.Traveller{
				Subject: person.Subject, Party: party, Priority: person.Priority, DepartsAt: f.Std,
			})
			n++
		}
	}
	return people, riders
}

func (p passengers) person(chance *rand.Rand, subject string, n int) directory.Person {
	person := directory.Person{Subject: subject, Name: fmt.Sprintf("Passenger %d", n+1), Lang: p.lang(chance)}
	number := chance.Uint32()
	if chance.Float64() < shareMobile {
		person.Contacts = append(person.Contacts, directory.Contact{
			ID: subject + "/sms", Channel: "sms", Address: fmt.Sprintf("+999%09d", number%1_000_000_000), Verified: true,
		})
	}
	if chance.Float64() < shareEmail {
		person.Contacts = append(person.Contacts, directory.Contact{
			ID: subject + "/email", Channel: "email", Address: fmt.Sprintf("p%d@example.invalid", number), Verified: true,
		})
	}
	switch draw := chance.Float64(); {
	case draw < shareVulnerable:
		person.Need, person.Priority = "assistance", incident.PriorityVulnerable
	case draw < shareVulnerable+shareTop:
		person.Priority = incident.PriorityTop
	}
	if chance.Float64() < shareBlocked {
		person.Choices = append(person.Choices, directory.Choice{Channel: "sms", Purpose: "service", Given: false})
	}
	return person
}

func (p passengers) lang(chance *rand.Rand) string {
	draw := chance.Float64()
	for _, l := range p.langs {
		if draw -= l.Share; draw < 0 {
			return l.Lang
		}
	}
	return p.langs[0].Lang
}

// partySize draws who travels together: most alone or in pairs.
func partySize(chance *rand.Rand) int {
	switch draw := chance.Float64(); {
	case draw < 0.55:
		return 1
	case draw < 0.85:
		return 2
	case draw < 0.93:
		return 3
	default:
		return 4
	}
}

func (p passengers) chance(name string) *rand.Rand {
	h := fnv.New64a()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], p.seed)
	h.Write(b[:])
	h.Write([]byte(name))
	return rand.New(rand.NewPCG(p.seed, h.Sum64()))
}

// flightsOf lists the flights of notices.
func flightsOf(notices []notice) []incident.Flight {
	flights := make([]incident.Flight, len(notices))
	for n, one := range notices {
		flights[n] = one.flight
	}
	return flights
}

// sandboxHost stands for the operator's booking system: it confirms at once, with a reference that follows from the
// offer.
type sandboxHost struct{}

// Confirm gives the reference.
func (sandboxHost) Confirm(_ context.Context, offerID, _ string, _ int, _ time.Time) (string, error) {
	return "host-" + offerID[:8], nil
}
