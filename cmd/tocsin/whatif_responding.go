package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
	"time"

	"tocsin/adapters/node"
	"tocsin/domain"
	"tocsin/domain/conversation"
	"tocsin/domain/directory"
	"tocsin/domain/playbook"
	"tocsin/projections/forecast"
)

// responding is the inlet of a day whose customers respond to what they are told. A message that an incident has brought
// comes as often as the contact curve says for the share of people told on this day, beside what it said for the share
// told on the recorded one; and any message as often as self-service leaves it. Where both are alike every message comes
// exactly once.
type responding struct {
	day     *otherDay
	facts   []asked
	taken   int
	respond bool
	seed    uint64

	model *forecast.Forecast // of the recorded playbook: the customers are the same
	names map[string]bool
	at    domain.Position
}

func newResponding(day *otherDay, rules playbook.Playbook, seed uint64, respond bool, facts []asked) *responding {
	r := &responding{day: day, facts: facts, respond: respond, seed: seed, model: customersOf(rules)}
	r.names = day.types.Names(r.model.Wants()...)
	return r
}

// Next is the instant of the next fact.
func (i *responding) Next() (time.Time, bool) {
	if i.taken == len(i.facts) {
		return time.Time{}, false
	}
	return i.facts[i.taken].At, true
}

// Step asks everything whose instant has come, in one batch.
func (i *responding) Step(ctx context.Context) (bool, error) {
	now, first := i.day.clock.Now(), i.taken
	for i.taken < len(i.facts) && !i.facts[i.taken].At.After(now) {
		i.taken++
	}
	if first == i.taken {
		return false, nil
	}
	if err := i.look(ctx); err != nil {
		return false, err
	}
	var due []*node.Asked
	for _, f := range i.facts[first:i.taken] {
		for copied := range i.times(f) {
			one, err := i.copied(ctx, f, copied)
			if err != nil {
				return false, err
			}
			due = append(due, &node.Asked{Request: one.Ask, Meta: one.Meta})
		}
	}
	i.day.executor.Batch(ctx, due)
	for _, a := range due {
		if _, refused := domain.Refused(a.Err); a.Err != nil && !refused {
			return true, fmt.Errorf("ask %s: %w", a.To, a.Err)
		}
	}
	return true, nil
}

// look folds what is new.
func (i *responding) look(ctx context.Context) error {
	if !i.respond {
		return nil
	}
	for r, err := range i.day.types.DecodedNames(i.day.house.log.ReadAll(ctx, i.at), i.names) {
		if err != nil {
			return err
		}
		if _, adopted := r.Event.(playbook.Adopted); !adopted && i.names[r.Type] {
			i.model.Apply(r)
		}
		i.at = r.Position
	}
	return nil
}

// times is how often a fact comes on this day: a message of the usual ones once, one of an incident by the ratio of the
// rates. Which fraction comes is drawn by its key, so that two playbooks drop and double the same messages.
func (i *responding) times(f asked) int {
	if f.brand == "" || !i.respond {
		return 1
	}
	now, often := i.model.Asking(f.brand, f.At), 1.0
	if f.expected.AsTold > 0 {
		ofIncident := f.expected.AsTold / (f.expected.AsTold + f.expected.Usual)
		often = (1 - ofIncident) + float64(ofIncident*now.AsTold)/f.expected.AsTold
	}
	often *= now.Left / f.expected.Left
	if math.Abs(often-1) < 1e-9 {
		return 1
	}
	return int(math.Floor(often + drawOf(i.seed, f.Meta.Key)))
}

// copied gives a message that somebody else writes too: a person of whom nothing is known but that he asks the same.
func (i *responding) copied(ctx context.Context, f asked, n int) (node.Fact, error) {
	if n == 0 {
		return f.Fact, nil
	}
	one, receive := f.Fact, f.Ask.Command.(conversation.Receive)
	name := f.Meta.Key + "/again/" + strconv.Itoa(n)
	subject := i.day.scratch.Pseudonym("sender", name)
	var plain []directory.Plain
	for _, field := range []string{"thread_ref", "from", "body", "source_id"} {
		plain = append(plain, directory.Plain{Subject: subject, Context: name, Field: field, Text: []byte("invented")})
	}
	sealed, err := i.day.scratch.Seal(ctx, plain)
	if err != nil {
		return one, fmt.Errorf("seal an invented message: %w", err)
	}
	receive.Opened.Subject, receive.Opened.ThreadRef = subject, sealed[0]
	receive.Message.From, receive.Message.Body, receive.Message.SourceID = sealed[1], sealed[2], sealed[3]
	receive.Message.ExternalID = i.day.scratch.Pseudonym("message", name)
	one.Ask = domain.Request{To: conversation.Stream(i.day.scratch.Pseudonym("thread", name)), Command: receive}
	one.Meta.Key = name
	return one, nil
}

// drawOf gives a number in [0, 1) that depends on the seed and a name alone.
func drawOf(seed uint64, name string) float64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%s", seed, name)
	x := h.Sum64() // mixed once more: FNV alone leaves the high bits of like names alike
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	x ^= x >> 33
	return float64(x>>11) / (1 << 53)
}
