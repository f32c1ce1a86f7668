package foldtest

import (
	"time"

	"tocsin/domain"
)

// Asked is a request of a policy, and when it was made.
type Asked struct {
	At time.Time
	domain.Request
}

// Key is the key of a request, without the name of its policy.
func (a Asked) Key() string { return a.Cause + "/" + a.Step + "/" + string(a.To) }

// React plays the reactor of a policy over a log, to an instant: the first so many records are folded in silence, as
// after a restart; from there on it acts, and what is due is asked for between the records and behind the last.
func React(p domain.Policy, records []domain.Recorded, silent int, until time.Time) (asked []Asked) {
	seen := map[string]bool{}     // a request of Due is asked once
	due := func(upTo time.Time) { // a deadline that falls on a record comes first: the record may be its answer
		for range 100_000 { // a policy whose deadline never moves would hang the test
			next, ok := p.Next()
			if !ok || next.After(upTo) {
				return
			}
			for _, request := range p.Due(next) {
				if a := (Asked{At: next, Request: request}); !seen[a.Key()] {
					seen[a.Key()] = true
					asked = append(asked, a)
				}
			}
			if after, ok := p.Next(); ok && !after.After(next) {
				return // it waits for the record that its request leads to
			}
		}
		panic("foldtest: the policy never stops being due")
	}
	wants := p.Wants()
	for n, r := range records {
		if n >= silent {
			due(r.Meta.RecordedAt)
		}
		if r = asWanted(wants, r); r.Event == nil {
			continue // the reactor shows a policy nothing else
		}
		p.Apply(r)
		requests := p.React(r)
		if n < silent {
			continue
		}
		for _, request := range requests {
			asked = append(asked, Asked{At: r.Meta.RecordedAt, Request: request})
		}
	}
	due(until)
	return asked
}
