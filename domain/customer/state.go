package customer

import (
	"fmt"
	"slices"
)

// State of a customer stream. An opt-out is kept also of a person who is not registered.
type State struct {
	Exists   bool
	profile  Registered
	contacts []ContactAdded
	consents []consent
}

// consent is the last word about one channel and purpose.
type consent struct {
	channel, purpose string
	given            bool
	textVersion      string
}

// Consent gives the last word about a channel and purpose; not known when there was none.
func (s State) Consent(channel, purpose string) (given, known bool) {
	c, known := s.consent(channel, purpose)
	return c.given, known
}

func (s State) consent(channel, purpose string) (consent, bool) {
	i := slices.IndexFunc(s.consents, func(c consent) bool { return c.channel == channel && c.purpose == purpose })
	if i < 0 {
		return consent{}, false
	}
	return s.consents[i], true
}

func (s State) contact(id string) (ContactAdded, bool) {
	i := slices.IndexFunc(s.contacts, func(c ContactAdded) bool { return c.ContactID == id })
	if i < 0 {
		return ContactAdded{}, false
	}
	return s.contacts[i], true
}

func evolve(s State, e Event) State {
	switch e := e.(type) {
	case Registered:
		s.Exists, s.profile = true, e
		return s
	case ContactAdded:
		s.contacts = put(s.contacts, e, func(c ContactAdded) bool { return c.ContactID == e.ContactID })
		return s
	case ConsentGiven:
		return s.decided(consent{channel: e.Channel, purpose: e.Purpose, given: true, textVersion: e.TextVersion})
	case ConsentWithdrawn:
		return s.decided(consent{channel: e.Channel, purpose: e.Purpose})
	}
	panic(fmt.Sprintf("customer: no fold for %T", e))
}

func (s State) decided(c consent) State {
	s.consents = put(s.consents, c, func(o consent) bool { return o.channel == c.channel && o.purpose == c.purpose })
	return s
}

// put gives a list of its own with x in the place of the one it is the same as, or at the end.
func put[T any](list []T, x T, same func(T) bool) []T {
	list = slices.Clone(list)
	if i := slices.IndexFunc(list, same); i >= 0 {
		list[i] = x
		return list
	}
	return append(list, x)
}
