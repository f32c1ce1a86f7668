package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"tocsin/adapters/channels/sandbox"
	"tocsin/domain"
	"tocsin/domain/delivery"
	"tocsin/domain/outreach"
	"tocsin/domain/statement"
	"tocsin/projections/audience"
)

// onlyApprovedGoesOut is I6.
func onlyApprovedGoesOut(t *trial) error {
	a := approvals{
		t: t, texts: audience.New(), drafts: map[string]*draft{}, letGo: map[string]bool{},
		requests: map[domain.StreamID]delivery.Requested{}, taken: map[string]sandbox.Entry{},
	}
	for _, e := range t.ledger {
		a.taken[e.Key] = e
	}
	wants := catalogue().Names(a.texts.Wants()...)
	for _, r := range t.records {
		if wants[r.Type] {
			a.texts.Apply(r)
		}
		if err := a.apply(r); err != nil {
			return err
		}
	}
	return nil
}

// approvals is who said yes to what.
type approvals struct {
	t        *trial
	texts    *audience.Audience
	drafts   map[string]*draft // statement and version
	letGo    map[string]bool   // outreach
	requests map[domain.StreamID]delivery.Requested
	taken    map[string]sandbox.Entry
}

// draft is one version of a statement.
type draft struct {
	author    string
	hash      string
	by        map[string]bool
	approved  bool
	templates map[string]bool
	until     time.Time
}

func (a approvals) of(id string, version int) *draft {
	key := fmt.Sprint(id, "/", version)
	if a.drafts[key] == nil {
		a.drafts[key] = &draft{by: map[string]bool{}, templates: map[string]bool{}}
	}
	return a.drafts[key]
}

func (a approvals) apply(r domain.Recorded) error {
	id := r.Stream.Name()
	switch e := r.Event.(type) {
	case statement.Drafted:
		d := a.of(id, e.Version)
		d.author, d.until = e.Author, e.ValidUntil
	case statement.VariantSet:
		d := a.of(id, e.Version)
		d.templates[e.TemplateHash], d.approved = true, false
	case statement.Submitted:
		d := a.of(id, e.Version)
		d.hash, d.by, d.approved = e.ContentHash, map[string]bool{}, false
	case statement.ApprovalGiven:
		d := a.of(id, e.Version)
		if e.By == d.author || e.ContentHash != d.hash {
			return brokenAt(r, "%s approved a text of his own, or another one", e.By)
		}
		d.by[e.By] = true
	case statement.Approved:
		d := a.of(id, e.Version)
		d.approved = len(d.by) > 0 && e.ContentHash == d.hash
	case outreach.SendApproved:
		a.letGo[id] = true
	case delivery.Requested:
		a.requests[r.Stream] = e
	case delivery.Attempted:
		return a.attempted(r, a.requests[r.Stream], e)
	}
	return nil
}

func (a approvals) attempted(r domain.Recorded, of delivery.Requested, e delivery.Attempted) error {
	d := a.of(of.StatementID, of.StatementVersion)
	switch {
	case !d.approved || !a.letGo[of.OutreachID]:
		return brokenAt(r, "attempted without approval of the text, or of the run")
	case r.Meta.RecordedAt.After(of.NotAfter):
		return brokenAt(r, "attempted behind the end of the run")
	}
	for _, it := range e.Items {
		if who := of.Items[it.I]; !d.templates[who.TemplateHash] {
			return brokenAt(r, "item %d is of a template that nobody has approved", it.I)
		} else if err := a.sameBytes(r, of, who, it.Channel); err != nil {
			return err
		}
	}
	return nil
}

// sameBytes renders an attempted notice again and compares it with what the provider got.
func (a approvals) sameBytes(r domain.Recorded, of delivery.Requested, who delivery.Item, channel string) error {
	entry, taken := a.taken[delivery.Key(of.StatementID, of.StatementVersion, who.Subject, channel)]
	if !taken {
		return nil
	}
	link := "https://" + a.t.rules.LinkDomain + "/status"
	if who.OfferID != "" {
		link = "https://" + a.t.rules.LinkDomain + "/o/" + a.t.token(who.OfferID)
	}
	n, err := a.texts.Compose(of.StatementID, of.StatementVersion, of.IncidentID, who.Subject, channel, link)
	if err != nil {
		return brokenAt(r, "render again: %w", err)
	}
	if sum := sha256.Sum256([]byte(n.Text)); entry.TextHash != hex.EncodeToString(sum[:]) {
		return brokenAt(r, "the provider got other bytes than were approved")
	}
	return nil
}
