// Package directory names what the vault knows of people: names, addresses, wishes, journeys, and text in clear on its
// way into or out of an event. None of it is ever part of an event, a picture, a log line or a URL: an event cites a
// person by subject and an address by contact id. The types hide their content from fmt and encoding/json, so that a
// line of logging by mistake shows nothing.
package directory

import (
	"errors"
	"fmt"
	"time"
)

// Errors of a vault.
var (
	// ErrErased: the person was erased. The key is destroyed: what was sealed with it can be read by nobody.
	ErrErased = errors.New("the person was erased")
	// ErrKeyLost: the vault does not have the key with which this was sealed.
	ErrKeyLost = errors.New("the key is not in the vault")
	// ErrTampered: the box does not open under its key.
	ErrTampered = errors.New("the box is damaged")
)

// Person is one entry of the directory.
type Person struct {
	Subject  string    `json:"subject"` // pseudonym
	Name     string    `json:"-"`
	Lang     string    `json:"lang"` // BCP 47
	Zone     string    `json:"-"`    // IANA
	Need     string    `json:"-"`    // class of need; outside the vault only its Priority is known
	Priority int       `json:"priority"`
	Contacts []Contact `json:"-"`
	Choices  []Choice  `json:"-"` // when read: also those that were set apart
	Erased   bool      `json:"erased,omitempty"`
}

// Contact is one way to reach a person.
type Contact struct {
	ID       string `json:"id"` // cited by events; made by the vault when it is empty
	Channel  string `json:"channel"`
	Address  string `json:"-"`
	Verified bool   `json:"verified"`
}

// Choice is the last word of a person about a channel and a purpose: yes or no. No word is no Choice.
type Choice struct {
	Channel string `json:"channel"`
	Purpose string `json:"purpose"` // service, marketing
	Given   bool   `json:"given"`
}

// Blocked tells whether the person has said no to a channel for a purpose.
func (p Person) Blocked(channel, purpose string) bool {
	for _, c := range p.Choices {
		if c.Channel == channel && c.Purpose == purpose {
			return !c.Given
		}
	}
	return false
}

// Contact gives the contact with an id.
func (p Person) Contact(id string) (Contact, bool) {
	for _, c := range p.Contacts {
		if c.ID == id {
			return c, true
		}
	}
	return Contact{}, false
}

// First gives the first contact for a channel.
func (p Person) First(channel string) (Contact, bool) {
	for _, c := range p.Contacts {
		if c.Channel == channel {
			return c, true
		}
	}
	return Contact{}, false
}

// Traveller is one line of the manifest of a journey.
type Traveller struct {
	Subject   string    `json:"subject"`
	Party     string    `json:"party"`    // who travels together; empty: alone
	Priority  int       `json:"priority"` // as in incident.Person
	DepartsAt time.Time `json:"departs_at,omitzero"`
}

// Put says what became of the lines of an import.
type Put struct {
	Kept       int // lines that count
	Duplicates int // lines about somebody of whom a later line spoke
	Erased     int // lines about erased people: dropped
}

// Plain is text about to be sealed. The same Plain always gives the same box.
type Plain struct {
	Subject string `json:"subject"` // whose key; "crisis:<id>" for text about no one person
	Context string `json:"context"` // the key of the command, or id of the event, that the box will be part of
	Field   string `json:"field"`   // of the event, so that equal texts in two fields have two boxes
	Text    []byte `json:"-"`
}

// Opened is text out of a box, or why there is none.
type Opened struct {
	Text []byte `json:"-"`
	Err  error  `json:"-"` // ErrErased, ErrKeyLost or ErrTampered
}

// Format shows who is meant and nothing else.
func (p Person) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "person %s", p.Subject) }

// Format shows which contact is meant and nothing else.
func (c Contact) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "%s contact %s", c.Channel, c.ID) }

// Format shows where the text belongs, never the text.
func (p Plain) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "%s of %s", p.Field, p.Subject) }

// Format shows whether there is a text, never the text.
func (o Opened) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "%d bytes, error %v", len(o.Text), o.Err) }
