package delivery

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// columns lifts version 1, which was the JSON of the struct with a list of items, to version 2.
func columns[E interface {
	AppendStored([]byte) ([]byte, error)
}](data json.RawMessage) (json.RawMessage, error) {
	var e E
	if err := json.Unmarshal(data, &e); err != nil {
		return nil, err
	}
	return e.AppendStored(nil)
}

// The order of the keys of each event is part of its stored form.

func (e *Requested) stored(c *codec) {
	c.text("outreach_id", &e.OutreachID)
	c.number("wave", &e.Wave)
	c.text("incident_id", &e.IncidentID)
	c.text("statement_id", &e.StatementID)
	c.number("statement_version", &e.StatementVersion)
	c.texts("ladder", &e.Ladder)
	c.texts("down", &e.Down)
	c.instant("not_after", &e.NotAfter)
	count(c, &e.Items)
	e.number(c)
	distinct(c, "subject", e.Items, func(it *Item) *string { return &it.Subject })
	e.contacts(c)
	repeated(c, "lang", e.Items, func(it *Item) *string { return &it.Lang })
	repeated(c, "channel", e.Items, func(it *Item) *string { return &it.Channel })
	integers(c, "priority", e.Items, func(it *Item) *int { return &it.Priority })
	repeated(c, "template_hash", e.Items, func(it *Item) *string { return &it.TemplateHash })
	repeated(c, "params_hash", e.Items, func(it *Item) *string { return &it.ParamsHash })
	repeated(c, "party", e.Items, func(it *Item) *string { return &it.Party })
	integers(c, "seats", e.Items, func(it *Item) *int { return &it.Seats })
	repeated(c, "offer_id", e.Items, func(it *Item) *string { return &it.OfferID })
	repeated(c, "pool", e.Items, func(it *Item) *string { return &it.Pool })
	times(c, "expires", e.Items, timeOfExpiry)
}

// number checks, or sets, what is not stored: the index of an item is its place.
func (e *Requested) number(c *codec) {
	for k := range e.Items {
		switch {
		case c.reading:
			e.Items[k].I = k
		case e.Items[k].I != k:
			c.fail("the item at place %d has index %d", k, e.Items[k].I)
			return
		}
	}
}

// contacts stores the ids of contacts: where each is the subject and something more, only that.
func (e *Requested) contacts(c *codec) {
	const suffix = "contact_suffix"
	var more []string
	whole := func(s *string) *string { return s }
	switch {
	case c.err != nil:
	case c.reading && c.takes(suffix):
		more = make([]string, len(e.Items))
		repeated(c, suffix, more, whole)
		e.join(more)
	case !c.reading && e.suffixes(&more):
		repeated(c, suffix, more, whole)
	default:
		distinct(c, "contact_id", e.Items, func(it *Item) *string { return &it.ContactID })
	}
}

// suffixes gives what the ids of contacts have more than the subjects, nothing where there is no contact; false if one
// does not begin with its subject.
func (e *Requested) suffixes(more *[]string) bool {
	*more = make([]string, len(e.Items))
	for k := range e.Items {
		it := &e.Items[k]
		rest, ok := strings.CutPrefix(it.ContactID, it.Subject)
		switch {
		case it.ContactID == "":
		case !ok || rest == "" || !utf8.ValidString(it.Subject):
			return false
		default:
			(*more)[k] = rest
		}
	}
	return true
}

// join makes the ids of contacts from subjects and suffixes. All lie in one piece of memory, subjects in their contacts.
func (e *Requested) join(more []string) {
	size := 0
	for k := range e.Items {
		size += len(e.Items[k].Subject) + len(more[k])
	}
	var b strings.Builder
	b.Grow(size)
	for k := range e.Items {
		b.WriteString(e.Items[k].Subject)
		b.WriteString(more[k])
	}
	rest := b.String()
	for k := range e.Items {
		it := &e.Items[k]
		subject, whole := len(it.Subject), len(it.Subject)+len(more[k])
		if it.Subject = rest[:subject]; whole > subject {
			it.ContactID = rest[:whole]
		}
		rest = rest[whole:]
	}
}

func (e *Suppressed) stored(c *codec) {
	indexColumn(c, &e.Items, func(it *SuppressedItem) *int { return &it.I })
	repeated(c, "reason", e.Items, func(it *SuppressedItem) *string { return &it.Reason })
}

func (e *Attempted) stored(c *codec) {
	c.text("provider", &e.Provider)
	indexColumn(c, &e.Items, func(it *AttemptedItem) *int { return &it.I })
	integers(c, "attempt", e.Items, func(it *AttemptedItem) *int { return &it.Attempt })
	repeated(c, "channel", e.Items, func(it *AttemptedItem) *string { return &it.Channel })
	distinct(c, "contact_id", e.Items, func(it *AttemptedItem) *string { return &it.ContactID })
	integers(c, "parts", e.Items, func(it *AttemptedItem) *int { return &it.Parts })
}

func (e *Accepted) stored(c *codec) {
	indexColumn(c, &e.Items, func(it *AcceptedItem) *int { return &it.I })
	distinct(c, "provider_ref", e.Items, func(it *AcceptedItem) *string { return &it.ProviderRef })
}

func (e *OutcomeUnknown) stored(c *codec) {
	indexColumn(c, &e.Items, func(it *UnknownItem) *int { return &it.I })
	floats(c, "after_s", e.Items, func(it *UnknownItem) *float64 { return &it.AfterS })
}

func (e *Failed) stored(c *codec) {
	indexColumn(c, &e.Items, func(it *FailedItem) *int { return &it.I })
	repeated(c, "code", e.Items, func(it *FailedItem) *string { return &it.Code })
	bools(c, "permanent", e.Items, func(it *FailedItem) *bool { return &it.Permanent })
	floats(c, "retry_after_s", e.Items, func(it *FailedItem) *float64 { return &it.RetryAfterS })
}

func (e *Delivered) stored(c *codec) { receiptColumns(c, &e.Items) }
func (e *Read) stored(c *codec)      { receiptColumns(c, &e.Items) }

func (e *Escalated) stored(c *codec) {
	indexColumn(c, &e.Items, func(it *EscalatedItem) *int { return &it.I })
	repeated(c, "from", e.Items, func(it *EscalatedItem) *string { return &it.From })
	repeated(c, "to", e.Items, func(it *EscalatedItem) *string { return &it.To })
	distinct(c, "contact_id", e.Items, func(it *EscalatedItem) *string { return &it.ContactID })
}

func (e *Unreachable) stored(c *codec) { indexColumn(c, &e.Items, indexOf) }
func (e *Expired) stored(c *codec)     { indexColumn(c, &e.Items, indexOf) }

func indexOf(it *IndexItem) *int { return &it.I }

func (e *Parked) stored(c *codec) {
	indexColumn(c, &e.Items, func(it *ParkedItem) *int { return &it.I })
	repeated(c, "reason", e.Items, func(it *ParkedItem) *string { return &it.Reason })
}
