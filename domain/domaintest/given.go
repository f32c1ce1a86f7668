// Package domaintest states rules as given / when / then, and guards the stored shape of events with golden files.
package domaintest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/domain"
)

// Case is one rule under way: what has happened, what is asked, what must come of it.
type Case[S, C, E any] struct {
	t       testing.TB
	decider domain.Decider[S, C, E]
	state   S
	events  []E
	err     error
}

// Given folds what has happened.
func Given[S, C, E any](t testing.TB, d domain.Decider[S, C, E], history ...E) *Case[S, C, E] {
	t.Helper()
	c := &Case[S, C, E]{t: t, decider: d}
	for _, e := range history {
		c.state = d.Evolve(c.state, e)
	}
	return c
}

// When asks; its events are folded, so that a second When asks on what the first led to.
func (c *Case[S, C, E]) When(command C) *Case[S, C, E] {
	c.t.Helper()
	c.events, c.err = c.decider.Decide(command, c.state)
	for _, e := range c.events {
		c.state = c.decider.Evolve(c.state, e)
	}
	return c
}

// Then wants exactly these events; none means that nothing was to be done.
func (c *Case[S, C, E]) Then(want ...E) *Case[S, C, E] {
	c.t.Helper()
	if c.err != nil {
		c.t.Fatalf("refused: %v, want %d events", c.err, len(want))
	}
	if len(want) == 0 && len(c.events) == 0 {
		return c
	}
	if diff := cmp.Diff(want, c.events); diff != "" {
		c.t.Fatalf("events (-want +got):\n%s", diff)
	}
	return c
}

// Refused wants a refusal with this code and no event.
func (c *Case[S, C, E]) Refused(code domain.Code) *Case[S, C, E] {
	c.t.Helper()
	refusal, ok := domain.Refused(c.err)
	switch {
	case !ok:
		c.t.Fatalf("got events %v and error %v, want a refusal %q", c.events, c.err, code)
	case refusal.Code != code:
		c.t.Fatalf("refused with %q (%s), want %q", refusal.Code, refusal.Reason, code)
	case len(c.events) > 0:
		c.t.Fatalf("refused, but with events %v", c.events)
	}
	return c
}

// State shows the folded state.
func (c *Case[S, C, E]) State() S { return c.state }
