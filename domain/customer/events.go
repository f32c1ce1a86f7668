// Package customer holds what the log may know of a person: a pseudonym, language, consent. Names and addresses lie in
// the vault.
package customer

import "tocsin/domain"

// Event is any fact of a customer stream.
//
//sumtype:decl
type Event interface{ customerEvent() }

func (Registered) customerEvent()       {}
func (ContactAdded) customerEvent()     {}
func (ConsentGiven) customerEvent()     {}
func (ConsentWithdrawn) customerEvent() {}

// Registered: the person is known.
type Registered struct {
	Lang    string `json:"lang"`
	Zone    string `json:"zone,omitempty"`
	Tier    string `json:"tier,omitempty"`
	Segment string `json:"segment,omitempty"` // prospect new regular vip
}

// ContactAdded: there is a way to reach the person; the address lies in the vault under ContactID.
type ContactAdded struct {
	ContactID string `json:"contact_id"`
	Channel   string `json:"channel"`
	Verified  bool   `json:"verified"`
}

// ConsentGiven: this channel may be used for this purpose.
type ConsentGiven struct {
	Channel     string `json:"channel"`
	Purpose     string `json:"purpose"` // service, marketing
	TextVersion string `json:"text_version"`
	Evidence    string `json:"evidence"`
}

// ConsentWithdrawn: it may not any more.
type ConsentWithdrawn struct {
	Channel string `json:"channel"`
	Purpose string `json:"purpose"`
}

// Types is the stored name of each event. A name is never changed and never used again.
var Types = []domain.EventType{
	domain.Type[Registered]("customer.registered"),
	domain.Type[ContactAdded]("customer.contact_added"),
	domain.Type[ConsentGiven]("customer.consent_given"),
	domain.Type[ConsentWithdrawn]("customer.consent_withdrawn"),
}
