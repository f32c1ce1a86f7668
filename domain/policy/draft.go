package policy

import (
	"cmp"
	"slices"
	"time"

	"tocsin/domain"
	"tocsin/domain/playbook"
	"tocsin/domain/statement"
)

// draft is what a policy knows when it has a text drafted.
type draft struct {
	kind         string
	brand        string
	crisisID     string
	incidentID   string
	audience     string // empty: everybody affected
	push         bool
	facts        []statement.Fact
	nextUpdateAt time.Time
	author       string
	at           time.Time
	evidence     []domain.Evidence
}

// affectedAudience names the audience of those whom an incident touches.
const affectedAudience = statement.ToAffected

// compose makes the command that drafts, sets every variant of the playbook and submits, in one append.
func compose(p playbook.Playbook, d draft) statement.Draft {
	master := ""
	if len(p.Languages) > 0 {
		master = p.Languages[0]
	}
	c := statement.Draft{
		Drafted: statement.Drafted{
			Brand: d.brand, CrisisID: d.crisisID, IncidentIDs: []string{d.incidentID}, Kind: d.kind, Audience: cmp.Or(d.audience, affectedAudience),
			Push: d.push, MasterLang: master, Facts: d.facts, Known: p.Known(master, d.facts),
			Doing: p.Said(master, playbook.Doing, d.kind), Action: p.Said(master, playbook.Action, d.kind),
			NextUpdateAt: d.nextUpdateAt, ValidUntil: d.at.Add(p.Outreach.TextStands), Author: d.author, Evidence: d.evidence,
		},
		Required: p.Approvals.For(d.kind),
		Now:      d.at,
	}
	for _, t := range p.Texts {
		if t.Kind == d.kind && slices.Contains(p.Languages, t.Lang) {
			c.Variants = append(c.Variants, variant(p, t, d.brand))
		}
	}
	return c
}

func variant(p playbook.Playbook, t playbook.Text, brand string) statement.Variant {
	v := statement.Variant{Lang: t.Lang, Channel: t.Channel, Template: t.Template, Parts: p.Parts(t, brand)}
	places, err := statement.Places(t.Template)
	if err != nil {
		return v // the decider refuses it and says why
	}
	for _, name := range places {
		v.Params = append(v.Params, statement.Param{Name: name, Type: playbook.PlaceType(name)})
		if name == "link" {
			v.LinkDomains = []string{p.LinkDomain}
		}
	}
	return v
}

// clock says an instant as people of the zone read it.
func (p *rules) clock(t time.Time) string {
	return t.UTC().Add(time.Duration(p.OffsetAt(t)) * time.Second).Format("15:04")
}

// stated gives the value of a fact, empty if a text does not state it.
func stated(facts []statement.Fact, key string) string {
	for _, f := range facts {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}

// textStream names the stream of what those are told whom an incident touches.
func textStream(incidentID string) domain.StreamID {
	return statement.Stream(statement.IDFor(incidentID, affectedAudience))
}
