package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"tocsin/adapters/node"
	"tocsin/adapters/vault"
	"tocsin/domain"
	"tocsin/domain/customer"
	"tocsin/domain/directory"
	"tocsin/domain/inventory"
)

// wish is what a passenger wants for himself: no more on a channel, or to be forgotten.
type wish struct {
	at      time.Time
	who     int    // among those aboard, by order
	channel string // "": to be forgotten
}

func (p *plan) drawWishes(chance *rand.Rand) {
	for range chance.IntN(4) {
		w := &wish{at: simulationStart.Add(minutes(chance, 0, 240)), who: chance.IntN(maxPassengers)}
		what := "forget"
		if chance.IntN(4) > 0 {
			w.channel = []string{"sms", "email", "push"}[chance.IntN(3)]
			what = "no more " + w.channel
		}
		p.steps = append(p.steps, step{what: fmt.Sprintf("wish of passenger %d: %s at %s", w.who, what, w.at.Format(time.TimeOnly)), wish: w})
	}
}

// wishes is the pump that sees to them: first in the vault, which is what holds, then on record.
type wishes struct {
	vault    *vault.Vault
	executor *node.Executor
	clock    node.Clock
	people   []string
	open     []*wish
}

// Step fulfils what is due.
func (w *wishes) Step(ctx context.Context) (worked bool, err error) {
	left := w.open[:0:0]
	for _, one := range w.open {
		if one.at.After(w.clock.Now()) {
			left = append(left, one)
			continue
		}
		if err := w.fulfil(ctx, one); err != nil {
			return worked, err
		}
		worked = true
	}
	w.open = left
	return worked, nil
}

func (w *wishes) fulfil(ctx context.Context, one *wish) error {
	subject := w.people[one.who%len(w.people)]
	if one.channel == "" {
		return w.vault.Erase(ctx, subject)
	}
	err := w.vault.Choose(ctx, subject, directory.Choice{Channel: one.channel, Purpose: "service"})
	if err != nil { // forgotten: there is nobody to choose
		return nil
	}
	_, err = w.executor.Do(ctx, domain.Request{
		To:      domain.StreamID("customer-" + subject),
		Command: customer.WithdrawConsent{ConsentWithdrawn: customer.ConsentWithdrawn{Channel: one.channel, Purpose: "service"}},
	}, domain.Meta{
		Key: "wish/" + one.channel + one.at.Format(time.RFC3339), OccurredAt: one.at, Actor: domain.Actor{Kind: domain.ActorPublic, ID: subject},
	})
	return err
}

// Next is the next wish.
func (w *wishes) Next() (next time.Time, ok bool) {
	for _, one := range w.open {
		if !ok || one.at.Before(next) {
			next, ok = one.at, true
		}
	}
	return next, ok
}

// optOut finds a no in the log.
func optOut(r domain.Recorded) (subject, channel string, ok bool) {
	e, ok := r.Event.(customer.ConsentWithdrawn)
	return r.Stream.Name(), e.Channel, ok && e.Purpose == "service"
}

// rivalClaim is units that another node takes, for somebody at a counter.
type rivalClaim struct {
	at time.Time
	n  int
	of string
}

func (p *plan) drawClaims(chance *rand.Rand) {
	for range 2 + chance.IntN(5) {
		c := &rivalClaim{at: simulationStart.Add(minutes(chance, 1, 120)), n: 1 + chance.IntN(2), of: []string{"seats", "rail"}[chance.IntN(2)]}
		p.steps = append(p.steps, step{what: fmt.Sprintf("claim of %d %s by another node at %s", c.n, c.of, c.at.Format(time.TimeOnly)), claim: c})
	}
}

// counter is the other node: it has an executor of its own, on the same log, and outlives the crashes of the first.
type counter struct {
	incidentID string
	executor   *node.Executor
	clock      node.Clock
	drill      bool
	open       []*rivalClaim
	taken      int
}

// Step takes what is due, as far as there is any: the rules say no if not.
func (c *counter) Step(ctx context.Context) (worked bool, err error) {
	left := c.open[:0:0]
	for _, one := range c.open {
		if one.at.After(c.clock.Now()) {
			left = append(left, one)
			continue
		}
		worked = true
		c.taken++
		id := fmt.Sprint("counter-", c.taken)
		to, meta := inventory.Stream(inventory.IDFor(c.incidentID, one.of)), domain.Meta{
			OccurredAt: one.at, Drill: c.drill, Actor: domain.Actor{Kind: domain.ActorPerson, ID: "person/counter", Role: "agent"},
		}
		for _, step := range []struct {
			name    string
			command any
		}{
			{"hold", inventory.Hold{OfferID: id, N: one.n, Until: one.at.Add(time.Hour), Now: one.at}},
			{"commit", inventory.Commit{OfferID: id, Now: one.at}},
		} {
			meta.Key = "counter/" + step.name + "/" + id
			_, err := c.executor.Do(ctx, domain.Request{To: to, Command: step.command}, meta)
			if _, refused := domain.Refused(err); err != nil && !refused {
				return worked, err
			}
		}
	}
	c.open = left
	return worked, nil
}

// Next is the next claim.
func (c *counter) Next() (next time.Time, ok bool) {
	for _, one := range c.open {
		if !ok || one.at.Before(next) {
			next, ok = one.at, true
		}
	}
	return next, ok
}
