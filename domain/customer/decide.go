package customer

import (
	"fmt"

	"tocsin/domain"
)

// Decider of a customer stream.
var Decider = domain.Decider[State, Command, Event]{Decide: decide, Evolve: evolve, Lasting: true}

// Kind is the one name that the wiring lists.
var Kind = Decider.Kind("customer", Types)

func decide(c Command, s State) ([]Event, error) {
	switch c := c.(type) {
	case Register:
		return register(c, s)
	case AddContact:
		return addContact(c, s)
	case RecordConsent:
		return recordConsent(c, s)
	case WithdrawConsent:
		return withdrawConsent(c, s)
	}
	panic(fmt.Sprintf("customer: no rule for %T", c))
}

// register again with other content is a change of the profile.
func register(c Register, s State) ([]Event, error) {
	switch {
	case c.Registered.Lang == "":
		return nil, domain.Refuse(domain.Invalid, "lang is required")
	case s.Exists && c.Registered == s.profile:
		return nil, nil
	}
	return []Event{c.Registered}, nil
}

// registered refuses what is said of a person nobody knows.
func (s State) registered() error {
	if !s.Exists {
		return domain.Refuse(domain.NotFound, "no such customer")
	}
	return nil
}

func addContact(c AddContact, s State) ([]Event, error) {
	if err := s.registered(); err != nil {
		return nil, err
	}
	known, ok := s.contact(c.ContactAdded.ContactID)
	switch {
	case c.ContactAdded.ContactID == "" || c.ContactAdded.Channel == "":
		return nil, domain.Refuse(domain.Invalid, "contact_id and channel are required")
	case ok && known.Channel != c.ContactAdded.Channel:
		return nil, domain.Refuse(domain.Conflict, "the contact belongs to another channel")
	case ok && known == c.ContactAdded:
		return nil, nil
	}
	return []Event{c.ContactAdded}, nil
}

func checkConsent(channel, purpose string) error {
	if channel == "" || purpose == "" {
		return domain.Refuse(domain.Invalid, "channel and purpose are required")
	}
	return nil
}

func recordConsent(c RecordConsent, s State) ([]Event, error) {
	if err := s.registered(); err != nil {
		return nil, err
	}
	if err := checkConsent(c.ConsentGiven.Channel, c.ConsentGiven.Purpose); err != nil {
		return nil, err
	}
	known, ok := s.consent(c.ConsentGiven.Channel, c.ConsentGiven.Purpose)
	switch {
	case c.ConsentGiven.TextVersion == "":
		return nil, domain.Refuse(domain.Invalid, "text_version is required: to what was it a yes")
	case ok && known.given && known.textVersion == c.ConsentGiven.TextVersion:
		return nil, nil
	}
	return []Event{c.ConsentGiven}, nil
}

// withdrawConsent is never refused for who asks: a person we do not know may opt out too.
func withdrawConsent(c WithdrawConsent, s State) ([]Event, error) {
	if err := checkConsent(c.ConsentWithdrawn.Channel, c.ConsentWithdrawn.Purpose); err != nil {
		return nil, err
	}
	if given, known := s.Consent(c.ConsentWithdrawn.Channel, c.ConsentWithdrawn.Purpose); known && !given {
		return nil, nil
	}
	return []Event{c.ConsentWithdrawn}, nil
}
