package cloudevents

import (
	"encoding/json"
	"time"

	"tocsin/adapters/inbound/strictjson"
	"tocsin/domain/incident"
)

// decoder reads the payload of one version of one event, and gives when it happened by the payload.
type decoder func(data json.RawMessage, at time.Time) (any, time.Time, error)

// decoders is the closed list of events that come in, by name and version.
func decoders(name string, version int) decoder {
	if version != 1 {
		return nil
	}
	switch name {
	case "incident.reported":
		return read(incidentReported)
	case "incident.scope_changed":
		return read(incidentScopeChanged)
	case "incident.eta_set":
		return read(incidentEtaSet)
	case "incident.resolved":
		return read(incidentResolved)
	case "incident.reopened":
		return read(incidentReopened)
	case "conversation.message_received":
		return read(messageReceived)
	case "inventory.alternative_added":
		return read(alternativeAdded)
	case "inventory.capacity_set":
		return read(capacitySet)
	case "inventory.capacity_corrected":
		return read(capacityCorrected)
	}
	return nil
}

// read makes a decoder of a check, which may fill in what follows from the time of the envelope (zero if it has none).
func read[P any](check func(p *P, c *checks, at time.Time) time.Time) decoder {
	return func(data json.RawMessage, at time.Time) (any, time.Time, error) {
		var p P
		if err := strictjson.Decode(data, &p, strictjson.Options{MaxBytes: maxPayload}); err != nil {
			return nil, time.Time{}, under("data", err)
		}
		c := &checks{}
		happened := check(&p, c, at)
		if c.err != nil {
			return nil, time.Time{}, c.err
		}
		return p, happened, nil
	}
}

func incidentReported(p *IncidentReported, c *checks, at time.Time) time.Time {
	c.source(p.Source)
	c.label("brand", p.Brand)
	c.oneOf("domain", p.Domain, "air", "rail", "telecom", "other")
	c.text("kind", p.Kind)
	c.instant("started_at", p.StartedAt)
	c.scope("scope", p.Scope)
	if p.AwareAt.IsZero() {
		p.AwareAt = at
		if at.IsZero() {
			p.AwareAt = p.StartedAt
		}
	}
	c.instant("aware_at", p.AwareAt)
	return p.StartedAt
}

func incidentScopeChanged(p *IncidentScopeChanged, c *checks, at time.Time) time.Time {
	c.source(p.Source)
	c.that(p.Seq > 0, Missing, "seq", "changes are applied in the order of their numbers, from 1")
	c.scope("added", p.Added)
	c.scope("removed", p.Removed)
	c.that(!empty(p.Added) || !empty(p.Removed), Missing, "added", "nothing is added and nothing removed")
	return at
}

func incidentEtaSet(p *IncidentEtaSet, c *checks, at time.Time) time.Time {
	c.source(p.Source)
	c.oneOf("confidence", p.Confidence, "low", "medium", "high")
	c.instant("valid_until", p.ValidUntil)
	c.that(p.EtaAt.IsZero() || plausible(p.EtaAt), BadValue, "eta_at", "no plausible time")
	return at
}

func incidentResolved(p *IncidentResolved, c *checks, _ time.Time) time.Time {
	c.source(p.Source)
	c.instant("at", p.At)
	c.instant("stable_since", p.StableSince)
	c.that(!p.StableSince.After(p.At), BadValue, "stable_since", "is after the resolution")
	return p.At
}

func incidentReopened(p *IncidentReopened, c *checks, at time.Time) time.Time {
	c.source(p.Source)
	c.text("reason", p.Reason)
	return at
}

func messageReceived(p *MessageReceived, c *checks, at time.Time) time.Time {
	for _, f := range []struct{ name, value string }{
		{"brand", p.Brand}, {"channel", p.Channel}, {"account", p.Account}, {"external_id", p.ExternalID}, {"from", p.From},
	} {
		c.name(f.name, f.value)
	}
	c.label("brand", p.Brand)
	c.label("channel", p.Channel)
	c.text("body", p.Body)
	if p.Addressed == "" {
		p.Addressed = "direct"
	}
	if p.ThreadRef == "" {
		p.ThreadRef = p.From
	}
	if p.ReceivedAt.IsZero() {
		p.ReceivedAt = at
	}
	c.oneOf("addressed", p.Addressed, "direct", "mention", "review")
	c.oneOf("visibility", p.Visibility, "public", "private")
	c.instant("received_at", p.ReceivedAt)
	c.that(p.Reach >= 0, BadValue, "reach", "is below zero")
	return p.ReceivedAt
}

func alternativeAdded(p *AlternativeAdded, c *checks, at time.Time) time.Time {
	c.streamName("alternative_id", p.AlternativeID)
	c.oneOf("kind", p.Kind, "rebook", "refund", "rail", "bus", "other_carrier", "hotel", "meal", "voucher", "workaround", "credit", "callback")
	c.oneOf("unit", p.Unit, "seat", "room", "meal", "none")
	c.instant("valid_from", p.ValidFrom)
	c.instant("valid_to", p.ValidTo)
	c.that(p.ValidTo.After(p.ValidFrom), BadValue, "valid_to", "is not after valid_from")
	c.text("eligibility", p.Eligibility)
	c.name("source", p.Source)
	return c.capacity(p.N, p.Unlimited, &p.AsOf, at)
}

func capacitySet(p *CapacitySet, c *checks, at time.Time) time.Time {
	c.streamName("alternative_id", p.AlternativeID)
	c.name("source", p.Source)
	return c.capacity(p.N, p.Unlimited, &p.AsOf, at)
}

func capacityCorrected(p *CapacityCorrected, c *checks, at time.Time) time.Time {
	c.streamName("alternative_id", p.AlternativeID)
	c.name("source", p.Source)
	c.that(p.To != nil, Missing, "to", "the corrected number of units")
	c.that(p.To == nil || *p.To >= 0, BadValue, "to", "is below zero")
	return at
}

func empty(s incident.Scope) bool {
	return len(s.Flights) == 0 && len(s.Cells) == 0 && len(s.Regions) == 0 && len(s.Services) == 0
}
