package main

import (
	"context"
	"fmt"

	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/directory"
	"tocsin/domain/incident"
)

// maxPassengers of one crisis, so that it stays below some hundred events.
const maxPassengers = 5

// board puts passengers on the flights, some of whom can be reached by push too.
func (m *simulation) board(ctx context.Context) error {
	var flights []incident.Flight
	for _, s := range m.plan.steps { // of all steps: to leave one out must not change who is aboard
		if s.fact == nil {
			continue
		}
		switch c := s.fact.Ask.Command.(type) {
		case incident.Report:
			flights = append(flights, c.Reported.Scope.Flights...)
		case incident.ChangeScope:
			flights = append(flights, c.Added.Flights...)
		}
	}
	p := passengers{seed: m.seed, perFlight: max(1, min(m.plan.perFlight, maxPassengers/len(flights))), langs: m.rules.Desk.Langs}
	for n, f := range flights {
		people, riders := p.of(f, m.vault.Pseudonym)
		for i := range people {
			if (n+i)%3 == 0 {
				people[i].Contacts = append(people[i].Contacts, directory.Contact{
					ID: people[i].Subject + "/push", Channel: "push", Address: "device-" + people[i].Subject, Verified: true,
				})
			}
			m.people = append(m.people, people[i].Subject)
		}
		if _, err := m.vault.PutPeople(ctx, people); err != nil {
			return err
		}
		if _, err := m.vault.PutManifest(ctx, f.Key(), riders); err != nil {
			return err
		}
	}
	return nil
}

// facts are what is asked at the doors of this life. Messages are sealed anew, as a door does that is asked again.
func (m *simulation) facts(ctx context.Context) (facts []node.Fact, err error) {
	for _, s := range m.steps {
		if s.fact == nil {
			continue
		}
		f := *s.fact
		if s.words != "" {
			if f.Ask, err = m.message(ctx, s); err != nil {
				return nil, err
			}
		}
		f.Done = func(o node.Outcome, err error) {
			m.answers = append(m.answers, doorAnswer{stream: f.Ask.To, key: f.Meta.Key, outcome: o, err: err})
		}
		facts = append(facts, f)
	}
	return facts, nil
}

// message seals what a customer wrote.
func (m *simulation) message(ctx context.Context, s step) (domain.Request, error) {
	subject := m.vault.Pseudonym("sender", s.author)
	sealed, err := m.vault.Seal(ctx, []directory.Plain{
		{Subject: subject, Context: s.fact.Meta.Key, Field: "thread_ref", Text: []byte(s.author)},
		{Subject: subject, Context: s.fact.Meta.Key, Field: "from", Text: []byte(s.author)},
		{Subject: subject, Context: s.fact.Meta.Key, Field: "body", Text: []byte(s.words)},
	})
	if err != nil {
		return domain.Request{}, err
	}
	return domain.Request{
		To: conversation.Stream(m.vault.Pseudonym("thread", s.author)),
		Command: conversation.Receive{
			Opened: conversation.Opened{
				Brand: simulatedBrand, Channel: "social", Account: simulatedBrand, ThreadRef: sealed[0], Subject: subject,
			},
			Message: conversation.MessageReceived{
				ExternalID: m.vault.Pseudonym("message", s.fact.Meta.Key), Addressed: "direct", Visibility: conversation.Public,
				From: sealed[1], Body: sealed[2], Lang: "en", ReceivedAt: s.fact.Meta.OccurredAt,
			},
			First: conversation.Classified{Tier: "routine", Topic: "status", Urgency: "none", Confidence: 1, By: "rule", ModelVersion: "sim"},
		},
	}, nil
}

// seal seals what an agent of the script writes.
func (m *simulation) seal(subject, what, text string) (domain.Sealed, error) {
	boxes, err := m.vault.Seal(context.Background(), []directory.Plain{{Subject: subject, Context: what, Field: "body", Text: []byte(text)}})
	if err != nil {
		return domain.Sealed{}, fmt.Errorf("seal: %w", err)
	}
	return boxes[0], nil
}
